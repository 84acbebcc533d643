"""Measured runs: what we do beside a floor, in one run, as ratios.

A bench is a module of this package with ``measure() -> Iterator[Line]``; its name is
the module's. It runs once for PostgreSQL and once for SQLite, each time in a process of
its own, which makes its databases with `bench.databases.fresh`.
"""
