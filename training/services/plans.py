"""Verbs of emergency plans: enter one, add a version, change its facts, withdraw it."""

from collections.abc import Iterable

from django.db import transaction

from safety.files.models import File
from safety.journal import write as journal
from training.models import EmergencyPlan, Gap, PlanFile, PlanVersion


def add(
    plan: EmergencyPlan, first: PlanVersion, file: File | None, *, by: int | None
) -> EmergencyPlan:
    """Enter a plan with its first version."""
    with transaction.atomic():
        plan.unit.require_standing()
        journal.save(plan, "add", by=by)
        add_version(plan, first, file, by=by)
    return plan


def add_version(
    plan: EmergencyPlan,
    version: PlanVersion,
    file: File | None,
    *,
    by: int | None,
    closes: Iterable[Gap] = (),
) -> PlanVersion:
    """The plan as it is approved anew; what it was before stays beside it.

    ``closes`` are gaps of drills for which it was to be revised.
    """
    with transaction.atomic():
        held = EmergencyPlan.objects.locked().get(pk=plan.pk)
        last = held.versions.order_by("-number").first()
        version.plan, version.number = held, last.number + 1 if last else 1
        journal.save(version, "add", by=by)
        if file:
            kept = PlanFile(version=version, file=file, sha256=file.sha256, by_id=by)
            journal.save(kept, "add", by=by)
        keys = [gap.pk for gap in closes]
        closed = list(held.gaps.to_revise().locked().filter(pk__in=keys))
        for gap in closed:
            gap.revised_in = version
        journal.save_all(closed, "close", by=by)
    return version


def change(plan: EmergencyPlan, *, by: int | None) -> None:
    """Another name or kind; its versions stay as they are."""
    journal.save(plan, "change", by=by)


def withdraw(plan: EmergencyPlan, *, by: int | None) -> None:
    """Nothing more is rehearsed by it; drills that were held by it stay."""
    plan.status = EmergencyPlan.Status.VOIDED
    journal.save(plan, "withdraw", by=by)
