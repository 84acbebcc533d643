"""What is amended in a finished inspection: in sight, with a reason, and counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Amendment, Answer, Inspection, Item, Status
from inspections.services.answering import require_hazard, understand
from inspections.services.finishing import ask_anew
from inspections.services.guards import Actor, no_person
from inspections.walk import Walk
from safety.journal import write as journal


def amend(
    amendment: Amendment, moments: Mapping[str, datetime | None], actor: Actor
) -> Amendment:
    """Say what is not right, or that it began or ended at other ``moments``."""
    with transaction.atomic():
        stored = _held(amendment.inspection, actor)
        for name, moment in moments.items():
            amendment.before[name] = _told(getattr(stored, name))
            amendment.after[name] = _told(moment)
            setattr(stored, name, moment)
        if not amendment.text and amendment.before == amendment.after:
            raise ValidationError(_("Say what is not right."))
        if amendment.before != amendment.after:
            stored.clean_fields(exclude={"unit", "lead"})
            stored.validate_constraints()
            journal.save(stored, "amend", by=actor.user.pk)
        return _kept(amendment, actor)


def amend_answer(
    inspection: Inspection, item: Item, told: dict[str, str], reason: str, actor: Actor
) -> Amendment:
    """Answer an item otherwise; the score follows, and what stood before is kept."""
    with transaction.atomic():
        stored = _held(inspection, actor)
        rows = Answer.objects.filter(inspection=stored, item=item)
        found = rows.first() or Answer(inspection=stored, item=item)
        before = _said(found) | {"score": _told(stored.score)}
        understand(found, told)
        require_hazard(found)
        if before.items() >= _said(found).items():
            raise ValidationError(_("The answer says this already."))
        journal.save(found, "amend", by=actor.user.pk)
        score = Walk(stored).score
        if score != stored.score:
            stored.score = score
            journal.save(stored, "amend", by=actor.user.pk)
        after = _said(found) | {"score": _told(score)}
        made = Amendment(inspection=stored, item=item, before=before, after=after)
        made.reason = reason
        return _kept(made, actor)


def void(amendment: Amendment, actor: Actor) -> Amendment:
    """Take a finished inspection out of all numbers; it stays, with the reason.

    Its hazards stay as they are, and what a plan has asked for is asked anew.
    """
    with transaction.atomic():
        stored = _held(amendment.inspection, actor)
        stored.status = Status.VOIDED
        journal.save(stored, "void", by=actor.user.pk)
        ask_anew(stored, by=actor.user.pk)
        amendment.before = {"status": Status.FINAL}
        amendment.after = {"status": Status.VOIDED}
        return _kept(amendment, actor)


def _held(inspection: Inspection, actor: Actor) -> Inspection:
    if actor.person is None:
        raise PermissionDenied(no_person())
    found: Inspection = Inspection.objects.locked().get(pk=inspection.pk)
    if found.status != Status.FINAL:
        raise ValidationError(_("Only a finished inspection is amended."))
    return found


def _kept(amendment: Amendment, actor: Actor) -> Amendment:
    if actor.person:
        amendment.by = actor.person
    journal.save(amendment, "amend", by=actor.user.pk)
    return amendment


def _said(answer: Answer) -> dict[str, str]:
    """An answer as an amendment keeps it."""
    names = ("outcome", "deducted", "said", "note")
    return {name: _told(getattr(answer, name)) for name in names}


def _told(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)
