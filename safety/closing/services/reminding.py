"""Reminding whoever must hand in, review or close a month: on its day, and after it.

The ladder: on the day it is due whoever does it at the unit is told, once it is overdue
whoever answers for the unit above it as well. Nothing is said before the first month of
the site was closed, so that nobody is reminded of years of books that nobody keeps.
"""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from safety.accounts.models import User
from safety.accounts.permissions import PERMISSIONS
from safety.closing.models import DueDay, Nudge, Return, Step
from safety.closing.services import handing_in, months
from safety.core.months import Month
from safety.notices.inbox import News, tell
from safety.org.models import Ancestry, ClosedMonth, Kind, Unit

TOPIC = "closing.due"
DOES = {
    Kind.PROJECT: "closing.hand_in",
    Kind.COMPANY: "closing.review",
    Kind.GROUP: months.MAY,
}


def sweep(today: date | None = None) -> int:
    """Note who is due with the month that is over, and tell; how many were told."""
    day = today or timezone.localdate()
    month = Month.containing(day) - 1
    if not ClosedMonth.objects.exists():
        return 0
    made = [
        Nudge(unit=unit, month=month, step=step, due_on=due_on)
        for unit, due_on in _waited_for(month)
        for step in _reached(day, due_on)
    ]
    Nudge.objects.bulk_create(made, ignore_conflicts=True)
    with transaction.atomic():
        untold = Nudge.objects.filter(told_at=None).select_related("unit")
        held = list(untold.select_for_update(skip_locked=True, of=("self",)))
        tell([news for nudge in held for news in _news(nudge)])
        keys = [nudge.pk for nudge in held]
        Nudge.objects.filter(pk__in=keys).update(told_at=timezone.now())
    return len(held)


def _reached(day: date, due_on: date) -> list[Step]:
    if day < due_on:
        return []
    return [Step.DUE] if day == due_on else [Step.LATE]


def late(unit: Unit) -> QuerySet[Nudge]:
    """Overdue months of a unit and those below whose part is still to be done.

    As the sweep has noted them, which looks every hour.
    """
    rows = Nudge.objects.filter(
        step=Step.LATE,
        unit__in=Ancestry.objects.current().below([unit.pk]),
        unit__status=Unit.Status.COUNTED,
    )
    of_it = {"unit": OuterRef("unit"), "month": OuterRef("month")}
    signed = Exists(Return.objects.signed().filter(**of_it))
    return rows.filter(
        ~Exists(ClosedMonth.objects.active().filter(**of_it)),
        Q(unit__kind=Kind.GROUP) | ~signed,
    )


def waits(unit: Unit, month: Month) -> bool:
    """Whether a unit’s part in a month is still to be done."""
    closed = ClosedMonth.objects.active().filter(unit=unit, month=month.index)
    if closed.exists():
        return False
    signed = Return.objects.signed().filter(unit=unit, month=month.index)
    return unit.kind == Kind.GROUP or not signed.exists()


def _waited_for(month: Month) -> Iterator[tuple[Unit, date]]:
    """Units whose part is still to be done, with the day by which it is due."""
    group = Unit.objects.counted().filter(kind=Kind.GROUP).first()
    if group is None:
        return
    companies = Unit.objects.counted().filter(kind=Kind.COMPANY)
    open_then = companies.not_closed_before(month.first_day)
    for unit in (*handing_in.projects_of(group, month), *open_then, group):
        due_on = DueDay.objects.of(unit, month)
        if due_on and waits(unit, month):
            yield unit, due_on


def _news(nudge: Nudge) -> Iterator[News]:
    """For whoever does it there, and, overdue, whoever does it above."""
    units = [nudge.unit]
    if nudge.step == Step.LATE and nudge.unit.parent:
        units.append(nudge.unit.parent)
    for unit in units:
        roles = PERMISSIONS[DOES[Kind(unit.kind)]]
        holders = User.objects.in_force(timezone.localdate()).filter(
            grants__unit=unit, grants__role__in=roles
        )
        for key in holders.values_list("pk", flat=True).distinct():
            yield News(TOPIC, nudge.pk, key)
