"""Badges of workers: printed for a unit's roster, made anew, withdrawn."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections.views.printed import answer as printed
from safety.accounts.guard import Request, may
from safety.core.paper import Label, Sheet
from safety.core.qr import qr_code
from safety.incentives.models import Badge
from safety.incentives.services import badges
from safety.org.forms import form_page
from safety.org.guard import scope_of, unit_of
from safety.org.models import Unit
from safety.people.models import Category, Person, Posting

MAY = "incentives.change"
MOST = 300  # badges in one file: twenty pages of A4


def _address(badge: Badge) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('open-badge', args=[badge.secret])}"


def _workers(unit: Unit) -> QuerySet[Person]:
    """Who works at or below a unit today; others get no cards, and no badge."""
    here = Posting.objects.in_force_on(unit.today).at_or_below(unit)
    workers = Person.objects.counted().filter(category__in=["", Category.WORKER])
    return workers.with_one_of(here, unit)


@may(MAY)
@form_page
def print_badges(request: Request) -> HttpResponse:
    """How many workers there are, and the sheet of their badges to print."""
    scope = scope_of(request, MAY)
    unit = unit_of(request, MAY)
    workers = _workers(unit).order_by("employee_no")
    if request.method == "POST":
        badges.give(workers.values_list("pk", flat=True)[:MOST], by=request.user.pk)
        query = {"unit": unit.code}
        return redirect(reverse("incentives:sheet-of-badges", query=query))
    title, number = _("Badges"), workers.count()
    has = Badge.objects.in_force().filter(person__in=workers.values("pk"))
    context = {
        "title": title,
        "scope": scope,
        "number": number,
        "lacking": number - has.count(),
        "most": MOST,
        "crumbs": [
            (_("Prize cards"), reverse("incentives:list-cards")),
            (title, ""),
        ],
    }
    return render(request, "incentives/badge_print.html", context)


@may(MAY)
@require_safe
def sheet_of_badges(request: Request) -> HttpResponse:
    """The badges of a unit's workers as a PDF to cut out."""
    unit = unit_of(request, MAY)
    workers = _workers(unit).order_by("employee_no")
    keys = list(workers.values_list("pk", flat=True)[:MOST])
    rows = Badge.objects.in_force().filter(person__in=keys).select_related("person")
    found = list(rows.order_by("person__employee_no"))
    title = f"{_('Badges')} {unit.code}"
    back = reverse("incentives:print-badges", query={"unit": unit.code})
    return printed(request, back, title, lambda: _sheet(title, unit, found))


def _sheet(title: str, unit: Unit, found: list[Badge]) -> Sheet:
    labels = [
        Label(
            _address(badge),
            [badge.person.name, badge.person.employee_no, str(unit)],
        )
        for badge in found
    ]
    return Sheet(title, labels)


@may(MAY)
@form_page
def view_badge(request: Request, employee_no: str) -> HttpResponse:
    """The badge of one person, to print it, to make it anew or to withdraw it."""
    mine = Person.objects.counted().visible_to(request.user, MAY)
    person = get_object_or_404(mine, employee_no=employee_no)
    if request.method == "POST":
        verb = badges.withdraw if "withdraw" in request.POST else badges.renew
        verb(person, by=request.user.pk)
        messages.success(request, _("A badge from before opens nothing any more."))
        return redirect("incentives:view-badge", employee_no=employee_no)
    badge = Badge.objects.in_force().filter(person=person).first()
    context: dict[str, Any] = {
        "title": _("Badge"),
        "sub": f"{person} · {person.employee_no}",
        "person": person,
        "address": _address(badge) if badge else "",
        "code": qr_code(_address(badge)) if badge else "",
        "crumbs": [(str(person), person.get_absolute_url()), (_("Badge"), "")],
    }
    return render(request, "incentives/badge_detail.html", context)
