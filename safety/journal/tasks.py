"""What the clock makes a worker do."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from safety.journal.models import Receipt

# No phone keeps a record unsent for longer.
KEPT = timedelta(days=180)


@shared_task(name="journal.clear_receipts")  # type: ignore[untyped-decorator]
def clear_receipts() -> None:
    """Forget the answers that nobody will ask for again."""
    Receipt.objects.filter(at__lt=timezone.now() - KEPT).delete()
