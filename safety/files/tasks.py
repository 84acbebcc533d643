"""What the clock makes a worker do."""

from celery import shared_task
from django.utils import timezone

from safety.files.services import clear_unused


@shared_task(name="files.clear")  # type: ignore[untyped-decorator]
def clear() -> None:
    """Throw away what was sent and never became part of a record."""
    clear_unused(timezone.now())
