"""What lists of prize cards and awards can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from safety.incentives.models import CardState
from safety.people.filters import DayFilter


class CardFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by serial number; narrow by state and by the days of its life."""

    q = django_filters.CharFilter("serial", lookup_expr="istartswith", label=_("Find"))
    state = django_filters.ChoiceFilter(
        choices=CardState.choices, method="of_state", label=_("Status")
    )
    issued_from = DayFilter("issued_on", lookup_expr="gte", label=_("Issued from"))
    issued_to = DayFilter("issued_on", lookup_expr="lte", label=_("Issued until"))
    redeemed_from = DayFilter(
        "redeemed_on", lookup_expr="gte", label=_("Redeemed from")
    )
    redeemed_to = DayFilter("redeemed_on", lookup_expr="lte", label=_("Redeemed until"))

    def of_state(self, rows: Any, _name: str, state: str) -> Any:
        """Cards that have come so far."""
        return rows.in_state(state)


class AwardFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by title."""

    q = django_filters.CharFilter("title", lookup_expr="icontains", label=_("Find"))
