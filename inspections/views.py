"""The pages of one inspection and of one hazard."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_safe

from inspections import marks
from inspections.models import Hazard, Inspection, State
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.people.models import Person

VIEW = "inspections.view"
SHOWN = 100  # hazards on the page of their inspection


class Step(NamedTuple):
    """A step of a hazard's way: ``mark`` is ``done``, ``now`` or nothing."""

    label: str | Promise
    day: str
    mark: str


def _linked(record: Any) -> Any:
    """A record as a link to its page."""
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)


def _names(request: Request, *keys: int | None) -> list[Any]:
    """Persons as links, where the reader sees them; in words where he does not."""
    wanted = {key for key in keys if key}
    seen = {
        person.pk: _linked(person)
        for person in Person.objects.visible_to(request.user).filter(pk__in=wanted)
    }
    return [
        seen.get(key, _("Somebody outside your units")) if key else "" for key in keys
    ]


def _one(request: Request, records: "QuerySet[Any]", key: int) -> Any:
    """A record in the reader's units, else 404."""
    return get_object_or_404(records.visible_to(request.user), pk=key)  # type: ignore[attr-defined]


@may(VIEW)
@require_safe
def view_hazard(request: Request, key: int) -> HttpResponse:
    """What is wrong, how far it has come, and everything that was done."""
    rows = Hazard.objects.select_related("unit", "contractor", "inspection")
    hazard: Hazard = _one(request, rows, key)
    responsible, rectified_by, verified_by = _names(
        *(request, hazard.responsible_id),
        *(hazard.rectified_by_id, hazard.verified_by_id),
    )
    context = {
        "title": hazard.description,
        "hazard": hazard,
        "risk": marks.risk(hazard.risk, "l"),
        "state": marks.state(hazard.state),
        "late": late(hazard),
        "steps": steps(hazard),
        "facts": [
            (pgettext("of a record", "Number"), hazard.number),
            (_("Unit"), _linked(hazard.unit)),
            (_("Level"), hazard.get_level_display()),
            (pgettext("hazard", "Category"), hazard.category),
            (_("Contractor"), hazard.contractor and _linked(hazard.contractor)),
            (_("Found on"), formats.day(hazard.found_on)),
            (_("Inspection"), hazard.inspection and _linked(hazard.inspection)),
        ],
        "fixes": [
            ("user-check", _("Responsible"), responsible),
            ("calendar-due", _("Due on"), formats.day(hazard.due_on)),
            ("tool", _("Measures"), hazard.measures),
        ],
        "done": [
            (_("Rectified on"), formats.day(hazard.rectified_on)),
            (_("Rectified by"), rectified_by),
            (_("Verified on"), formats.day(hazard.verified_on)),
            (_("Verified by"), verified_by),
        ],
        "history": history.of(hazard, request.user),
        "crumbs": _crumbs("hazards", hazard),
    }
    return render(request, "inspections/hazard_detail.html", context)


@may(VIEW)
@require_safe
def view_inspection(request: Request, key: int) -> HttpResponse:
    """What was inspected by whom, and the live state of what was found."""
    inspection: Inspection = _one(
        request, Inspection.objects.select_related("unit"), key
    )
    found = inspection.hazards.counted().visible_to(request.user)
    (lead,) = _names(request, inspection.lead_id)
    context = {
        "title": inspection.number,
        "inspection": inspection,
        "facts": [
            (_("Unit"), _linked(inspection.unit)),
            (_("Programme"), inspection.get_programme_display()),
            (_("Form"), inspection.get_form_display()),
            (_("Inspected on"), formats.day(inspection.inspected_on)),
            (_("Lead"), lead),
            (_("Checklist"), inspection.checklist),
            (_("Score"), formats.number(inspection.score)),
            (_("Scope"), inspection.scope),
            (_("Status"), inspection.get_status_display()),
        ],
        "hazards": [
            (hazard, marks.risk(hazard.risk), marks.state(hazard.state))
            for hazard in found.order_by("due_on", "pk")[:SHOWN]
        ],
        "history": history.of(inspection, request.user),
        "crumbs": _crumbs("inspections", inspection),
    }
    return render(request, "inspections/inspection_detail.html", context)


LISTS = {
    "hazards": (gettext_lazy("Hazards"), "inspections:list-hazards"),
    "inspections": (gettext_lazy("Inspections"), "inspections:list-inspections"),
}


def _crumbs(of: str, record: Model) -> list[tuple[str, str]]:
    label, address = LISTS[of]
    return [(str(label), reverse(address)), (str(record), "")]


def late(hazard: Hazard) -> str:
    """By how many days a hazard was, or is, put right too late, if at all."""
    if hazard.status == Hazard.Status.VOIDED:
        return ""
    days = ((hazard.rectified_on or timezone.localdate()) - hazard.due_on).days
    if days <= 0:
        return ""
    if hazard.rectified_on:
        said = ngettext(
            "Rectified %(days)s day late", "Rectified %(days)s days late", days
        )
    else:
        said = ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", days)
    return said % {"days": formats.number(days)}


def steps(hazard: Hazard) -> Sequence[Step]:
    """The way of a hazard, and how far it has come; nothing for a voided one."""
    way = [
        (State.REPORTED, _("Reported"), formats.day(hazard.found_on)),
        (State.ASSIGNED, _("Assigned"), ""),
        (State.AWAITING, _("Rectified"), _day(hazard.rectified_on)),
        (State.CLOSED, _("Verified"), _day(hazard.verified_on)),
    ]
    order = [state for state, _label, _on in way]
    if hazard.state not in order:
        return []
    reached = order.index(State(hazard.state))
    return [
        Step(
            label,
            day,
            "done" if place <= reached else "now" if place == reached + 1 else "",
        )
        for place, (_state, label, day) in enumerate(way)
    ]


def _day(day: Any) -> str:
    return formats.day(day) if day else ""
