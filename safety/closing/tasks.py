"""What the clock makes a worker do."""

from celery import shared_task

from safety.closing.services import reminding


@shared_task(name="closing.remind")  # type: ignore[untyped-decorator]
def remind() -> None:
    """Look who is due with the month that is over, and tell them."""
    reminding.sweep()
