"""A group with everything: people, attendances and hazards, and no figure stale."""

from bench import hazards, training, worlds
from inspections.models import Hazard
from safety.indicators.drain import drain

# What both sizes are that a page, a close or a report is measured at.
FEW, MANY = worlds.sized(100_000), worlds.sized(1_000_000)


def built(name: str, records: int) -> None:
    """A database with so many attendances and as many hazards, all of it counted."""
    training.built(name, records)
    worlds.write(Hazard, hazards.COLUMNS, hazards.hazards(records))
    worlds.settle(Hazard)
    drain()
