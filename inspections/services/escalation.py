"""Telling those who must know: each rung of each hazard once, whoever runs twice.

`sweep` writes a row for every hazard that has reached a rung (a constraint lets it be
written once), then tells people what no row says has been told. Either half may be
killed and run again at any point, by any number of workers at once.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.utils import timezone

from inspections.models import Deputy, Escalation, Hazard, Level, Policy, Rung, Watch
from inspections.services.audience import About, Audience
from inspections.services.guards import verified_from
from inspections.services.ladder import Hit, Ladder, Step
from safety.journal import write as journal
from safety.notices.inbox import News, tell
from safety.org.models import Unit

TOPIC = "inspections.escalation"
AT_ONCE = 2000  # rows of one transaction
PEOPLE = ("hazard__responsible", "hazard__rectified_by")
T = TypeVar("T")


def sweep() -> int:
    """Bring up the ladder what has its time, and tell; how many were told."""
    ladder = Ladder()
    watched = ladder.watched()
    for step in ladder.steps:
        _write(step, ladder.hits(step, watched), is_known=False)
    told = 0
    while number := _tell_some():
        told += number
    return told


def _write(step: Step, hits: Iterable[Hit], *, is_known: bool) -> None:
    now = timezone.now() if is_known else None
    for some in batches(hits, AT_ONCE):
        Escalation.objects.bulk_create(
            [
                Escalation(
                    hazard_id=hit.hazard_id,
                    rung=step.rung,
                    day=hit.day,
                    moment=hit.moment,
                    is_known=is_known,
                    told_at=now,
                )
                for hit in some
            ],
            ignore_conflicts=True,
        )


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Rows in lists of a size, the last one shorter."""
    rest = iter(rows)
    while some := list(islice(rest, size)):
        yield some


def _tell_some() -> int:
    """Tell people of some rows that nobody was told of; how many rows those were."""
    with transaction.atomic():
        rows = Escalation.objects.untold().order_by("pk")
        # Another worker's rows are left to it.
        held = rows.select_for_update(skip_locked=True, of=("self",))
        some = list(held.select_related("rung", *PEOPLE)[:AT_ONCE])
        beside = Beside(each.hazard for each in some)
        tell([news for each in some for news in beside.news(each)])
        keys = [each.pk for each in some]
        Escalation.objects.filter(pk__in=keys).update(told_at=timezone.now())
    return len(some)


class Beside:
    """What says who is told of some hazards, read once for all of them."""

    def __init__(self, hazards: Iterable[Hazard]) -> None:
        self.audience = Audience({hazard.unit_id for hazard in hazards})
        today = timezone.localdate()
        pairs = Deputy.objects.in_force(today).exclude(deputy__user=None)
        self._deputies: dict[int | None, set[int]] = {}
        for user, deputy in pairs.values_list("person__user", "deputy__user"):
            self._deputies.setdefault(user, set()).add(deputy)
        self._policies: dict[tuple[str, Any], Policy] = {}

    def users(self, rung: Rung, hazard: Hazard) -> set[int]:
        """Keys of the accounts that a rung of a hazard tells, and of their deputies."""
        owner, fixer = hazard.responsible, hazard.rectified_by
        level = hazard.level, hazard.found_on
        if level not in self._policies:
            self._policies[level] = Policy.objects.in_force(*level)
        about = About(
            hazard.unit_id,
            owner.user_id if owner else None,
            fixer.user_id if fixer else None,
            verified_from(self._policies[level], hazard.found_from),
        )
        told = self.audience.told(rung.who, about)
        return told.union(*(self._deputies.get(user, ()) for user in told))

    def news(self, escalation: Escalation) -> Iterator[News]:
        """What people and groups are told of a row; urgent is what is major."""
        is_urgent = escalation.hazard.level == Level.MAJOR
        for user in self.users(escalation.rung, escalation.hazard):
            yield News(TOPIC, escalation.pk, user, is_urgent)
        unit = escalation.hazard.unit_id
        for robot in self.audience.groups(escalation.rung.who, unit):
            yield News(TOPIC, escalation.pk, None, is_urgent, robot)


# --- turning it on ----------------------------------------------------------------


class Foreseen(NamedTuple):
    """What a rung would tell of what is late already."""

    rung: Rung
    hazards: int
    people: int


def foreseen(unit: Unit) -> list[Foreseen]:
    """Rung by rung, what would be told at once if escalation were turned on."""
    ladder, found = Ladder(), []
    rows = Hazard.objects.counted().below([unit.pk])
    for rung, keys in _by_rung(ladder, rows).items():
        hazards = Hazard.objects.filter(pk__in=keys)
        hazards = hazards.select_related("responsible", "rectified_by")
        beside = Beside(hazards)
        users = {user for each in hazards for user in beside.users(rung, each)}
        found.append(Foreseen(rung, len(keys), len(users)))
    return found


def _by_rung(ladder: Ladder, rows: Any) -> dict[Rung, list[int]]:
    reached: dict[Rung, list[int]] = {}
    for step in ladder.steps:
        keys = [hit.hazard_id for hit in ladder.hits(step, rows)]
        reached.setdefault(step.rung, []).extend(keys)
    return reached


def turn_on(unit: Unit, *, tells_backlog: bool, by: int | None) -> Watch:
    """Watch a unit and all below it; what is late already is told, or known."""
    with transaction.atomic():
        Unit.objects.locked().get(pk=unit.pk)
        watch = Watch.objects.filter(unit=unit).first()
        if watch:
            return watch
        if not tells_backlog:
            take_as_known(Hazard.objects.counted().below([unit.pk]))
        watch = Watch(unit=unit, tells_backlog=tells_backlog)
        journal.save(watch, "turn-on", by=by)
        return watch


def turn_off(unit: Unit, *, by: int | None) -> None:
    """Tell nobody there any more."""
    for watch in Watch.objects.filter(unit=unit):
        journal.remove(watch, "turn-off", by=by)


def take_as_known(rows: Any, rung: Rung | None = None) -> None:
    """Let nobody be told of rungs that hazards have reached by now."""
    ladder = Ladder()
    for step in ladder.steps:
        if rung is None or step.rung == rung:
            _write(step, ladder.hits(step, rows), is_known=True)


def save_rung(rung: Rung, verb: str, *, by: int | None) -> None:
    """Save a rung; what has reached it by now is known, so that no flood follows."""
    with transaction.atomic():
        journal.save(rung, verb, by=by)
        take_as_known(Ladder().watched(), rung)
