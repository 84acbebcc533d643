"""Telling whoever answers for safety at a unit of numbers beyond their alert threshold.

Compared is the year to date by the end of the last month that is over: a number of a
running month still counts against a unit what it may put right by the month's last day.
For a stock that is its state at the end of the month. The first days of a month belong
to the records of the one before it.

`sweep` writes a row for each number that is beyond (a constraint lets it be written
once for each month), then tells of those that nobody was told of. Either half may be
killed and run again at any point, by any number of workers at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from safety.accounts.models import Grant, User
from safety.accounts.permissions import Role
from safety.core.months import Month, Period
from safety.indicators import read, registry, targets, years
from safety.indicators.models import Alert, Target
from safety.indicators.read import Figure
from safety.notices.inbox import News, tell
from safety.org.models import Kind, Unit

TOPIC = "indicators.alert"
# Who answers for safety at a unit, by its kind.
ANSWERS = {
    Kind.PROJECT: Role.SAFETY_OFFICER,
    Kind.COMPANY: Role.COMPANY_SAFETY,
    Kind.GROUP: Role.HQ_SAFETY,
}
SETTLES = timedelta(days=5)
AT_ONCE = 500  # units of one look, rows of one transaction


class Compared(NamedTuple):
    """A figure beside the target that holds for it, if any."""

    figure: Figure
    row: Target | None

    @property
    def is_beyond(self) -> bool:
        """Whether it is on the wrong side of the alert threshold."""
        row = self.row
        return row is not None and targets.is_beyond(row, row.alert, self.figure)

    @property
    def alert(self) -> str:
        """The threshold as people read it, and on which side of it is worrying."""
        return targets.Line(self.figure.indicator, self.row, is_own=False).alert


def sweep(today: date | None = None) -> int:
    """Note what is beyond its threshold, and tell; how many rows were told."""
    day = today or timezone.localdate()
    month = Month.containing(day - SETTLES) - 1
    codes, units = _watched(month.year), sorted(_answering(day))
    for at in range(0, len(units) if codes else 0, AT_ONCE):
        some = units[at : at + AT_ONCE]
        Alert.objects.bulk_create(
            [
                Alert(unit_id=unit, code=code, month=month)
                for (unit, code), each in compared(some, codes, month).items()
                if each.is_beyond
            ],
            ignore_conflicts=True,
        )
    told = 0
    while number := _tell_some(day):
        told += number
    return told


def to_date(month: Month) -> Period:
    """The year to date by the end of a month."""
    return Period.parse(f"{month}:ytd")


def compared(
    units: Collection[int], codes: Iterable[str], month: Month
) -> dict[tuple[int, str], Compared]:
    """Figures of units by the end of a month, by unit and code, in three queries."""
    period, declared = to_date(month), registry.indicators()
    if period.year not in years.known():
        return {}
    wanted = [declared[code] for code in codes if code in declared]
    rows = targets.in_force(units, period, [each.code for each in wanted])
    figures = read.figures(units, [period], wanted)
    return {
        (unit, code): Compared(figure, rows.get((unit, code)))
        for (code, unit, _period), figure in figures.items()
    }


def _watched(year: int) -> list[str]:
    """Codes with a threshold anywhere."""
    rows = Target.objects.counted().filter(year=year, alert__isnull=False)
    return sorted(set(rows.values_list("code", flat=True)))


def _answering(day: date, units: Collection[int] | None = None) -> dict[int, set[int]]:
    """Who answers for safety at open units, by unit."""
    grants = Grant.objects.filter(
        user__in=User.objects.in_force(day),
        unit__in=Unit.objects.standing().open_on(day),
    )
    if units is not None:
        grants = grants.filter(unit__in=units)
    found = defaultdict[int, set[int]](set)
    for unit, kind, role, user in grants.values_list(
        "unit_id", "unit__kind", "role", "user_id"
    ):
        if ANSWERS.get(Kind(kind)) == role:
            found[unit].add(user)
    return found


def _tell_some(day: date) -> int:
    """Tell of some rows that nobody was told of; how many those were."""
    with transaction.atomic():
        # Another worker's rows are left to it.
        untold = Alert.objects.filter(told_at=None).order_by("pk")
        held = list(untold.select_for_update(skip_locked=True)[:AT_ONCE])
        users = _answering(day, {each.unit_id for each in held})
        tell(
            [
                News(TOPIC, each.pk, user)
                for each in held
                for user in sorted(users.get(each.unit_id, ()))
            ]
        )
        keys = [each.pk for each in held]
        Alert.objects.filter(pk__in=keys).update(told_at=timezone.now())
    return len(held)
