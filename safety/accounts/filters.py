"""What a list of accounts can be narrowed by."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import Grant
from safety.accounts.permissions import Role


class UserFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by name; narrow by role and by whether the account is open."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    role = django_filters.ChoiceFilter(
        choices=Role.choices, method="holding", label=_("Role")
    )
    state = django_filters.ChoiceFilter(
        choices=[("open", _("Open")), ("closed", _("Closed"))],
        method="standing",
        label=_("State"),
    )

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose name, user name or address holds the text."""
        return rows.matching(text)

    def holding(self, rows: Any, _name: str, role: str) -> Any:
        """Rows with the role, as far as the reader sees grants."""
        grants = Grant.objects.visible_to(self.request.user).filter(role=role)
        return rows.filter(pk__in=grants.values("user"))

    def standing(self, rows: Any, _name: str, wanted: str) -> Any:
        """Rows that are open, or not, today."""
        day = timezone.localdate()
        return rows.in_force(day) if wanted == "open" else rows.closed(day)
