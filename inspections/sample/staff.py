"""Who is where on which day, as the register of the sample has it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from safety.people.models import Posting


class Member(NamedTuple):
    """Somebody posted to a unit for some days; without an end he is there still."""

    employee_no: str
    category: str
    contractor: str
    since: date
    until: date

    def is_there(self, day: date) -> bool:
        return self.since <= day <= self.until


class Staff:
    """The people of units, asked for once: who leads there, and who does the work."""

    def __init__(self) -> None:
        self.leading = defaultdict[str, list[Member]](list)
        self.working = defaultdict[str, list[Member]](list)
        rows = Posting.objects.counted().values_list(
            "unit__code",
            "person__employee_no",
            "person__category",
            "person__contractor__code",
            "start_on",
            "end_on",
        )
        for unit, number, category, contractor, since, until in rows.order_by("pk"):
            known = (number, category, contractor or "", since, until or date.max)
            is_worker = contractor or category == "worker"
            (self.working if is_worker else self.leading)[unit].append(Member(*known))

    def leader(self, rng: Random, units: Sequence[str], day: date) -> Member | None:
        """Somebody of the staff at one of the units, the first that has any."""
        return _one(rng, self.leading, units, day)

    def worker(self, rng: Random, units: Sequence[str], day: date) -> Member | None:
        """Somebody who does the work at one of the units."""
        return _one(rng, self.working, units, day)


def _one(
    rng: Random, known: dict[str, list[Member]], units: Sequence[str], day: date
) -> Member | None:
    for unit in units:
        there = [each for each in known[unit] if each.is_there(day)]
        if there:
            # Those who are there longest have most to say and to do.
            return there[min(rng.randrange(len(there)) for _ in range(3))]
    return None
