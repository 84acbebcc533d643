"""The online school, on the phone of whoever learns: with a code or an account."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inspections.views.outside import spoken
from safety.accounts.limits import is_too_often
from safety.files.models import File
from safety.files.views import serve
from safety.journal.once import once
from safety.org.forms import form_page
from safety.people.models import Person
from training.forms.school import SchoolForm
from training.models import Enrolment, Lesson, LessonFile
from training.services import examining, school, school_codes
from training.services.school import Progress

CODE = "school_code"  # in the session: the key of the code that let somebody in


class Request(HttpRequest):
    """A request of somebody who learns."""

    learner: Person
    htmx: Any


View = Callable[Concatenate[Request, ...], HttpResponseBase]


def learner(view: View) -> View:
    """Guard a view: for who came with a code, or has an account and is a person."""

    @wraps(view)
    def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if answer := spoken(request):
            return answer
        person = _person(request)
        if person is None:
            return redirect("school-sign-in")
        request.learner = person
        return view(request, *args, **kwargs)

    return login_not_required(inner)


def _person(request: HttpRequest) -> Person | None:
    if key := request.session.get(CODE):
        return school_codes.person_of(key)
    people = Person.objects.counted()
    return people.filter(user=request.user.pk).first() if request.user.pk else None


@login_not_required
@form_page
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Employee number and code; whoever tries often waits."""
    if answer := spoken(request):
        return answer
    form, status = SchoolForm(request.POST or None), HTTPStatus.OK
    if form.is_valid():
        said = form.cleaned_data
        if is_too_often(request, "school", said["employee_no"]):
            status = HTTPStatus.TOO_MANY_REQUESTS
            form.add_error(None, _("That was tried too often. Wait some minutes."))
        elif found := school_codes.opened_by(said["employee_no"], said["code"]):
            request.session.cycle_key()
            request.session[CODE] = found.pk
            return redirect("school")
        else:
            wrong = _("This number and code open nothing. Ask your safety officer.")
            form.add_error(None, wrong)
    context = {"title": _("Online school"), "sub": _("Anzhu"), "form": form}
    return render(request, "training/school_sign_in.html", context, status=status)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave the phone to somebody else."""
    request.session.pop(CODE, None)
    return redirect("school-sign-in")


@learner
@require_safe
def school_home(request: Request) -> HttpResponse:
    """What somebody can learn, and how far he is."""
    courses = list(school.courses_of(request.learner))
    return page_of(request, "home", all=school.progress(request.learner, courses))


def progress_of(request: Request, key: int) -> Progress:
    """How far the learner is in a course; 404 for one that is not for him."""
    course = school.courses_of(request.learner).filter(pk=key).first()
    if course is None:
        raise Http404(_("There is no such course for you."))
    return school.progress(request.learner, [course])[0]


def page_of(request: Request, page: str, **context: Any) -> HttpResponse:
    """A page of the school, under its name."""
    told = {"title": _("Online school"), "sub": request.learner, **context}
    return render(request, f"training/school_{page}.html", told)


@learner
@require_safe
def school_course(request: Request, key: int) -> HttpResponse:
    """The lessons of a course, with those that are read."""
    progress = progress_of(request, key)
    lessons = progress.course.lessons.filter(status=Lesson.Status.COUNTED)
    own = progress.enrolment.readings if progress.enrolment else None
    read = set(
        own.filter(read_at__isnull=False).values_list("lesson", flat=True)
        if own
        else ()
    )
    return page_of(
        request,
        "course",
        title=progress.course,
        progress=progress,
        lessons=[(each, each.pk in read) for each in lessons],
        **_exam(progress, is_read=all(each.pk in read for each in lessons)),
    )


def _exam(progress: Progress, *, is_read: bool) -> dict[str, Any]:
    """What the page of a course says of its exam."""
    exam = examining.exam_of(progress.course)
    own = progress.enrolment
    attempts = list(own.attempts.all()) if own else []
    again_at = examining.next_at(exam, attempts) if exam else None
    is_open = any(each.handed_in_at is None for each in attempts)
    may_sit = is_read and progress.is_going_on and (is_open or not again_at)
    return {
        "exam": exam,
        "attempts": attempts,
        "is_read": is_read,
        "again_at": again_at,
        "may_sit": bool(exam) and may_sit,
    }


@learner
@require_POST
@once
def begin_course(request: Request, key: int) -> HttpResponse:
    """Begin it; on to the first lesson."""
    course = progress_of(request, key).course
    try:
        school.begin(request.learner, course, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("school-course", key)
    first = course.lessons.filter(status=Lesson.Status.COUNTED).first()
    return redirect("school-lesson", first.pk) if first else redirect("school")


def _lesson(request: Request, key: int) -> tuple[Enrolment, Lesson]:
    """A lesson of a course that the learner has begun, or had."""
    rows = Lesson.objects.counted().select_related("course__unit")
    lesson = rows.filter(pk=key).first()
    progress = progress_of(request, lesson.course_id) if lesson else None
    if lesson is None or progress is None or progress.enrolment is None:
        raise Http404(_("There is no such lesson for you. Begin the course first."))
    return progress.enrolment, lesson


@learner
@require_safe
def school_lesson(request: Request, key: int) -> HttpResponse:
    """A lesson; while it is open it says so."""
    enrolment, lesson = _lesson(request, key)
    return page_of(
        request,
        "lesson",
        title=lesson,
        sub=lesson.course,
        lesson=lesson,
        files=lesson.files.filter(status=LessonFile.Status.COUNTED).select_related(
            "file"
        ),
        reading=enrolment.readings.filter(lesson=lesson).first(),
        is_going_on=enrolment.ended_at is None,
        every=school.BEAT,
    )


@learner
@require_POST
def beat_lesson(request: Request, key: int) -> HttpResponse:
    """The page is still open: how long it has to stay so."""
    enrolment, lesson = _lesson(request, key)
    if enrolment.ended_at is not None:
        return redirect("school-lesson", key)
    reading = school.beat(enrolment, lesson)
    context = {"reading": reading, "lesson": lesson}
    return render(request, "training/_school_reading.html", context)


@learner
@require_POST
@once
def finish_lesson(request: Request, key: int) -> HttpResponse:
    """It is read: on to the next that is not, or back to the course."""
    enrolment, lesson = _lesson(request, key)
    if enrolment.ended_at is None:
        try:
            school.finish_lesson(enrolment, lesson, by=request.user.pk)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("school-lesson", key)
    following = school.next_lesson(enrolment, lesson)
    if following:
        return redirect("school-lesson", following.pk)
    return redirect("school-course", lesson.course_id)


@learner
@require_safe
def school_file(request: Request, key: UUID) -> HttpResponseBase:
    """A file of a lesson of one of the learner's courses."""
    courses = school.courses_of(request.learner)
    shown = LessonFile.objects.counted().filter(
        lesson__course__in=courses.values("pk"), lesson__status=Lesson.Status.COUNTED
    )
    file = File.objects.filter(key=key, pk__in=shown.values("file")).first()
    return serve(request, file, is_small=False)
