"""The question bank of a course: its list, the form of one, asking one no more."""

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from safety.accounts.guard import Request, may
from safety.core.lists import Column, ListPage, labelled, written
from safety.core.paging import Order
from safety.journal import write as journal
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import require
from training.filters import QuestionFilter
from training.forms.question import QuestionForm
from training.models import Course, Question, QuestionKind
from training.views import course as courses
from training.views.course import CHANGE


def crumbs(course: Course, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the library, past the course."""
    here = reverse("training:list-questions", args=[course.pk])
    return courses.crumbs(
        (str(course), course.get_absolute_url()), (_("Question bank"), here), *last
    )


class QuestionList(ListPage):
    """The questions of one course, with their keys: for who may change it."""

    template_name = "training/question_list.html"
    title = gettext_lazy("Question bank")
    empty_title = gettext_lazy("No questions yet")
    empty_text = gettext_lazy("Add one, or load a file of them.")
    file_name = "questions"
    filterset_class = QuestionFilter
    order = Order(("number",))
    columns = [
        Column(
            "text",
            gettext_lazy("Question"),
            link=("training:change-question", "pk"),
        ),
        Column("text_zh", gettext_lazy("Question in Chinese"), below=True),
        Column(
            "number",
            pgettext_lazy("question", "Number"),
            sort=("number",),
            numeric=True,
        ),
        Column(
            "kind",
            gettext_lazy("Kind"),
            show=labelled(QuestionKind),
            file=written(QuestionKind),
        ),
        Column("answer", gettext_lazy("Right answer")),
    ]

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        require(request.user, CHANGE)  # type: ignore[arg-type]
        self.course = courses.changeable(request, kwargs["key"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return Question.objects.counted().filter(course=self.course)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            course=self.course,
            crumbs=[*crumbs(self.course)[:-1], (_("Question bank"), "")],
            **context,
        )


def _question(request: Request, key: int) -> Question:
    """A question for who may change its course at the unit that owns that."""
    rows = Question.objects.visible_to(request.user).select_related("course__unit")
    question: Question | None = rows.filter(pk=key).first()
    if question is None:
        raise Http404(_("There is no such question that you can see."))
    require(request.user, CHANGE, question.course.unit_id)
    return question


@may(CHANGE)
@form_page
def add_question(request: Request, key: int) -> HttpResponse:
    """One more question; after it the next."""
    course = courses.changeable(request, key)
    last = course.questions.aggregate(last=Max("number"))["last"] or 0
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        instance=Question(course=course),
        initial={"number": last + 1},
    )
    if request.method == "POST":
        by, mine = request.user.pk, course.questions.all()
        if save_once(form, lambda: journal.save(form.instance, "add", by=by), mine):
            messages.success(request, _("The question is added."))
            return redirect("training:list-questions", key)
    title = _("New question")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=crumbs(course, (title, "")),
        cancel_url=reverse("training:list-questions", args=[key]),
    )


@may(CHANGE)
@form_page
def change_question(request: Request, key: int) -> HttpResponse:
    """Ask otherwise from now on; exams that were begun keep what they asked."""
    question = _question(request, key)
    course, by = question.course, request.user.pk
    form = QuestionForm(
        request.POST if request.method == "POST" else None, instance=question
    )
    if form.is_valid() and carry_out(
        form, lambda: journal.save(question, "change", by=by)
    ):
        messages.success(request, _("The question is saved."))
        return redirect("training:list-questions", course.pk)
    title = _("Change question")
    return answer(
        request,
        "training/question_form.html",
        form,
        title=title,
        question=question,
        crumbs=crumbs(course, (title, "")),
        cancel_url=reverse("training:list-questions", args=[course.pk]),
    )


@may(CHANGE)
@form_page
def withdraw_question(request: Request, key: int) -> HttpResponse:
    """Ask it no more; exams in which it was asked stay as they are."""
    question = _question(request, key)
    course = question.course
    if request.method == "POST":
        question.status = Question.Status.VOIDED
        journal.save(question, "withdraw", by=request.user.pk)
        messages.success(request, _("The question is asked no more."))
        return redirect("training:list-questions", course.pk)
    withdraw = pgettext("question", "Withdraw")
    context = {
        "title": _("Withdraw question"),
        "crumbs": crumbs(course, (withdraw, "")),
        "text": _(
            "“%(question)s” is asked no more. Exams in which it was asked stay as "
            "they are."
        )
        % {"question": question},
        "action": withdraw,
        "is_grave": True,
        "cancel_url": question.get_absolute_url(),
    }
    return render(request, "confirm.html", context)
