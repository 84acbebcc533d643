"""What lists of training can be narrowed by."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Status
from safety.people.filters import ContractorFilterField, DayFilter
from safety.people.models import Category
from training.models import (
    CertificateKind,
    DrillKind,
    PlanKind,
    QuestionKind,
    SessionKind,
    SessionState,
)
from training.services import expiring


class DrillFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by number or plan; narrow by kind, day and status."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    kind = django_filters.ChoiceFilter(choices=DrillKind.choices, label=_("Kind"))
    held_from = DayFilter("held_on", lookup_expr="gte", label=_("Held from"))
    held_to = DayFilter("held_on", lookup_expr="lte", label=_("Held until"))
    status = django_filters.ChoiceFilter(choices=Status.choices, label=_("Status"))

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose number begins with, or whose plan holds, the text."""
        return rows.matching(text)


class PlanFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by name; narrow by kind and by when it is reviewed."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    kind = django_filters.ChoiceFilter(choices=PlanKind.choices, label=_("Kind"))
    review_to = DayFilter("review_on", lookup_expr="lte", label=_("Review until"))

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose name holds the text."""
        return rows.matching(text)


class SessionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by number or topic; narrow by kind, state and day."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    kind = django_filters.ChoiceFilter(choices=SessionKind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(
        choices=SessionState.choices, method="of_state", label=_("Status")
    )
    ended_from = DayFilter("ended_on", lookup_expr="gte", label=_("Ended from"))
    ended_to = DayFilter("ended_on", lookup_expr="lte", label=_("Ended until"))

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose number begins with, or whose topic holds, the text."""
        return rows.matching(text)

    def of_state(self, rows: Any, _name: str, state: str) -> Any:
        """Rows that have come so far."""
        return rows.in_state(state)


class CourseFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by code or name; narrow by kind."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    kind = django_filters.ChoiceFilter(choices=SessionKind.choices, label=_("Kind"))

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose code begins with, or whose name holds, the text."""
        return rows.matching(text)


class CertificateFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by number; narrow by kind and by when it expires."""

    q = django_filters.CharFilter("number", lookup_expr="istartswith", label=_("Find"))
    kind = django_filters.ChoiceFilter(choices=CertificateKind.choices, label=_("Kind"))
    contractor = ContractorFilterField("person__contractor", label=_("Contractor"))
    expires_to = DayFilter("until", lookup_expr="lte", label=_("Expires until"))
    state = django_filters.ChoiceFilter(
        choices=[("expired", _("Expired and not renewed"))],
        method="of_state",
        label=_("Status"),
    )

    def of_state(self, rows: Any, _name: str, _state: str) -> Any:
        """Rows that have expired, of who has nothing newer of the kind."""
        return expiring.expired(rows, timezone.localdate())


class QuestionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by text; narrow by kind."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    kind = django_filters.ChoiceFilter(choices=QuestionKind.choices, label=_("Kind"))

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Questions that hold the text."""
        return rows.matching(text)


class LackingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by number or name; narrow by contractor and category."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    contractor = ContractorFilterField(label=_("Contractor"))
    category = django_filters.ChoiceFilter(
        choices=Category.choices, label=_("Category")
    )

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose number begins with, or whose name holds, the text."""
        return rows.matching(text)
