"""What a worker is rung for, and what the clock makes it do."""

from celery import shared_task

from safety.core import doorbell
from safety.indicators import alerts, check
from safety.indicators import drain as drainer
from safety.journal.marking import DRAIN_TASK


@shared_task(name=DRAIN_TASK)  # type: ignore[untyped-decorator]
def drain() -> None:
    """Look for marks. While another drainer works, ring again a little later."""
    if drainer.drain(wait=False).busy:
        doorbell.ring(DRAIN_TASK)


@shared_task(name="indicators.check")  # type: ignore[untyped-decorator]
def check_values() -> None:
    """Recompute one company and year from the records and compare."""
    check.check_one()


@shared_task(name="indicators.alert")  # type: ignore[untyped-decorator]
def alert() -> None:
    """Look which numbers are beyond their thresholds, and tell who must know."""
    alerts.sweep()
