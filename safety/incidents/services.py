"""Verbs of an incident: enter it, say it otherwise, void it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.incidents.models import Incident
from safety.journal import write as journal
from safety.org.models import Unit


def add(incident: Incident, *, by: int | None) -> None:
    """Enter an incident, which gets the next number of its unit and year."""
    with transaction.atomic():
        unit = Unit.objects.locked().get(pk=incident.unit_id)
        unit.require_standing()
        incident.number = _next_number(unit, incident.occurred_on.year)
        journal.save(incident, "add", by=by)


def _next_number(unit: Unit, year: int) -> str:
    """The first like ``A-P01-19-0001`` that is free; the unit is held meanwhile."""
    begun = f"A-{unit.code}-{year % 100:02}-"
    rows = Incident.objects.filter(number__startswith=begun)
    taken = set(rows.values_list("number", flat=True))
    last = len(taken) + 1
    while f"{begun}{last:04}" in taken:
        last += 1
    return f"{begun}{last:04}"


def change(incident: Incident, *, by: int | None) -> None:
    """Keep what is said otherwise; all numbers follow."""
    with transaction.atomic():
        _held(incident)
        journal.save(incident, "change", by=by)


def void(incident: Incident, reason: str, *, by: int | None) -> None:
    """Take it out of all numbers; it stays with the reason."""
    with transaction.atomic():
        held = _held(incident)
        held.status, held.void_reason = Incident.Status.VOIDED, reason
        journal.save(held, "void", by=by, is_held=True)


def _held(incident: Incident) -> Incident:
    """The row as it is stored now, held; ValidationError for one that was voided."""
    found = Incident.objects.locked().get(pk=incident.pk)
    if found.status == Incident.Status.VOIDED:
        raise ValidationError(_("It was voided, and stays as it is."))
    return found
