"""Planning: the rows of what is due. Any number of workers may do it at once."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from safety.core import doorbell
from safety.core.months import Month, Period
from safety.deliveries.models import Delivery, Schedule
from safety.journal import write as journal
from safety.reports import registry

TASK = "deliveries.deliver"


def plan_due() -> int:
    """Make the deliveries whose moment has come; how many are new."""
    days = Schedule.objects.started_by(Schedule.Start.DAY)
    return sum(_plan_schedule(key) for key in list(days.values_list("pk", flat=True)))


def _plan_schedule(key: int) -> int:
    """Plan every month of a schedule that is due, those that were missed too."""
    with transaction.atomic():
        schedule = Schedule.objects.filter(pk=key).locked().first()
        if schedule is None or not schedule.is_on:
            return 0
        month, made = schedule.next_period.last_month, 0
        while schedule.due_at(Period.month(month)) <= timezone.now():
            made += _plan_month(schedule, month)
            month += 1
        _go_on(schedule, month)
    return made


def on_close(units: Collection[int], month: Month) -> int:
    """Make the deliveries that leave when the month of some units is closed.

    In the transaction of the closing: both are there or neither.
    """
    made = 0
    with transaction.atomic():
        closing = Schedule.objects.started_by(Schedule.Start.CLOSE)
        for schedule in closing.filter(unit__in=units).order_by("pk").locked():
            made += _plan_month(schedule, month)
            _go_on(schedule, max(schedule.next_period.last_month, month + 1))
    return made


def _go_on(schedule: Schedule, month: Month) -> None:
    """From this month on nothing is planned yet."""
    if schedule.next_period.last_month < month:
        schedule.next_period = Period.month(month)
        journal.save(schedule, "plan", by=None)


def _plan_month(schedule: Schedule, month: Month) -> int:
    """Rows for the report that ends with a month, of those that are not there yet."""
    report = registry.find(schedule.report)
    period = report.fitted(Period.month(month))
    if period.last_month != month:
        return 0
    now = timezone.now()
    is_by_day = schedule.start == Schedule.Start.DAY
    due_at = schedule.due_at(period) if is_by_day else now
    is_late = now - due_at > timedelta(minutes=settings.DELIVERY_LATE_MINUTES)
    rows = [
        Delivery(
            schedule=schedule,
            period=period,
            recipient=recipient,
            due_at=due_at,
            next_at=now,
            is_late=is_late,
        )
        for recipient in schedule.recipients.current()
    ]
    planned = schedule.deliveries.of(period)
    had = planned.count()
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    doorbell.ring_on_commit(TASK)
    return planned.count() - had
