"""Awards: the list of a unit, and one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked, names_of, prints
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.paging import Order
from safety.incentives.filters import AwardFilter
from safety.incentives.lists import name_seen_by
from safety.incentives.models import Award
from safety.org.lists import ScopedList
from safety.org.models import display_name
from safety.people.models import Person

VIEW = "incentives.view"


class AwardList(ScopedList):
    """Awards of the unit and of those below, the latest first."""

    permission = VIEW
    template_name = "scoped_list.html"
    title = gettext_lazy("Awards")
    empty_title = gettext_lazy("No awards here")
    empty_text = gettext_lazy("Load a register of awards from a file.")
    file_name = "awards"
    filterset_class = AwardFilter
    order = Order(("period",), is_descending=True)
    columns = [
        Column(
            "title",
            gettext_lazy("Award"),
            link=("incentives:view-award", "pk"),
            sort=("title",),
        ),
        Column("person_name", gettext_lazy("Person"), below=True),
        Column("unit_name", gettext_lazy("Unit")),
        Column(
            "period",
            gettext_lazy("Period"),
            show=formats.period,
            sort=("period",),
            file=str,
        ),
        Column(
            "amount",
            gettext_lazy("Prize money"),
            show=formats.money,
            numeric=True,
            file=str,
        ),
    ]

    def get_queryset(self) -> Any:
        rows = Award.objects.at_or_below(self.unit).counted()
        return rows.annotate(
            unit_name=display_name("unit__"),
            person_name=name_seen_by(self.request.user),
        )


@may(VIEW)
@require_safe
def view_award(request: Request, key: int) -> HttpResponse:
    """Who was honoured by whom, for when, with what."""
    seen = Award.objects.visible_to(request.user).select_related("unit")
    award = get_object_or_404(seen, pk=key)
    (person,) = names_of(request, award.person_id)
    context = {
        "title": award.title,
        "sub": f"{award.unit} · {formats.period(award.period)}",
        "facts": [
            (_("Status"), award.get_status_display()),
            (_("Person"), person),
            (_("Unit"), linked(award.unit)),
            (_("Period"), formats.period(award.period)),
            (_("Prize money"), formats.money(award.amount)),
        ],
        "prints": _prints(request, award),
        "history": history.of(award, request.user),
        "crumbs": [
            (_("Awards"), reverse("incentives:list-awards")),
            (award.title, ""),
        ],
    }
    return render(request, "incentives/award_detail.html", context)


def _prints(request: Request, award: Award) -> list[tuple[str, str]]:
    """Its certificate, for who sees the person; none of an award that was voided."""
    seen = Person.objects.visible_to(request.user).filter(pk=award.person_id)
    is_held = award.status == Award.Status.COUNTED
    return prints("incentives:print-award", award.pk) if is_held and seen else []
