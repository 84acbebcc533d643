"""The people of a muster list, and what pages show of them."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings

from inspections.views.hazard import names_of
from safety.accounts.guard import Request
from training.models import Drill, Participation
from training.services import drills

OVERLAP = timedelta(seconds=10)


class Row(NamedTuple):
    """A person of the list; ``request_id`` is that of the next tick."""

    key: int
    name: Any
    number: str
    unit: str
    tick: Participation | None
    request_id: UUID
    is_late: bool

    @property
    def is_here(self) -> bool:
        return self.tick is not None and self.tick.status == drills.COUNTED


class Muster:
    """Who is to be accounted for, and who is ticked: the same few questions for all."""

    def __init__(self, request: Request, drill: Drill) -> None:
        self.drill = drill
        ticks = drill.participations.select_related("person").order_by("pk")
        self.ticks = {row.person_id: row for row in ticks}
        self.rows = self._listed()
        listed = {row.key for row in self.rows}
        strangers = [each for each in ticks if each.person_id not in listed]
        names = names_of(request, *(each.person_id for each in strangers))
        self.guests = [
            Row(each.person_id, name, "", "", each, uuid4(), self._is_late(each))
            for each, name in zip(strangers, names, strict=True)
            if each.status == drills.COUNTED
        ]

    def _listed(self) -> list[Row]:
        found = drills.muster(self.drill).select_related("person", "unit")
        rows: dict[int, Row] = {}
        for each in found.order_by("unit__code", "person__name", "person_id"):
            person = each.person
            tick = self.ticks.get(person.pk)
            row = Row(
                *(person.pk, person.name, person.employee_no, str(each.unit)),
                *(tick, uuid4(), self._is_late(tick)),
            )
            rows.setdefault(person.pk, row)
        return list(rows.values())

    def is_late_at(self, moment: datetime | None) -> bool:
        """Whether who is missing then, or is ticked only then, is late."""
        began = self.drill.started_at
        after = timedelta(minutes=settings.DRILL_LATE_MINUTES)
        return bool(began and moment and moment > began + after)

    def _is_late(self, tick: Participation | None) -> bool:
        is_here = tick is not None and tick.status == drills.COUNTED
        return is_here and self.is_late_at(tick.ticked_at if tick else None)

    def matching(self, text: str) -> list[Row]:
        """Rows of the list by a part of the name, or the beginning of the number."""
        asked = text.strip().casefold()
        return [
            row
            for row in self.rows
            if asked in str(row.name).casefold()
            or row.number.casefold().startswith(asked)
        ]

    @property
    def stamp(self) -> str:
        """When somebody was ticked last; what a page says that asks for news."""
        moments = [row.ticked_at for row in self.ticks.values() if row.ticked_at]
        return max(moments).isoformat() if moments else ""

    def news(self, stamp: str) -> list[Row]:
        """Rows of the list that were ticked, or not any more, since a page was shown.

        A little more: what was ticked first may be saved last.
        """
        try:
            since = datetime.fromisoformat(stamp) - OVERLAP
            return [row for row in self.rows if _was_ticked(row, since)]
        except (ValueError, TypeError, OverflowError):
            return [row for row in self.rows if row.tick]

    @property
    def here(self) -> int:
        """How many take part."""
        return sum(row.is_here for row in (*self.rows, *self.guests))

    @property
    def missing(self) -> int:
        """How many of the list are not ticked."""
        return sum(not row.is_here for row in self.rows)

    def present(self, request: Request) -> list[tuple[Participation, Any]]:
        """Who takes part, in the order of the ticks, by names that the reader sees."""
        rows = [row for row in self.ticks.values() if row.status == drills.COUNTED]
        names = names_of(request, *(row.person_id for row in rows))
        return list(zip(rows, names, strict=True))

    def row(self, key: str) -> Row | None:
        """The row of a person, by what an address says."""
        rows = (*self.rows, *self.guests)
        return next((row for row in rows if str(row.key) == key), None)


def _was_ticked(row: Row, since: datetime) -> bool:
    at = row.tick.ticked_at if row.tick else None
    return at is not None and at >= since
