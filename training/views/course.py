"""Courses: the library, one of them, its form, and taking it out of use."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column, labelled, written
from safety.core.months import Month
from safety.core.paging import Order
from safety.journal import write as journal
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import Unit, display_name
from training.filters import CourseFilter
from training.forms.counting import CountingForm
from training.forms.course import CourseForm
from training.models import Counting, Course, Lesson, LessonFile, SessionKind
from training.services import counting

VIEW, CHANGE, POLICY = "courses.view", "courses.change", "courses.policy"
USED, BELOW = "used", "below"
TABS = {
    USED: pgettext_lazy("courses", "Used here"),
    BELOW: gettext_lazy("Of this unit and those below"),
}


def validity(months: int | None) -> str:
    """For how long a course, once credited, is held."""
    if months is None:
        return _("For ever")
    said = ngettext("%(n)s month", "%(n)s months", months)
    return said % {"n": formats.number(months)}


class CourseList(ScopedList):
    """What a unit teaches: its own courses, and those of the units above."""

    permission = VIEW
    template_name = "training/course_list.html"
    title = gettext_lazy("Courses")
    empty_title = gettext_lazy("No courses here yet")
    empty_text = gettext_lazy("Add one, or load a file of them.")
    file_name = "courses"
    filterset_class = CourseFilter
    order = Order(("code",))
    columns = [
        Column(
            "shown_name",
            gettext_lazy("Course"),
            link=("training:view-course", "pk"),
            sort=("shown_name",),
        ),
        Column("code", pgettext_lazy("course", "Code"), below=True, sort=("code",)),
        Column(
            "kind",
            gettext_lazy("Kind"),
            show=labelled(SessionKind),
            file=written(SessionKind),
        ),
        Column("hours", gettext_lazy("Hours"), show=formats.number, numeric=True),
        Column("valid_months", gettext_lazy("Valid for"), show=validity),
        Column("unit_name", gettext_lazy("Owned by")),
    ]

    @property
    def tab(self) -> str:
        """Which courses are listed."""
        asked = self.request.GET.get("which", USED)
        return asked if asked in TABS else USED

    def get_queryset(self) -> Any:
        rows, here = Course.objects.counted(), [self.unit.pk]
        rows = rows.used_at(here) if self.tab == USED else rows.below(here)
        return rows.annotate(
            shown_name=display_name(), unit_name=display_name("unit__")
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            tabs=TABS.items(),
            tab=self.tab,
            kept=self.kept("which"),
            may_change=self.may(CHANGE),
            **context,
        )


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the library."""
    return [(_("Courses"), reverse("training:list-courses")), *last]


def visible(request: Request, key: int) -> Course:
    """A course of the reader's units, of those above or of those below; else 404."""
    rows = Course.objects.visible_to(request.user).select_related("unit")
    course: Course | None = rows.filter(pk=key).first()
    if course is None:
        raise Http404(_("There is no such course that you can see."))
    return course


def changeable(request: Request, key: int) -> Course:
    """The same, for who may change it at the unit that owns it."""
    course = visible(request, key)
    require(request.user, CHANGE, course.unit_id)
    return course


def _lessons(course: Course) -> Any:
    """Its lessons with their files, which whoever teaches it shows."""
    files = LessonFile.objects.counted().arrived().select_related("file")
    lessons = course.lessons.filter(status=Lesson.Status.COUNTED)
    return lessons.prefetch_related(Prefetch("files", files, "shown"))


@may(VIEW)
@require_safe
def view_course(request: Request, key: int) -> HttpResponse:
    """What it teaches, and for how long it is held."""
    course = visible(request, key)
    context = {
        "title": str(course),
        "course": course,
        "facts": [
            (_("Owned by"), course.unit),
            (pgettext("course", "Code"), course.code),
            (_("Kind"), course.get_kind_display()),
            (_("Hours"), formats.number(course.hours)),
            (_("Valid for"), validity(course.valid_months)),
            (_("With an exam"), _("Yes") if course.has_exam else _("No")),
            (_("Certificate"), _("Yes") if course.gives_certificate else _("No")),
            (_("In the online school"), _("Yes") if course.in_school else _("No")),
        ],
        "countings": course.countings.all(),
        "lessons": _lessons(course),
        "may_change": may_at(request, CHANGE, course.unit_id),
        "may_count": may_at(request, POLICY, course.unit_id),
        "history": history.of(course, request.user),
        "crumbs": crumbs((str(course), "")),
    }
    return render(request, "training/course_detail.html", context)


@may(CHANGE)
@form_page
def add_course(request: Request) -> HttpResponse:
    """A new course, by default of the unit of the page."""
    unit = unit_of(request, CHANGE)
    form = CourseForm(
        request.POST or None,
        visible=Unit.objects.visible_to(request.user),
        initial={"unit": unit} if unit.stands else {},
    )
    if form.is_valid():
        require(request.user, CHANGE, form.instance.unit_id)
    if request.method == "POST":
        by, mine = request.user.pk, Course.objects.visible_to(request.user)
        made = save_once(form, lambda: journal.save(form.instance, "add", by=by), mine)
        if made:
            messages.success(request, _("%(course)s is added.") % {"course": made})
            return redirect(made)
    title = _("New course")
    back = reverse("training:list-courses")
    way = crumbs((title, ""))
    return answer(request, "form.html", form, title=title, crumbs=way, cancel_url=back)


@may(CHANGE)
@form_page
def change_course(request: Request, key: int) -> HttpResponse:
    """Other facts; sessions that were held keep the hours that they had."""
    course = changeable(request, key)
    back, by = course.get_absolute_url(), request.user.pk
    form = CourseForm(
        request.POST or None, instance=course, visible=Unit.objects.none()
    )
    if form.is_valid() and carry_out(
        form, lambda: journal.save(course, "change", by=by)
    ):
        messages.success(request, _("%(course)s is saved.") % {"course": course})
        return redirect(back)
    title, way = _("Change course"), crumbs((str(course), back), (_("Change"), ""))
    return answer(request, "form.html", form, title=title, crumbs=way, cancel_url=back)


@may(POLICY)
@form_page
def count_course(request: Request, key: int) -> HttpResponse:
    """Leave it out of hours or coverage from a month on, or take it in again."""
    course = visible(request, key)
    require(request.user, POLICY, course.unit_id)
    month = Month.containing(course.unit.today)
    latest = Counting.objects.in_month(course.pk, month)
    version = Counting(
        course=course,
        from_month=month,
        for_hours=latest is None or latest.for_hours,
        for_coverage=latest is None or latest.for_coverage,
    )
    form = CountingForm(request.POST or None, instance=version)
    by, back = request.user.pk, course.get_absolute_url()
    if form.is_valid() and carry_out(form, lambda: counting.count_from(version, by=by)):
        messages.success(request, _("%(course)s is saved.") % {"course": course})
        return redirect(back)
    title = _("What it counts for")
    way = crumbs((str(course), back), (title, ""))
    return answer(request, "form.html", form, title=title, crumbs=way, cancel_url=back)


@may(CHANGE)
@form_page
def withdraw_course(request: Request, key: int) -> HttpResponse:
    """Take a course out of use; what was taught stays as it is."""
    course = changeable(request, key)
    if request.method == "POST":
        course.status = Course.Status.VOIDED
        journal.save(course, "withdraw", by=request.user.pk)
        said = _("%(course)s is withdrawn.") % {"course": course}
        messages.success(request, said)
        return redirect("training:list-courses")
    back, withdraw = course.get_absolute_url(), pgettext("course", "Withdraw")
    context = {
        "title": _("Withdraw course"),
        "crumbs": crumbs((str(course), back), (withdraw, "")),
        "text": _(
            "Nobody is asked to hold %(course)s any more, and no session is proposed "
            "with it. Sessions that were held stay as they are."
        )
        % {"course": course},
        "action": withdraw,
        "is_grave": True,
        "cancel_url": back,
    }
    return render(request, "confirm.html", context)
