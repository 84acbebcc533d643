"""Lists about the unit of the page."""

from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponseBase

from safety.core.listing import PLACE
from safety.core.lists import ListPage
from safety.core.paging import Count
from safety.core.scope import Scope
from safety.org.guard import Request, may_at, scope_of
from safety.org.models import Unit


class ScopedList(ListPage):
    """A list of what belongs to ``?unit=``, for who holds ``permission`` there."""

    permission: ClassVar[str]
    request: Request
    scope: Scope

    def get_count(self, rows: Any) -> Count:
        """Only keys are counted, so nothing is looked up for what is not shown."""
        return Count.up_to_limit(rows.values("pk"))

    @property
    def unit(self) -> Unit:
        """The unit of the page."""
        return cast(Unit, self.scope.unit)

    def may(self, permission: str) -> bool:
        """Whether the user holds a permission at the unit of the page."""
        return may_at(self.request, permission, self.unit)

    def kept(self, *own: str) -> str:
        """What of the address the list's tabs keep: its filters and its order.

        Tabs have unit and period anew, and each sets the parameters of its own.
        """
        kept = self.request.GET.copy()
        for name in (*PLACE, "unit", "period", *own):
            kept.pop(name, None)
        return kept.urlencode()

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.scope = scope_of(self.request, self.permission)
        return super().dispatch(request, *args, **kwargs)
