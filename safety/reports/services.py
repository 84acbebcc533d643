"""What is done with reports: a manager's note is written."""

from django.db import transaction
from django.utils import timezone

from safety.accounts.models import User
from safety.core.months import Period
from safety.journal import write as journal
from safety.org.models import Unit
from safety.reports.models import Note
from safety.reports.structure import Report


def write_note(
    report: Report, unit: Unit, period: Period, text: str, *, by: User
) -> Note:
    """The note of a report; what stood in it before stays in the journal."""
    with transaction.atomic():
        Unit.objects.filter(pk=unit.pk).locked().first()
        note = Note.objects.of(report.name, unit, period).first()
        note = note or Note(report=report.name, unit=unit, period=period)
        if note.pk and note.text == text:
            return note
        note.text, note.written_by, note.written_at = text, by, timezone.now()
        journal.save(note, "note", by=by.pk)
    return note
