"""What lists of schedules and of the archive can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.deliveries.models import Delivery
from safety.reports import registry


def reports() -> list[tuple[str, Any]]:
    """The reports there are, as choices."""
    return [(each.name, each.title) for each in registry.every()]


class DeliveryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by reader, period or hash; narrow by report and by where it stands."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    report = django_filters.ChoiceFilter(
        field_name="schedule__report",
        choices=reports,
        label=pgettext_lazy("document", "Report"),
    )
    state = django_filters.ChoiceFilter(
        choices=Delivery.State.choices, label=_("State")
    )

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Deliveries to addresses and names that hold the text, or of a hash."""
        return rows.filter(
            Q(to__icontains=text)
            | Q(recipient__address__icontains=text)
            | Q(recipient__user__name__icontains=text)
            | Q(recipient__user__username__icontains=text)
            | Q(recipient__robot__name__icontains=text)
            | Q(sha256__startswith=text.lower())
            | Q(files__sha256__startswith=text.lower())
        ).distinct()
