"""What a list of letters can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from safety.notices.models import Message


class MessageFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by address; narrow by where it stands."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    state = django_filters.ChoiceFilter(choices=Message.State.choices, label=_("State"))

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Letters to addresses that hold the text."""
        return rows.filter(to__icontains=text)
