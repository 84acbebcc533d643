"""Lessons of a course, as its editor writes them."""

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safety.accounts.guard import Request, may
from safety.journal import write as journal
from safety.org.forms import answer, form_page, save_once
from safety.org.guard import require
from training.forms.school import LessonForm
from training.models import Lesson
from training.services import lessons
from training.views import course as courses
from training.views.course import CHANGE


def _lesson(request: Request, key: int) -> Lesson:
    """A lesson for who may change its course at the unit that owns that."""
    rows = Lesson.objects.visible_to(request.user).select_related("course__unit")
    lesson: Lesson | None = rows.filter(pk=key).first()
    if lesson is None:
        raise Http404(_("There is no such lesson that you can see."))
    require(request.user, CHANGE, lesson.course.unit_id)
    return lesson


@may(CHANGE)
@form_page
def add_lesson(request: Request, key: int) -> HttpResponse:
    """One more lesson, after the others unless it is said where."""
    course = courses.changeable(request, key)
    last = course.lessons.aggregate(last=Max("place"))["last"] or 0
    return _form(request, Lesson(course=course), {"place": last + 1}, _("New lesson"))


@may(CHANGE)
@form_page
def change_lesson(request: Request, key: int) -> HttpResponse:
    """Say it otherwise; who has read it has read it."""
    return _form(request, _lesson(request, key), {}, _("Change lesson"))


def _form(
    request: Request, lesson: Lesson, initial: dict[str, int], title: str
) -> HttpResponse:
    course, by = lesson.course, request.user.pk
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = LessonForm(*sent, instance=lesson, initial=initial, by=by)
    if sent and save_once(
        form,
        lambda: lessons.save(lesson, form.cleaned_data["file"], by=by),
        course.lessons.all(),
    ):
        messages.success(request, _("“%(lesson)s” is saved.") % {"lesson": lesson})
        return redirect(course)
    return answer(
        request,
        "training/lesson_form.html",
        form,
        title=title,
        lesson=lesson,
        files=lesson.files.counted().select_related("file") if lesson.pk else (),
        crumbs=courses.crumbs((str(course), course.get_absolute_url()), (title, "")),
        cancel_url=course.get_absolute_url(),
    )


@may(CHANGE)
@form_page
def withdraw_lesson(request: Request, key: int) -> HttpResponse:
    """Teach it no more."""
    lesson = _lesson(request, key)
    course = lesson.course
    if request.method == "POST":
        lesson.status = Lesson.Status.VOIDED
        journal.save(lesson, "withdraw", by=request.user.pk)
        said = _("“%(lesson)s” is taught no more.") % {"lesson": lesson}
        messages.success(request, said)
        return redirect(course)
    withdraw = pgettext("lesson", "Withdraw")
    way = ((str(course), course.get_absolute_url()), (withdraw, ""))
    context = {
        "title": _("Withdraw lesson"),
        "crumbs": courses.crumbs(*way),
        "text": _("Nobody has to read “%(lesson)s” any more.") % {"lesson": lesson},
        "action": withdraw,
        "is_grave": True,
        "cancel_url": lesson.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@may(CHANGE)
@form_page
def remove_file(request: Request, key: int, file: int) -> HttpResponse:
    """Show a file with the lesson no more."""
    lesson = _lesson(request, key)
    shown = lesson.files.counted().select_related("file").filter(pk=file).first()
    if shown is None:
        raise Http404(_("There is no such file that you can see."))
    form_url = lesson.get_absolute_url()
    if request.method == "POST":
        lessons.take_off(shown, by=request.user.pk)
        return redirect(form_url)
    context = {
        "title": _("Take the file off"),
        "crumbs": courses.crumbs((str(lesson), form_url), (_("Take the file off"), "")),
        "text": _("“%(file)s” is shown with “%(lesson)s” no more.")
        % {"file": shown.file, "lesson": lesson},
        "action": _("Take the file off"),
        "is_grave": True,
        "cancel_url": form_url,
    }
    return render(request, "confirm.html", context)
