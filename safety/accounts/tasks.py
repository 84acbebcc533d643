"""What the clock makes a worker do."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="accounts.clear_sessions")  # type: ignore[untyped-decorator]
def clear_sessions() -> None:
    """Delete the sessions that have run out: nothing else ever does."""
    call_command("clearsessions")
