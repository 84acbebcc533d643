"""The worker's side of loads."""

from celery import shared_task

from safety.records import services
from safety.records.models import Load


@shared_task(name=services.TASK)  # type: ignore[untyped-decorator]
def work() -> None:
    """Look for loads that wait for a step. Asked by the bell and by the sweep."""
    services.end_cut_short()
    for load in Load.objects.waiting():
        services.work_on(load)
