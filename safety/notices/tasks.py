"""The worker's side of the outbox."""

from celery import shared_task

from safety.notices import outgoing, sending
from safety.notices.services import TASK


@shared_task(name=TASK)  # type: ignore[untyped-decorator]
def send() -> None:
    """Look for messages to send. Asked by the bell and by the sweep."""
    sending.send_due()


@shared_task(name="notices.summarise")  # type: ignore[untyped-decorator]
def summarise() -> None:
    """Write the summaries whose hour has come. Asked by the sweep."""
    outgoing.write_summaries()
