"""What the clock makes a worker do."""

from celery import shared_task
from django.utils import timezone

from training.services import deadlines, examining, expiring


@shared_task(name="training.remind")  # type: ignore[untyped-decorator]
def remind() -> None:
    """Look for what expires or is due soon, and tell who must know."""
    expiring.sweep()
    deadlines.sweep()


@shared_task(name="training.settle_exams")  # type: ignore[untyped-decorator]
def settle_exams() -> None:
    """Hand in the exams whose time is over."""
    examining.settle(timezone.now())
