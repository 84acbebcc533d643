"""Turning escalation on for a unit: what it would tell is shown, and asked, first."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inspections.models import Watch
from inspections.services import escalation
from inspections.views.hazard import trail
from safety.accounts.guard import Request, may
from safety.org.guard import scope_of
from safety.org.models import Ancestry, Unit

MAY = "inspections.escalation"
BACKLOG = {"known": False, "tell": True}


@may(MAY)
@require_safe
def view_escalation(request: Request) -> HttpResponse:
    """Whether it is on at the unit; where it is not, what turning it on would tell."""
    scope: Any = scope_of(request, MAY)
    watch = _watch(scope.unit)
    foreseen = [] if watch else escalation.foreseen(scope.unit)
    context = {
        "title": _("Escalation"),
        "scope": scope,
        "watch": watch,
        "is_own": bool(watch) and watch.unit_id == scope.unit.pk,  # type: ignore[union-attr]
        "foreseen": [each for each in foreseen if each.hazards],
        "crumbs": [*trail(), (_("Escalation"), "")],
    }
    return render(request, "inspections/escalation.html", context)


def _watch(unit: Unit) -> Watch | None:
    """What turned it on here: at the unit, or above it."""
    above = Ancestry.objects.current().above([unit.pk])
    found = Watch.objects.filter(unit__in=above).select_related("unit")
    watch: Watch | None = found.order_by("since").first()
    return watch


@may(MAY)
@require_POST
def turn_on(request: Request) -> HttpResponse:
    """Turn it on; what is late already is told, or taken as known."""
    unit = _unit(request)
    backlog = request.POST.get("backlog", "known")
    if backlog not in BACKLOG:
        raise BadRequest(_("Say whether people are told of what is late already."))
    by = request.user.pk
    escalation.turn_on(unit, tells_backlog=BACKLOG[backlog], by=by)
    messages.success(request, _("Escalation is on."))
    return redirect(_page(unit))


@may(MAY)
@require_POST
def turn_off(request: Request) -> HttpResponse:
    """Tell nobody there any more."""
    unit = _unit(request)
    escalation.turn_off(unit, by=request.user.pk)
    messages.success(request, _("Escalation is off."))
    return redirect(_page(unit))


def _unit(request: Request) -> Unit:
    scope: Any = scope_of(request, MAY)
    unit: Unit = scope.unit
    return unit


def _page(unit: Unit) -> str:
    return reverse("inspections:view-escalation", query={"unit": unit.code})
