"""The page of one inspection."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from inspections import amended, marks
from inspections.models import (
    FAIL,
    PASS,
    AnswerPhoto,
    Inspection,
    Member,
    Signature,
    Status,
    Tag,
)
from inspections.views.hazard import VIEW, linked, names_of, one_of, prints
from inspections.walk import Walk
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.org.guard import may_at
from safety.people.models import person_of

SHOWN = 100  # hazards on the page of their inspection
# What the history leaves out of a photo and a signature.
UNTOLD = ("sha256", "inspection_id", "by_id", "at")


def inspection_of(request: Request, key: int) -> Inspection:
    """The inspection of a page, else 404."""
    rows = Inspection.objects.select_related("unit")
    inspection: Inspection = one_of(request, rows, key)
    return inspection


def facts_of(request: Request, inspection: Inspection) -> list[tuple[str, Any]]:
    """Where, when, by whom and for what it was, and how it ended."""
    members = [each.person_id for each in inspection.members.all()]
    lead, *others = names_of(request, inspection.lead_id, *members)
    return [
        (_("Unit"), linked(inspection.unit)),
        (_("Place"), inspection.place),
        (_("Programme"), inspection.get_programme_display()),
        (_("Form"), inspection.get_form_display()),
        (_("Inspected on"), formats.day(inspection.inspected_on)),
        (_("Began at"), moment_of(inspection.started_at)),
        (_("Ended at"), moment_of(inspection.ended_at)),
        (_("Weather"), inspection.get_weather_display()),
        (_("Lead"), lead),
        (_("Members"), marks.joined(others)),
        (_("Checklist"), inspection.checklist),
        (_("Score"), formats.number(inspection.score)),
        (_("Scope"), _scope(inspection)),
        (_("Status"), inspection.get_status_display()),
    ]


def moment_of(at: datetime | None) -> str:
    """A moment in words; nothing for none."""
    return formats.moment(at) if at else ""


def _scope(inspection: Inspection) -> str:
    """Its scope in the reader's language, as far as it is of tags."""
    terms = inspection.terms
    known = {tag.term: str(tag) for tag in Tag.objects.filter(term__in=terms)}
    return _(", ").join(known.get(term, term) for term in terms)


@may(VIEW)
@require_safe
def view_inspection(request: Request, key: int) -> HttpResponse:
    """What was inspected by whom, and the live state of what was found."""
    inspection = inspection_of(request, key)
    found = inspection.hazards.counted().visible_to(request.user)
    amendments = amended.of(inspection)
    by = names_of(request, *(each.amendment.by_id for each in amendments))
    may_change = may_at(request, "inspections.change", inspection.unit_id)
    walk = Walk(inspection)
    answered = [
        (stop, [walk.card(item) for item in walk.asked(stop)]) for stop in walk.stops
    ]
    hazards = list(found.order_by("due_on", "pk")[:SHOWN])
    is_open = walk.versions and inspection.status == Status.DRAFT
    context = {
        "title": inspection.number,
        "inspection": inspection,
        "facts": [
            (label, value)
            for label, value in facts_of(request, inspection)
            if value and value != formats.DASH
        ],
        "prints": prints("inspections:print-inspection", inspection.pk),
        "walk": walk,
        "answered": answered,
        "figures": _figures(inspection, walk, len(hazards)),
        "may_walk": is_open and may_change,
        "may_amend": may_change and inspection.status == Status.FINAL,
        "signature": Signature.objects.filter(inspection=inspection)
        .select_related("file")
        .first(),
        "amended": {each.amendment.item_id for each in amendments},
        "first_score": amended.first_score(amendments),
        "amendments": list(zip(amendments, by, strict=True)),
        "hazards": [
            (each, each.risk and marks.risk(each.risk, "l"), marks.state(each.state))
            for each in hazards
        ],
        "history": history.of(
            inspection, request.user, *_beside(inspection), hidden=UNTOLD
        ),
        "crumbs": [
            (_("Inspections"), reverse("inspections:list-inspections")),
            (str(inspection), ""),
        ],
    }
    return render(request, "inspections/inspection_detail.html", context)


def _figures(
    inspection: Inspection, walk: Walk, found: int
) -> list[tuple[str, Any, str]]:
    """How it went, in few numbers: label, number, and a class where it went badly."""
    outcomes = [answer.outcome for answer in walk.answers.values()]
    failed = outcomes.count(FAIL)
    shown: list[tuple[str, Any, str]] = [
        (_("Score"), formats.number(inspection.score), "")
    ]
    if walk.versions:
        shown += [
            (pgettext("items", "Passed"), formats.number(outcomes.count(PASS)), ""),
            (
                pgettext("items", "Failed"),
                formats.number(failed),
                "bad" if failed else "",
            ),
        ]
    return [*shown, (pgettext("items", "Hazards"), formats.number(found), "")]


def _beside(inspection: Inspection) -> list[Q]:
    """Where the journal tells of who took part and signed, and of photos."""
    rows: dict[Any, Any] = {
        Member: inspection.members,
        Signature: Signature.objects.filter(inspection=inspection),
        AnswerPhoto: AnswerPhoto.objects.filter(answer__inspection=inspection),
    }
    return [
        Q(label=model._meta.label_lower, key__in=found.values("pk"))
        for model, found in rows.items()
    ]


@may(VIEW)
@require_safe
def list_unfinished(request: Request) -> HttpResponse:
    """The reader's own walks that have not ended, the last begun first."""
    person = person_of(request.user)
    rows = Inspection.objects.none()
    if person:
        rows = Inspection.objects.visible_to(request.user).unfinished(person)
    title = _("My unfinished inspections")
    may_start = bool(request.user.unit_ids_for("inspections.change"))
    context = {
        "title": title,
        "start": may_start and reverse("inspections:start-inspection"),
        "walks": rows.select_related("unit").order_by("-started_at")[:SHOWN],
        "crumbs": [
            (_("Inspections"), reverse("inspections:list-inspections")),
            (title, ""),
        ],
    }
    return render(request, "inspections/unfinished.html", context)
