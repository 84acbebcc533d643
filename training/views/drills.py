"""Drills: the list, the record of one, its form, and voiding it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from inspections.models import Status
from inspections.views.hazard import linked, names_of, prints
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.forms import VoidForm
from safety.core.lists import Column, labelled, written
from safety.core.paging import Order
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import display_name
from safety.people.models import Person
from training import marks
from training.filters import DrillFilter
from training.forms.drills import DrillForm
from training.forms.gaps import GapForm
from training.models import (
    Drill,
    DrillKind,
    DrillStep,
    Evaluation,
    EvaluationKind,
    Gap,
    Judgement,
    Participation,
    PlanVersion,
    Result,
)
from training.printed import GapRow
from training.services import drills

VIEW, CHANGE = "training.view", "training.change"
SHOWN = 500  # participants on the page of their drill
# What the history leaves out: what is the same in every entry.
UNTOLD = ("drill_id",)


class DrillList(ScopedList):
    """Drills of the unit and of those below, the latest first."""

    permission = VIEW
    template_name = "training/drill_list.html"
    title = gettext_lazy("Drills")
    empty_title = gettext_lazy("No drills here")
    empty_text = gettext_lazy("Start one, enter one that was held, or load a file.")
    file_name = "drills"
    filterset_class = DrillFilter
    order = Order(("held_on",), is_descending=True)
    columns = [
        Column("plan", gettext_lazy("Drill"), link=("training:view-drill", "pk")),
        Column(
            "number",
            pgettext_lazy("of a record", "Number"),
            sort=("number",),
            below=True,
        ),
        Column(
            "kind",
            gettext_lazy("Kind"),
            show=labelled(DrillKind),
            phone=False,
            file=written(DrillKind),
        ),
        Column("unit_name", gettext_lazy("Unit")),
        Column("held_on", gettext_lazy("Held on"), show=formats.day, sort=("held_on",)),
        Column("took_part", gettext_lazy("Participants"), numeric=True),
        Column("outsiders", gettext_lazy("From outside"), numeric=True, phone=False),
        Column(
            "status",
            gettext_lazy("Status"),
            show=labelled(Status),
            file=written(Status),
        ),
    ]

    def get_queryset(self) -> Any:
        rows = Drill.objects.at_or_below(self.unit)
        if not self.request.GET.get("status"):
            rows = rows.exclude(status=Status.VOIDED)
        there = Participation.objects.counted().filter(drill=OuterRef("pk"))
        counted = there.order_by().values("drill").annotate(n=Count("pk")).values("n")
        return rows.annotate(
            unit_name=display_name("unit__"),
            took_part=Coalesce(Subquery(counted), Value(0)),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(may_change=self.may(CHANGE), **context)


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the list of drills."""
    return [(_("Drills"), reverse("training:list-drills")), *last]


def drill_of(request: Request, key: int) -> Drill:
    """The drill of a page, else 404."""
    rows = Drill.objects.visible_to(request.user)
    rows = rows.select_related("unit", "version__plan")
    drill: Drill = get_object_or_404(rows, pk=key)
    return drill


def changeable(request: Request, key: int) -> Drill:
    """A drill that the reader may change; else 404 or 403."""
    drill = drill_of(request, key)
    require(request.user, CHANGE, drill.unit_id)
    return drill


def people_of(request: Request) -> "QuerySet[Person]":
    """Whom the reader may name in a drill."""
    return Person.objects.counted().visible_to(request.user)


@may(VIEW)
@require_safe
def view_drill(request: Request, key: int) -> HttpResponse:
    """What was rehearsed, who took part, how it went."""
    drill = drill_of(request, key)
    rows = drill.participations.counted().order_by("pk")
    some = list(rows[: SHOWN + 1])
    there, are_more = some[:SHOWN], len(some) > SHOWN
    keys = [row.person_id for row in there]
    names_of(request, drill.organiser_id, drill.commander_id, *keys)
    found = drill.gaps.counted().with_results()
    may_change = may_at(request, CHANGE, drill.unit)
    context = {
        "title": drill.plan,
        "drill": drill,
        "facts": facts_of(request, drill),
        "figures": _figures(drill, rows.count() if are_more else len(there)),
        "steps": drill.steps.all(),
        "evaluations": evaluations_of(drill),
        "prints": prints("training:print-drill", drill.pk),
        "gaps": gap_rows(request, found, drill.unit.today),
        "gap_form": GapForm(by=request.user.pk),
        "request_id": uuid4(),
        "may_report": may_at(request, "inspections.report", drill.unit),
        "photos": drill.photos.counted().arrived().select_related("file"),
        "participants": list(zip(names_of(request, *keys), there, strict=True)),
        "are_more": are_more,
        "may_change": may_change and drill.status != Status.VOIDED,
        "is_open": may_change and drill.status == Status.DRAFT,
        "history": history.of(drill, request.user, *_beside(drill), hidden=UNTOLD),
        "crumbs": trail((drill.number, "")),
    }
    return render(request, "training/drill_detail.html", context)


def facts_of(request: Request, drill: Drill) -> list[tuple[str, Any]]:
    """What is said of a drill; what nobody said is left out."""
    organiser, commander = names_of(request, drill.organiser_id, drill.commander_id)
    told: list[tuple[str, Any]] = [
        (pgettext("of a record", "Number"), drill.number),
        (_("Unit"), linked(drill.unit)),
        (_("Emergency plan"), drill.version and linked_version(drill.version)),
        (_("What is rehearsed"), drill.plan),
        (_("Kind"), drill.get_kind_display()),
        (_("Held on"), formats.day(drill.held_on)),
        (_("Began at"), drill.started_at and formats.moment(drill.started_at)),
        (_("Ended at"), drill.ended_at and formats.moment(drill.ended_at)),
        (_("Place"), drill.place),
        (_("Aims of the drill"), drill.aims),
        (_("Scenario"), drill.scenario),
        (_("Resources used"), drill.resources),
        (_("Organiser"), organiser),
        (_("Commander"), commander),
        (_("Outside bodies"), drill.outside_bodies),
        (_("Reported to the regulator"), _reported(drill)),
        (_("Status"), drill.get_status_display()),
        (_("Why it was voided"), drill.void_reason),
    ]
    return [(label, value) for label, value in told if value]


def _reported(drill: Drill) -> str:
    if not drill.reported_on:
        return ""
    told = formats.day(drill.reported_on), drill.reported_to, drill.receipt
    return " · ".join(filter(None, told))


def evaluations_of(drill: Drill) -> list[dict[str, Any]]:
    """Each kind with what was said, if it was, and which items were not met."""
    rows = drill.evaluations.prefetch_related("judgements__item")
    known = {each.kind: each for each in rows}
    found = []
    for kind in EvaluationKind:
        made = known.get(kind)
        judged = [each for each in made.judgements.all() if each.result] if made else []
        found.append(
            {
                "kind": kind,
                "made": made,
                "mark": made and marks.drill_result(made.result),
                "items": _items_met(judged),
                "short": [
                    (each.item, marks.drill_result(each.result))
                    for each in judged
                    if each.result != Result.MET
                ],
            }
        )
    return found


def _items_met(judged: list[Judgement]) -> str:
    if not judged:
        return ""
    met = sum(each.result == Result.MET for each in judged)
    said = {"met": formats.number(met), "n": formats.number(len(judged))}
    return _("%(met)s of %(n)s items met") % said


def gap_rows(request: Request, found: Iterable[Gap], today: date) -> list[GapRow]:
    """Gaps with what became of them today."""
    gaps = list(found)
    hazards = [gap.known_hazard for gap in gaps]
    owners = [
        hazard.responsible_id if hazard else gap.owner_id
        for gap, hazard in zip(gaps, hazards, strict=True)
    ]
    names = names_of(request, *owners)
    rows = []
    for gap, hazard, who in zip(gaps, hazards, names, strict=True):
        day, at = (hazard.deadline, hazard) if hazard else (gap.due_on, gap.plan)
        link, due = at and linked(at), formats.day(day) if day else ""
        rows.append(GapRow(gap, marks.gap(gap, today), link, who, due))
    return rows


def linked_version(version: PlanVersion) -> SafeString:
    """A version of a plan, with the way to it."""
    address = version.plan.get_absolute_url()
    return format_html('<a href="{}">{}</a>', address, version)


def _figures(drill: Drill, there: int) -> list[tuple[str, Any]]:
    found = [
        (_("Participants"), formats.number(there)),
        (_("From outside"), formats.number(drill.outsiders)),
    ]
    if drill.started_at and drill.ended_at:
        minutes = (drill.ended_at - drill.started_at).total_seconds() / 60
        found.append((_("Minutes"), formats.number(round(minutes))))
    return found


def _beside(drill: Drill) -> list[Q]:
    """Where the journal tells of its steps, and of ticks that were taken back."""
    label = Participation._meta.label_lower
    rows = drill.participations.values("pk")
    steps, gaps = DrillStep._meta.label_lower, Gap._meta.label_lower
    evaluations = Evaluation._meta.label_lower
    return [
        Q(label=label, key__in=rows, verb="untick"),
        Q(label=steps, key__in=drill.steps.values("pk")),
        Q(label=evaluations, key__in=drill.evaluations.values("pk")),
        Q(label=gaps, key__in=drill.gaps.values("pk")),
    ]


@may(CHANGE)
@form_page
@once
def add_drill(request: Request) -> HttpResponse:
    """Enter a drill that was held at the unit of the page; then say who was there."""
    unit = unit_of(request, CHANGE)
    drill = Drill(unit=unit, held_on=unit.today)
    return _form(request, drill, drills.add, _("Enter a drill"))


@may(CHANGE)
@form_page
@once
def change_drill(request: Request, key: int) -> HttpResponse:
    """Say otherwise what was rehearsed, where, when or led by whom."""
    drill = changeable(request, key)
    title = _("Change %(number)s") % {"number": drill}
    return _form(request, drill, drills.change, title)


def _form(request: Request, drill: Drill, verb: Any, title: str) -> HttpResponse:
    is_new = drill.pk is None
    sent = request.POST if request.method == "POST" else None
    form = DrillForm(
        sent,
        instance=drill,
        people=people_of(request),
        versions=PlanVersion.objects.used_at(drill.unit),
    )
    if form.is_valid() and carry_out(form, lambda: verb(drill, by=request.user.pk)):
        if is_new:
            return redirect("training:muster-drill", drill.pk)
        messages.success(request, _("%(number)s is saved.") % {"number": drill})
        return redirect(drill)
    return answer(
        request,
        "training/drill_form.html",
        form,
        title=title,
        unit=drill.unit,
        hidden={"request_id": uuid4()},
        cancel_url=reverse("training:list-drills")
        if is_new
        else drill.get_absolute_url(),
        crumbs=trail((title, "")),
    )


@may(CHANGE)
@form_page
@once
def void_drill(request: Request, key: int) -> HttpResponse:
    """Take a drill out of all numbers, and say why."""
    drill = changeable(request, key)
    if drill.status == Status.VOIDED:
        return redirect(drill)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carry_out(
        form,
        lambda: drills.void(drill, form.cleaned_data["reason"], by=request.user.pk),
    ):
        messages.success(request, _("Voided: it counts nowhere."))
        return redirect(drill)
    return answer(
        request,
        "form.html",
        form,
        title=_("Void %(number)s") % {"number": drill},
        is_grave=True,
        hidden={"request_id": uuid4()},
        cancel_url=drill.get_absolute_url(),
        crumbs=trail((str(drill), drill.get_absolute_url()), (_("Void"), "")),
    )
