"""What the list of incidents can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.incidents.models import Category, Incident, Severity
from safety.people.filters import DayFilter


class IncidentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by number or words; narrow by severity, category, day and status."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    severity = django_filters.ChoiceFilter(
        choices=Severity.choices, label=_("Severity")
    )
    category = django_filters.ChoiceFilter(
        choices=Category.choices, label=pgettext_lazy("incident", "Category")
    )
    occurred_from = DayFilter(
        "occurred_on", lookup_expr="gte", label=_("Occurred from")
    )
    occurred_to = DayFilter("occurred_on", lookup_expr="lte", label=_("Occurred until"))
    status = django_filters.ChoiceFilter(
        choices=Incident.Status.choices, label=_("Status")
    )

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose number begins with, or whose description holds, the text."""
        return rows.matching(text)
