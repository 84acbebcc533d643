"""Facts to cells: each statement fills a table from the facts of some years.

The table is the stored one when everything is rebuilt, and a temporary one of the same
columns when some subjects are drained.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from safety.core.declare.indicators import Amounts, Book, Cohort, Flow, Roll, Stock
from safety.indicators import facts, registry, sql

Keys = Collection[int] | None
Span = tuple[int, int]  # first and last month


def fill_masks(into: str, roll: Roll, years: Sequence[int], subjects: Keys) -> None:
    """The months of each year in which the roll lists its subjects, unit by unit."""
    listings, params = facts.roll_facts(
        roll, min(years) * 12, max(years) * 12 + 11, subjects
    )
    start = "y.year * 12"
    first = sql.greatest(f"f_first - {start}", "0")
    last = sql.least(f"f_last - {start}", "11")
    last_end = sql.least(f"f_last_end - {start}", "11")
    dims = ", ".join(f"max(f_{name})" for name in sql.DIMS.split(", "))
    sql.run(
        f"INSERT INTO {into} (roll, year, subject, unit, bits, end_bits, {sql.DIMS})"
        f" WITH f AS ({sql.worked_out(listings)}),"
        f" {sql.table('y', ['year'], [[y] for y in years])}"
        f" SELECT {sql.literal(roll.name)}, y.year, f_subject, f_unit,"
        f" bit_or({sql.months_to_bits(first, last)}),"
        f" bit_or({sql.months_to_bits(first, last_end)}), {dims}"
        f" FROM f JOIN y ON f_first <= {start} + 11 AND f_last >= {start}"
        " GROUP BY y.year, f_subject, f_unit ORDER BY y.year, f_subject, f_unit",
        params,
    )


def fill_vectors(
    into: str, amounts: Amounts, years: Sequence[int], subjects: Keys
) -> None:
    """Amounts of subjects by month."""
    for year in years:
        given, params = facts.amount_facts(amounts, year * 12, year * 12 + 11, subjects)
        sql.run(
            f"INSERT INTO {into} (name, subject, month, amount)"
            f" SELECT {sql.literal(amounts.name)}, f_subject, f_month, sum(f_amount)"
            f" FROM ({given}) f GROUP BY f_subject, f_month HAVING sum(f_amount) <> 0",
            params,
        )


def fill_tallies(
    into: str, spans: Sequence[Span], units: Keys, label: str = ""
) -> None:
    """What happened, began and ended at units, month by month.

    With a ``label`` of what is counted in records of that model alone.
    """
    for first, last in spans:
        for keys, flows in _alike(registry.shaped(Flow, label)):
            _tally_all(into, keys, facts.flow_facts(flows, first, last, units))
        for key, stock in registry.shaped(Stock, label):
            _tally(into, key, facts.stock_facts(stock, first, last, units))


def _alike(
    shaped: Iterable[tuple[str, Flow]],
) -> Iterator[tuple[list[str], tuple[Flow, ...]]]:
    """Flows with their keys, those together that read the same records by a date."""
    alike: dict[tuple[Book, str], list[tuple[str, Flow]]] = {}
    for key, flow in shaped:
        alike.setdefault((flow.book, flow.at), []).append((key, flow))
    for some in alike.values():
        yield [key for key, _flow in some], tuple(flow for _key, flow in some)


def _tally_all(into: str, keys: Sequence[str], given: facts.Sql) -> None:
    """The sums of several amounts from one reading."""
    text, params = given
    dims = ", ".join(f"f_{name}" for name in sql.DIMS.split(", "))
    sums = ", ".join(f"sum(f_amount{n}) AS s{n}" for n in range(len(keys)))
    parts = " UNION ALL ".join(
        f"SELECT {sql.literal(key)}, f_unit, f_month, s{n}, {dims}"
        f" FROM summed WHERE s{n} <> 0"
        for n, key in enumerate(keys)
    )
    sql.run(
        f"INSERT INTO {into} (measure, unit, month, amount, {sql.DIMS})"
        f" WITH summed AS MATERIALIZED (SELECT f_unit, f_month, {dims}, {sums}"
        f" FROM ({text}) f GROUP BY f_unit, f_month, {dims}) {parts}",
        params,
    )


def _tally(into: str, key: str, selects: Sequence[facts.Sql]) -> None:
    given = " UNION ALL ".join(
        f"SELECT * FROM ({text}) f{n}" for n, (text, _p) in enumerate(selects)
    )
    dims = ", ".join(f"f_{name}" for name in sql.DIMS.split(", "))
    sql.run(
        f"INSERT INTO {into} (measure, unit, month, amount, {sql.DIMS})"
        f" SELECT {sql.literal(key)}, f_unit, f_month, sum(f_amount), {dims}"
        f" FROM ({given}) f GROUP BY f_unit, f_month, {dims} HAVING sum(f_amount) <> 0",
        [param for _text, params in selects for param in params],
    )


def fill_cohorts(
    into: str, spans: Sequence[Span], units: Keys, label: str = ""
) -> None:
    """What was found in a month and done in another, unit by unit."""
    dims = ", ".join(f"f_{name}" for name in sql.DIMS.split(", "))
    for key, cohort in registry.shaped(Cohort, label):
        for first, last in spans:
            given, params = facts.cohort_facts(cohort, first, last, units)
            sql.run(
                f"INSERT INTO {into} (measure, unit, month, done, amount, {sql.DIMS})"
                f" SELECT {sql.literal(key)}, f_unit, f_month, f_done,"
                f" sum(f_amount), {dims}"
                f" FROM ({given}) f GROUP BY f_unit, f_month, f_done, {dims}",
                params,
            )
