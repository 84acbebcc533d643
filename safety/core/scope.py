"""Unit and period of a page. Both live in its address and print in its head.

A view of a book begins with::

    scope = Scope.of(request, Unit.objects.visible_to(request.user))

and the shell shows the same unit and period. Without ``?unit=`` the highest unit
that the user holds is meant, without ``?period=`` the running month, unless
``OPENING_PERIOD`` says another.
"""

from dataclasses import dataclass
from typing import Any, Self, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from safety.core.access import Viewer
from safety.core.months import Month, Period

# From the top of the tree down.
KINDS = ("group", "company", "project", "team")
# Every role holds it.
VIEW = "org.view"


@dataclass(frozen=True)
class Scope:
    """What a page is about: a unit of the tree (or none) and a period."""

    unit: Any | None
    period: Period

    @classmethod
    def of(cls, request: HttpRequest, units: QuerySet[Any]) -> Self:
        """Read the scope once per request; ``units`` are those the user may see.

        Raises Http404 for a unit not among them, BadRequest for what is no period.
        """
        return cls.at(request, _asked_unit(request, units) or _top(request, units))

    @classmethod
    def at(cls, request: HttpRequest, unit: Any | None) -> Self:
        """The scope of a unit that the user is known to see."""
        scope = cls(unit, asked_period(request))
        request.scope = scope  # type: ignore[attr-defined]
        return scope

    @classmethod
    def default(cls, request: HttpRequest, units: QuerySet[Any]) -> Self:
        """The scope of an address that names none."""
        return cls(_top(request, units), _running())

    @cached_property
    def query(self) -> str:
        """``unit=C01&period=2019-06``, to keep the scope in a link."""
        parts = {"unit": self.unit.code} if self.unit else {}
        return urlencode({**parts, "period": str(self.period)})


def asked_period(request: HttpRequest) -> Period:
    """The period in the address, or the running month."""
    text = request.GET.get("period", "")
    try:
        return Period.parse(text) if text else _running()
    except ValueError as error:
        raise BadRequest(str(error)) from error


def _running() -> Period:
    if settings.OPENING_PERIOD:
        return Period.parse(settings.OPENING_PERIOD)
    return Period.month(Month.containing(timezone.localdate()))


def _asked_unit(request: HttpRequest, units: QuerySet[Any]) -> Any | None:
    code = request.GET.get("unit", "")
    if not code:
        return None
    unit = units.filter(code=code).first() if "\0" not in code else None
    if unit is None:
        raise Http404(_("There is no unit %(code)s that you can see.") % {"code": code})
    return unit


def _top(request: HttpRequest, units: QuerySet[Any]) -> Any | None:
    """The highest unit is one where a role is held: no need to sort the whole tree."""
    held = cast(Viewer, request.user).unit_ids_for(VIEW)
    return units.filter(pk__in=held).order_by(from_the_top(), "code").first()


def from_the_top() -> Case:
    """Order units by their level in the tree, the group first."""
    return Case(*(When(kind=kind, then=Value(n)) for n, kind in enumerate(KINDS)))
