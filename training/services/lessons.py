"""Verbs of lessons: save one with its file, take a file off."""

from django.db import transaction

from safety.files.models import File
from safety.journal import write as journal
from training.models import Lesson, LessonFile


def save(lesson: Lesson, file: File | None, *, by: int | None) -> Lesson:
    """Keep a lesson with one more file; one that it has had before comes back."""
    with transaction.atomic():
        verb = "add" if lesson._state.adding else "change"
        journal.save(lesson, verb, by=by)
        if file:
            known = lesson.files.filter(sha256=file.sha256).first()
            shown = known or LessonFile(
                lesson=lesson, file=file, sha256=file.sha256, by_id=by
            )
            shown.status = LessonFile.Status.COUNTED
            journal.save(shown, "add", by=by)
    return lesson


def take_off(shown: LessonFile, *, by: int | None) -> None:
    """Show a file no more."""
    shown.status = LessonFile.Status.VOIDED
    journal.save(shown, "remove", by=by)
