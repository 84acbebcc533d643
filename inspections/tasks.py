"""What the clock makes a worker do."""

from celery import shared_task

from inspections.services import escalation, planning


@shared_task(name="inspections.plan")  # type: ignore[untyped-decorator]
def plan() -> None:
    """Ask for the inspections that plans want by now, and mark what is missed."""
    planning.sweep()


@shared_task(name="inspections.escalate")  # type: ignore[untyped-decorator]
def escalate() -> None:
    """Look for hazards that have reached a rung. Asked by the sweep."""
    escalation.sweep()
