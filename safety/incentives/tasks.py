"""What the clock makes a worker do."""

from celery import shared_task

from safety.incentives.services import expiring, proving


@shared_task(name="incentives.prove")  # type: ignore[untyped-decorator]
def prove() -> None:
    """Prove the ledger, every night."""
    proving.prove()


@shared_task(name="incentives.expire")  # type: ignore[untyped-decorator]
def expire() -> None:
    """Let cards expire whose last day has passed, every night."""
    expiring.sweep()
