"""Exams of the online school: drawn, answered, handed in and scored on the server."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import SystemRandom

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.core import formats
from safety.journal import write as journal
from training.models import Asked, Attempt, Course, Enrolment, Exam, Question
from training.models.exam import RULES
from training.models.question import LETTERS
from training.services import school

KEPT = (
    *("kind", "text", "text_zh", "answer", "explanation", "explanation_zh"),
    *(f"option_{letter.lower()}" for letter in LETTERS),
    *(f"option_{letter.lower()}_zh" for letter in LETTERS),
)
_random = SystemRandom()


def exam_of(course: Course) -> Exam | None:
    """The rule by which a course is examined, if it is."""
    return Exam.objects.filter(course=course).first() if course.has_exam else None


def next_at(exam: Exam, attempts: Iterable[Attempt]) -> datetime | None:
    """From when on the exam can be sat again; None for at once."""
    ended = [each.handed_in_at for each in attempts if each.handed_in_at]
    if not ended:
        return None
    moment: datetime = max(ended) + timedelta(hours=exam.wait_hours)
    return moment if moment > timezone.now() else None


def begin(enrolment: Enrolment, *, by: int | None) -> Attempt:
    """Sit the exam of a course whose lessons are read; begun already, the same.

    ValidationError says what is in the way.
    """
    with transaction.atomic():
        held: Enrolment = Enrolment.objects.locked().get(pk=enrolment.pk)
        exam = exam_of(held.course)
        if exam is None or held.ended_at is not None:
            raise ValidationError(_("There is no exam for you here now."))
        if found := held.attempts.going_on().first():
            return found
        if not school.is_read(held):
            raise ValidationError(_("Read all lessons first."))
        if moment := next_at(exam, held.attempts.all()):
            said = _("You can sit the exam again from %(moment)s on.")
            raise ValidationError(said % {"moment": formats.moment(moment)})
        drawn = _drawn(exam)
        now = timezone.now()
        made = Attempt(
            enrolment=held,
            began_at=now,
            due_at=now + timedelta(minutes=exam.minutes),
            pass_mark=exam.pass_mark,
            asked=len(drawn),
        )
        journal.save(made, "start", by=by)
        Asked.objects.bulk_create(
            Asked(attempt=made, place=place, said=_said(question))
            for place, question in enumerate(drawn, 1)
        )
    return made


def _drawn(exam: Exam) -> list[Question]:
    """As many of each kind as the rule says, in any order."""
    bank = list(exam.course.questions.filter(status=Question.Status.COUNTED))
    found: list[Question] = []
    for kind, name in RULES.items():
        own = [each for each in bank if each.kind == kind]
        if len(own) < getattr(exam, name):
            raise ValidationError(
                _("The question bank has too few questions for this exam.")
            )
        found += _random.sample(own, getattr(exam, name))
    return _random.sample(found, len(found))


def _said(question: Question) -> dict[str, object]:
    """The question as it is asked this time."""
    keys = [key for key, _text in question.shown_options]
    is_choice = keys[0] in LETTERS
    order = _random.sample(keys, len(keys)) if is_choice else keys
    return {"question": {n: getattr(question, n) for n in KEPT}, "order": order}


def answer(attempt: Attempt, place: int, given: Iterable[str]) -> Asked:
    """Keep an answer at once; a later one stands instead.

    ValidationError once the time is over, or for what is no answer.
    """
    with transaction.atomic():
        held = _held(attempt)
        if held.handed_in_at or held.due_at <= timezone.now():
            raise ValidationError(_("The time of this exam is over."))
        asked = held.questions.filter(place=place).first()
        keys = sorted(set(given))
        if asked is None or not set(keys) <= set(asked.keys):
            raise ValidationError(_("That is no answer to this question."))
        if len(keys) > 1 and not asked.is_multiple:
            raise ValidationError(_("This question has one answer."))
        asked.given, asked.answered_at = "".join(keys), timezone.now()
        asked.save(update_fields=["given", "answered_at"])
    return asked


def hand_in(attempt: Attempt, *, by: int | None) -> Attempt:
    """End and score it, once: what was answered in time counts.

    Passed, the course is done. Not passed, and no attempt left, its lessons are to be
    read again.
    """
    with transaction.atomic():
        enrolment: Enrolment = Enrolment.objects.locked().get(pk=attempt.enrolment_id)
        held = _held(attempt)
        if held.handed_in_at:
            return held
        held.handed_in_at = min(timezone.now(), held.due_at)
        held.right = sum(each.is_right for each in held.questions.all())
        held.passed = held.right * 100 >= held.pass_mark * held.asked
        journal.save(held, "finish", by=by, is_held=True)
        exam = exam_of(enrolment.course)
        tries = enrolment.attempts.count()
        if held.passed:
            school.complete(enrolment, passed=True, by=by)
        else:
            day = timezone.localdate(held.handed_in_at, enrolment.course.unit.zone)
            school.attend(enrolment, day, passed=False, by=by)
            if exam is None or tries >= exam.attempts:
                school.give_up(enrolment, by=by)
    return held


def settle(moment: datetime) -> int:
    """Hand in what nobody has handed in until its time was over; how many."""
    found = list(Attempt.objects.over(moment))
    for attempt in found:
        hand_in(attempt, by=None)
    return len(found)


def _held(attempt: Attempt) -> Attempt:
    found: Attempt = Attempt.objects.locked().get(pk=attempt.pk)
    return found
