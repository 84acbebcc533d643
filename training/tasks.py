"""What the clock makes a worker do."""

from celery import shared_task

from training.services import expiring


@shared_task(name="training.remind")  # type: ignore[untyped-decorator]
def remind() -> None:
    """Look for what expires soon, and tell who must know. Asked by the sweep."""
    expiring.sweep()
