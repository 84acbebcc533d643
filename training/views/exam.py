"""Exams of the online school: their rule, and sitting one on a phone."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safety.accounts import guard
from safety.journal import write as journal
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from training.forms.school import ExamForm
from training.models import Attempt, Exam
from training.services import examining
from training.views import course as courses
from training.views.course import CHANGE
from training.views.school import Request, learner, page_of, progress_of


@guard.may(CHANGE)
@form_page
def change_exam(request: guard.Request, key: int) -> HttpResponse:
    """What is drawn from the bank, for how long, and what passes."""
    course = courses.changeable(request, key)
    exam = Exam.objects.filter(course=course).first() or Exam(course=course)
    verb, back = "change" if exam.pk else "add", course.get_absolute_url()
    form = ExamForm(request.POST if request.method == "POST" else None, instance=exam)
    if form.is_valid() and carry_out(
        form, lambda: journal.save(exam, verb, by=request.user.pk)
    ):
        messages.success(request, _("The exam is saved."))
        return redirect(back)
    title = _("Exam")
    way = courses.crumbs((str(course), back), (title, ""))
    return answer(request, "form.html", form, title=title, crumbs=way, cancel_url=back)


@learner
@require_POST
@once
def begin_exam(request: Request, key: int) -> HttpResponse:
    """Draw the questions; from now on the time runs."""
    enrolment = progress_of(request, key).enrolment
    if enrolment is None:
        raise Http404(_("There is no exam for you here now."))
    try:
        attempt = examining.begin(enrolment, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("school-course", key)
    return redirect("school-exam", attempt.pk)


def _attempt(request: Request, key: int) -> Attempt:
    """An attempt of the learner; one whose time is over is handed in."""
    own = Attempt.objects.filter(enrolment__person=request.learner)
    attempt: Attempt | None = (
        own.select_related("enrolment__course").filter(pk=key).first()
    )
    if attempt is None:
        raise Http404(_("There is no exam for you here now."))
    if attempt.handed_in_at is None and attempt.due_at <= timezone.now():
        return examining.hand_in(attempt, by=None)
    return attempt


@learner
@require_safe
def school_exam(request: Request, key: int) -> HttpResponse:
    """The questions, or once handed in what was right and why; how long is left."""
    attempt = _attempt(request, key)
    course, is_over = attempt.enrolment.course, attempt.handed_in_at is not None
    left = max(0, int((attempt.due_at - timezone.now()).total_seconds()))
    if request.htmx:
        if is_over:
            address = reverse("school-exam", args=[key])
            return HttpResponse(headers={"HX-Redirect": address})
        return render(request, "training/_exam_clock.html", {"left": left})
    return page_of(
        request,
        "review" if is_over else "exam",
        title=course,
        attempt=attempt,
        course=course,
        questions=attempt.questions.all(),
        left=left,
    )


@learner
@require_POST
def answer_exam(request: Request, key: int, place: int) -> HttpResponse:
    """Keep one answer at once."""
    attempt = _attempt(request, key)
    try:
        examining.answer(attempt, place, request.POST.getlist("given"))
    except ValidationError as refusal:
        if not request.htmx:
            messages.error(request, " ".join(refusal.messages))
        elif attempt.handed_in_at:
            address = reverse("school-exam", args=[key])
            return HttpResponse(headers={"HX-Redirect": address})
        else:
            said = " ".join(refusal.messages)
            return HttpResponse(said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.htmx:
        return render(request, "training/_exam_kept.html")
    return redirect(f"{reverse('school-exam', args=[key])}#question-{place}")


@learner
@require_POST
@once
def hand_in_exam(request: Request, key: int) -> HttpResponse:
    """End it; twice is once."""
    examining.hand_in(_attempt(request, key), by=request.user.pk)
    return redirect("school-exam", key)
