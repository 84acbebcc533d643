"""Unseen is 404, seen but not allowed is 403; and what a page is about."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from safety.core.access import Viewer
from safety.core.scope import Scope
from safety.journal import former
from safety.org.models import Ancestry, Unit


class Holder(Viewer, Protocol):
    """Whoever looks: a user, known here only by what he may do."""

    pk: int

    def may(self, permission: str, unit: Unit | int | None = None) -> bool:
        """Whether the permission is held anywhere or, given a unit, there."""


class Request(HttpRequest):
    """A request behind the log-in."""

    user: Holder  # type: ignore[assignment]
    htmx: Any
    scope: Scope
    # The address whose entry of the side bar is lit, where it is not the page's own.
    belongs_to: str


View = Callable[Concatenate[Request, ...], HttpResponseBase]


def may(permission: str) -> Callable[[View], View]:
    """Guard a view: 403 unless the user holds the permission at some unit."""

    def guarded(view: View) -> View:
        @wraps(view)
        def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request.user, permission)
            return view(request, *args, **kwargs)

        inner.permission = permission  # type: ignore[attr-defined]
        return inner

    return guarded


def require(user: Holder, permission: str, unit: Unit | int | None = None) -> None:
    """403 unless the user holds the permission (at the unit, when one is given)."""
    if not user.may(permission, unit):
        raise PermissionDenied


def may_at(request: Request, permission: str, unit: Unit | int) -> bool:
    """Whether the user holds a permission at a unit.

    However many permissions a page asks for, it asks the database once for each unit.
    """
    known = request.__dict__.setdefault("units_above", {})
    key = unit.pk if isinstance(unit, Unit) else unit
    if key not in known:
        known[key] = frozenset((unit if isinstance(unit, Unit) else Unit(pk=key)).above)
    return not known[key].isdisjoint(request.user.unit_ids_for(permission))


def visible_unit(request: Request, code: str, permission: str = "org.view") -> Unit:
    """The unit of a code: 404 when the user does not see it, 403 when he may not."""
    known = Ancestry.objects.current().unit_of(code) if code.isprintable() else None
    unit = known or former.called(Unit.objects.all(), code=code)
    # Whoever sees a unit holds org.view there.
    if unit is None or not may_at(request, "org.view", unit):
        raise Http404(_("There is no unit %(code)s that you can see.") % {"code": code})
    if not may_at(request, permission, unit):
        raise PermissionDenied
    return unit


def unit_of(request: Request, permission: str) -> Unit:
    """The unit of `scope_of`."""
    return cast(Unit, scope_of(request, permission).unit)


def scope_of(request: Request, permission: str) -> Scope:
    """The unit and period of a page that needs a permission at its unit.

    Without ``?unit=`` the highest unit where the permission is held. 404 for a unit
    that the user does not see, 403 where he does not hold the permission.
    """
    if code := request.GET.get("unit", ""):
        return Scope.at(request, visible_unit(request, code, permission))
    require(request.user, permission)
    return Scope.of(request, Unit.objects.visible_to(request.user, permission))
