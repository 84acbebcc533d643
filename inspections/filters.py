"""What lists of inspections and hazards can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import (
    After,
    Escalation,
    Form,
    Level,
    Programme,
    Risk,
    Status,
    Who,
)
from safety.people.filters import ContractorFilterField, DayFilter

# Who is told from above the hazard's owner and verifier.
ABOVE = [each for each in Who.choices if each[0] not in (Who.OWNER, Who.VERIFIER)]


class HazardFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by number or words; narrow by how grave it is and where it comes from."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    level = django_filters.ChoiceFilter(choices=Level.choices, label=_("Level"))
    risk = django_filters.ChoiceFilter(choices=Risk.choices, label=_("Risk"))
    grave = django_filters.ChoiceFilter(
        choices=[("yes", _("Risk I or level major"))],
        method="gravest",
        label=_("Gravest"),
    )
    category = django_filters.CharFilter(
        lookup_expr="iexact", label=pgettext_lazy("hazard", "Category")
    )
    contractor = ContractorFilterField(label=_("Contractor"))
    programme = django_filters.ChoiceFilter(
        "inspection__programme", choices=Programme.choices, label=_("Programme")
    )

    escalated = django_filters.ChoiceFilter(
        choices=[("any", _("Anybody")), *ABOVE], method="told", label=_("Escalated to")
    )
    found_from = DayFilter("found_on", lookup_expr="gte", label=_("Found from"))
    found_to = DayFilter("found_on", lookup_expr="lte", label=_("Found until"))

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose number begins with, or whose description holds, the text."""
        return rows.matching(text)

    def gravest(self, rows: Any, _name: str, _asked: str) -> Any:
        """Rows of the gravest risk, or major."""
        return rows.gravest()

    def told(self, rows: Any, _name: str, who: str) -> Any:
        """Rows that are late and of which somebody above was told."""
        told = Escalation.objects.filter(
            hazard=OuterRef("pk"), rung__after=After.DUE, is_known=False
        )
        named = dict(ABOVE) if who == "any" else [who]
        return rows.filter(Exists(told.filter(rung__who__in=named)))


class InspectionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by number or checklist; narrow by programme, form and status."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    programme = django_filters.ChoiceFilter(
        choices=Programme.choices, label=_("Programme")
    )
    form = django_filters.ChoiceFilter(choices=Form.choices, label=_("Form"))
    status = django_filters.ChoiceFilter(choices=Status.choices, label=_("Status"))

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose number begins with, or whose checklist holds, the text."""
        return rows.matching(text)


class ChecklistFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by code or name; narrow by programme."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    programme = django_filters.ChoiceFilter(
        choices=Programme.choices, label=_("Programme")
    )

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose code begins with, or whose name holds, the text."""
        return rows.matching(text)


class OccurrenceFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by the plan's name; narrow by day and programme."""

    q = django_filters.CharFilter(
        "plan__name", lookup_expr="icontains", label=_("Find")
    )
    day = DayFilter(label=_("Day"))
    programme = django_filters.ChoiceFilter(
        "plan__programme", choices=Programme.choices, label=_("Programme")
    )
