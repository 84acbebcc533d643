"""Places: the list, one with its QR code, the form, and the sheet to print."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safety.core import search
from safety.core.lists import Column
from safety.core.paging import Order
from safety.core.qr import qr_code
from safety.journal import write as journal
from safety.org import panels
from safety.org.forms import PlaceForm, answer, carry_out, form_page, save_once
from safety.org.guard import Request, may, may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import Place, Unit, display_name

# Codes on one sheet: more pages of A4 than anybody prints at once.
MOST_ON_SHEET = 200


class PlaceList(ScopedList):
    """Places of the unit and of everything below it."""

    permission = "org.view"
    template_name = "org/place_list.html"
    title = gettext_lazy("Places")
    sub = gettext_lazy("Each place has a QR code that leads to its page.")
    empty_title = gettext_lazy("No places here yet")
    empty_text = gettext_lazy(
        "A place is a gate, a zone, a box or a crane that people stand at."
    )
    file_name = "places"
    order = Order(("shown_name",))
    columns = [
        Column(
            "shown_name",
            gettext_lazy("Place"),
            link=("org:view-place", "token"),
            sort=("shown_name",),
        ),
        Column("unit_name", gettext_lazy("Unit"), sort=("unit_name",)),
        Column("unit__code", gettext_lazy("Code"), below=True),
    ]

    def get_queryset(self) -> Any:
        places = Place.objects.at_or_below(self.unit)
        return places.annotate(
            shown_name=display_name(), unit_name=display_name("unit__")
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_add=self.may("org.change_place"), crumbs=_crumbs(), **context
        )


def _visible(request: Request, token: str) -> Place:
    places = Place.objects.visible_to(request.user).select_related("unit")
    place: Place | None = places.filter(token=token).first()
    if place is None:
        raise Http404(_("There is no such place among your units."))
    return place


def code_of(place: Place) -> SafeString:
    """The place's address as a QR code."""
    return qr_code(f"{settings.SITE_ADDRESS}{place.get_absolute_url()}")


@may("org.view")
@require_safe
def view_place(request: Request, token: str) -> HttpResponse:
    """Where the QR code leads: the place and its unit."""
    place = _visible(request, token)
    context = {
        "title": str(place),
        "place": place,
        "code": code_of(place),
        "facts": [
            (_("Unit"), place.unit),
            (_("Name"), place.name),
            (_("Chinese name"), place.name_zh),
            (
                _("Anybody may report hazards here"),
                _("Yes") if place.takes_reports else _("No"),
            ),
        ],
        "crumbs": _crumbs(str(place)),
        "acts": panels.acts(request, place, place.unit_id),
        "may_change": may_at(request, "org.change_place", place.unit_id),
    }
    return render(request, "org/place_detail.html", context)


def outside(request: Request) -> str:
    """Where somebody without an account is led who scans a place's code, if anywhere.

    He learns no more of a place than its code says.
    """
    match = request.resolver_match
    place = Place.objects.filter(token=match.kwargs["token"] if match else "").first()
    return panels.door(place) if place and place.takes_reports else ""


view_place.outside = outside  # type: ignore[attr-defined]


def _crumbs(last: str = "") -> list[tuple[str, str]]:
    """The way from the units to the places, and on to one."""
    path = [(_("Units"), reverse("org:list-units"))]
    if not last:
        return [*path, (_("Places"), "")]
    return [*path, (_("Places"), reverse("org:list-places")), (last, "")]


@may("org.change_place")
@form_page
def add_place(request: Request) -> HttpResponse:
    """A new place, by default at the unit of the page."""
    unit = unit_of(request, "org.change_place")
    visible = Unit.objects.visible_to(request.user)
    initial = {"unit": unit} if unit.stands else {}
    form = PlaceForm(request.POST or None, visible=visible, initial=initial)
    if form.is_valid():
        require(request.user, "org.change_place", form.instance.unit_id)
    if request.method == "POST":
        by = request.user.pk
        mine = Place.objects.visible_to(request.user)
        place = save_once(form, lambda: journal.save(form.instance, "add", by=by), mine)
        if place:
            messages.success(request, _("%(place)s is added.") % {"place": place})
            return redirect(place)
    title = _("Add place")
    back = reverse("org:list-places")
    return answer(
        request, "form.html", form, title=title, crumbs=_crumbs(title), cancel_url=back
    )


@may("org.change_place")
@form_page
def change_place(request: Request, token: str) -> HttpResponse:
    """Another name, or another unit; the QR code stays."""
    place = _visible(request, token)
    require(request.user, "org.change_place", place.unit_id)
    title, back = _("Change %(place)s") % {"place": place}, place.get_absolute_url()
    visible = Unit.objects.visible_to(request.user)
    form = PlaceForm(request.POST or None, instance=place, visible=visible)
    if form.is_valid():
        require(request.user, "org.change_place", place.unit_id)
        by = request.user.pk
        if carry_out(form, lambda: journal.save(place, "change", by=by)):
            messages.success(request, _("%(place)s is saved.") % {"place": place})
            return redirect(place)
    return answer(
        request, "form.html", form, title=title, crumbs=_crumbs(title), cancel_url=back
    )


@may("org.view")
@require_safe
def print_places(request: Request) -> HttpResponse:
    """A sheet of QR codes: one place (``?place=``), or those of the unit and below."""
    if token := search.clean(request.GET.get("place", "")):
        places, has_more = [_visible(request, token)], False
    else:
        unit = unit_of(request, "org.view")
        found = Place.objects.at_or_below(unit).select_related("unit")
        rows = list(found.order_by("unit__code", "name")[: MOST_ON_SHEET + 1])
        places, has_more = rows[:MOST_ON_SHEET], len(rows) > MOST_ON_SHEET
    context = {
        "title": _("QR codes"),
        "sheet": [(place, code_of(place)) for place in places],
        "has_more": has_more,
        "most": MOST_ON_SHEET,
        "crumbs": _crumbs(_("QR codes")),
    }
    return render(request, "org/place_sheet.html", context)
