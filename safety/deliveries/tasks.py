"""The worker's side of schedules."""

from celery import shared_task

from safety.deliveries.services import delivering, scheduling


@shared_task(name="deliveries.plan")  # type: ignore[untyped-decorator]
def plan() -> None:
    """Make the deliveries whose moment has come. Asked by the sweep."""
    scheduling.plan_due()


@shared_task(name=scheduling.TASK)  # type: ignore[untyped-decorator]
def deliver() -> None:
    """Send what is due. Asked by the bell and by the sweep."""
    delivering.send_due()
