"""What the clock makes a worker do."""

from celery import shared_task

from safety.incentives.services import proving


@shared_task(name="incentives.prove")  # type: ignore[untyped-decorator]
def prove() -> None:
    """Prove the ledger, every night."""
    proving.prove()
