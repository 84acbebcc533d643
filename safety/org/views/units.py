"""The tree, a unit's page, and the forms that change it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safety.core import formats, search
from safety.core.scope import Scope, asked_period, from_the_top
from safety.journal import write as journal
from safety.org import panels, services, tree
from safety.org.forms import MoveForm, UnitForm, answer, carry_out, form_page, save_once
from safety.org.guard import Request, may, may_at, require, scope_of, visible_unit
from safety.org.models import CHILD_KIND, Ancestry, Calendar, Kind, Place, Unit
from safety.org.tree import Asked

OFFERED = 20
PLACES_SHOWN = 12
ADD: dict[str, Any] = {
    Kind.COMPANY: gettext_lazy("Add company"),
    Kind.PROJECT: gettext_lazy("Add project"),
    Kind.TEAM: gettext_lazy("Add team"),
}
Crumbs = list[tuple[str, str]]


@may("org.view")
@require_safe
def list_units(request: Request) -> HttpResponse:
    """The tree, level by level; units found, or closed ones, as a flat list.

    For htmx only the units asked for: one level, or its next page.
    """
    asked, scope = Asked.of(request), scope_of(request, "org.view")
    is_one = asked.unit or len(request.user.unit_ids_for("org.view")) == 1
    root = scope.unit if is_one else None
    is_part = bool(request.htmx or asked.after)
    top = None if asked.is_flat or is_part else root
    level = tree.level(request, _units(request, root, asked), asked, top)
    context = {"level": level, "asked": asked, "root": root, "title": _("Units")}
    if request.htmx:
        page = "org/_nodes.html"
    else:
        page = "org/unit_list.html"
        context |= _frame(request, root, asked)
    response = render(request, page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _within(request: Request, root: Unit | None, asked: Asked) -> Any:
    """All units that the address covers, in whatever state."""
    visible = Unit.objects.visible_to(request.user)
    within = Unit.objects.below([root.pk]) if root else visible
    return within.matching(asked.q) if asked.q else within


def _units(request: Request, root: Unit | None, asked: Asked) -> Any:
    if asked.is_flat:
        return _within(request, root, asked)
    return Unit.objects.filter(parent=root) if root else tree.tops(request.user)


def _frame(request: Request, root: Unit | None, asked: Asked) -> dict[str, Any]:
    """What stands around the tree: tabs with their numbers, search and its end."""
    totals = tree.totals(_within(request, root, asked), timezone.localdate())
    return {
        "tabs": [
            (label, totals[state], asked.but(state=state).url, state == asked.state)
            for state, label in tree.STATES.items()
        ],
        "open_count": totals[tree.OPEN],
        "clear_url": asked.but(q="").url,
        "kept": [(name, getattr(asked, name)) for name in ("unit", "period", "state")],
    }


@may("org.view")
@require_safe
def choose_unit(request: Request) -> HttpResponse:
    """What a form's box offers: units where ``?may=`` is held that fit what is typed.

    ``?field=`` names the parameter that holds the text.
    """
    ask = request.GET.get
    permission = ask("may", "")
    try:
        units = Unit.objects.standing().visible_to(request.user, permission)
    except KeyError as error:
        raise Http404 from error
    if text := search.clean(ask(ask("field", ""), "")):
        units = units.matching(text)
    tops = request.user.unit_ids_for(permission)
    options = [
        (
            f"{unit.code} {unit}",
            unit.get_kind_display() if unit.pk in tops else str(unit.parent),
        )
        for unit in units.select_related("parent").order_by("code")[:OFFERED]
    ]
    return render(request, "org/_options.html", {"options": options})


@may("org.view")
@require_safe
def view_unit(request: Request, code: str) -> HttpResponse:
    """One unit: facts, numbers, what is below it, its people and its places."""
    unit = visible_unit(request, code)
    request.scope = Scope(unit, asked_period(request))
    places = Place.objects.filter(unit=unit)[: PLACES_SHOWN + 1]
    asked = Asked(unit=unit.code)
    context = {
        "title": str(unit),
        "unit": unit,
        "remark": unit.remark_on(timezone.localdate()),
        "crumbs": crumbs(request, unit),
        "facts": _facts(unit),
        "level": tree.level(request, unit.children.all(), asked),
        "asked": asked,
        "places": list(places),
        "places_shown": PLACES_SHOWN,
        "panels": panels.rendered(request, unit),
        "acts": panels.acts(request, unit, unit),
        "may_change": may_at(request, "org.change", unit),
        "may_change_place": unit.stands and may_at(request, "org.change_place", unit),
        "add_label": ADD.get(CHILD_KIND.get(unit.kind, "")) if unit.stands else None,
        # Of a company one wants its projects first, of a project its people.
        "is_above": unit.kind in {Kind.GROUP, Kind.COMPANY},
        "has_below": unit.kind != Kind.TEAM,
        "numbers": ["indicators/_unit_numbers.html", "org/_no_numbers.html"],
    }
    return render(request, "org/unit_detail.html", context)


def crumbs(request: Request, unit: Unit, *last: str) -> Crumbs:
    """The way from the highest unit that the user sees down to this one."""
    above = Ancestry.objects.current().above([unit.pk])
    path = (
        Unit.objects.visible_to(request.user)
        .filter(pk__in=above)
        .order_by(from_the_top())
    )
    names = [(str(each), each.get_absolute_url()) for each in path]
    names.insert(0, (_("Units"), reverse("org:list-units")))
    names += [(text, "") for text in last]
    names[-1] = (names[-1][0], "")
    return names


def _facts(unit: Unit) -> list[tuple[str, Any]]:
    facts = [
        (_("Kind"), unit.get_kind_display()),
        (_("Code"), unit.code),
        (_("Name"), unit.name),
        (_("Chinese name"), unit.name_zh),
    ]
    if unit.kind == Kind.PROJECT:
        facts.append((_("Project type"), unit.get_project_type_display()))
    return [
        *facts,
        (_("Opened on"), formats.day(unit.opened_on)),
        (_("Closed on"), formats.day(unit.closed_on)),
        (_("Time zone"), unit.time_zone or _("That of the unit above")),
        (_("Working-day calendar"), _calendar(unit)),
    ]


def _calendar(unit: Unit) -> str:
    """Its own, or by which one it goes all the same; a link to its days."""
    found = Calendar.objects.of(unit).get()
    own = found if unit.calendar_id else _("That of the unit above")
    return format_html('<a href="{}">{}</a>', found.get_absolute_url(), own)


@may("org.change")
@form_page
def add_unit(request: Request, code: str) -> HttpResponse:
    """A new unit under the unit of the address."""
    parent = visible_unit(request, code, "org.change")
    kind = CHILD_KIND.get(parent.kind)
    if kind is None:
        raise Http404(_("A team has no units below it."))
    form = UnitForm(request.POST or None, instance=Unit(kind=kind, parent=parent))
    if request.method == "POST":
        by, below = request.user.pk, Unit.objects.filter(parent=parent)
        unit = save_once(form, lambda: services.add(form.instance, by=by), below)
        if unit:
            messages.success(request, _("%(unit)s is added.") % {"unit": unit})
            return redirect(unit)
    title = ADD[kind]
    trail = crumbs(request, parent, str(title))
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=trail,
        cancel_url=parent.get_absolute_url(),
    )


@may("org.change")
@form_page
def change_unit(request: Request, code: str) -> HttpResponse:
    """Change a unit's facts; its place in the tree is changed by moving it."""
    unit = visible_unit(request, code, "org.change")
    back = unit.get_absolute_url()
    trail = crumbs(request, unit, _("Change"))
    title = _("Change %(unit)s") % {"unit": unit}
    form = UnitForm(request.POST or None, instance=unit)
    by = request.user.pk
    if form.is_valid() and carry_out(form, lambda: journal.save(unit, "change", by=by)):
        messages.success(request, _("%(unit)s is saved.") % {"unit": unit})
        return redirect(unit)
    return answer(
        request, "form.html", form, title=title, crumbs=trail, cancel_url=back
    )


@may("org.change")
@form_page
def move_unit(request: Request, code: str) -> HttpResponse:
    """Hang a unit under another parent; needs the right at both parents."""
    unit = visible_unit(request, code, "org.change")
    if unit.parent_id is None:
        raise Http404(_("The group has no parent."))
    require(request.user, "org.change", unit.parent_id)
    form = MoveForm(request.POST or None, visible=Unit.objects.visible_to(request.user))
    if form.is_valid():
        to, month = form.cleaned_data["to"], form.cleaned_data["from_month"]
        require(request.user, "org.change", to)
        by = request.user.pk
        if carry_out(form, lambda: services.move(unit, to, from_month=month, by=by)):
            said = {"unit": unit, "parent": to}
            messages.success(request, _("%(unit)s is now under %(parent)s.") % said)
            return redirect(unit)
    context = {
        "title": _("Move %(unit)s") % {"unit": unit},
        "unit": unit,
        "crumbs": crumbs(request, unit, _("Move")),
        "cancel_url": unit.get_absolute_url(),
    }
    return answer(request, "org/unit_move.html", form, **context)
