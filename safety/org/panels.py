"""What other apps show on the pages of units, places and persons.

An app declares in ``<app>/panels.py``::

    register(
        Figure(10, _("People"), people_in),
        Panel(Unit, 20, "people/_unit_people.html", people_of),
        Act(Unit, 40, _("Close"), "lock", "org.change", close_url),
    )
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from safety.core.access import Viewer
from safety.core.months import Period
from safety.org.guard import Request, may_at
from safety.org.models import Place, Unit

Text = str | Promise


@dataclass(frozen=True)
class Figure:
    """A number beside each unit of the tree.

    ``counts(viewer, keys of units, period)`` gives a number by key, in one query; units
    left out have none. None when the viewer may not see it anywhere.
    """

    order: int
    label: Text
    counts: Callable[[Viewer, Collection[int], Period], Mapping[int, int] | None]


@dataclass(frozen=True)
class Panel:
    """A part of the page of a record of a model.

    ``context(request, record)`` is the template's context, or None for no panel.
    """

    of: type[Model]
    order: int
    template_name: str
    context: Callable[[Request, Any], dict[str, Any] | None]
    is_aside: bool = False


@dataclass(frozen=True)
class Act:
    """A button in the head of a record's page, for who holds the permission there.

    ``url(record)`` is where it leads, or empty when it does not fit the record.
    """

    of: type[Model]
    order: int
    label: Text
    icon: str
    permission: str
    url: Callable[[Any], str]


@dataclass(frozen=True)
class Door:
    """What a place's code opens to somebody without an account."""

    order: int
    url: Callable[[Place], str]


Declared = Figure | Panel | Act | Door
_declared: list[Declared] = []


def register(*declared: Declared) -> None:
    """Declare figures, panels, acts and doors; order of calls does not matter."""
    _declared.extend(declared)


@cache
def _discover() -> None:
    autodiscover_modules("panels")


def _sorted() -> list[Declared]:
    _discover()
    return sorted(_declared, key=lambda each: each.order)


def figures(
    viewer: Viewer, units: Collection[int], period: Period
) -> list[tuple[Text, Mapping[int, int]]]:
    """(label, number by key of unit) of every figure that the viewer may see."""
    found = []
    for figure in _sorted():
        if isinstance(figure, Figure):
            counts = figure.counts(viewer, units, period)
            if counts is not None:
                found.append((figure.label, counts))
    return found


def door(place: Place) -> str:
    """Where a place's code leads somebody without an account; empty for nowhere."""
    found = (each.url(place) for each in _sorted() if isinstance(each, Door))
    return next(found, "")


def rendered(request: Request, record: Model) -> dict[str, list[str]]:
    """The panels of a record's page for whoever asks, as safe HTML: main and aside."""
    pages: dict[str, list[str]] = {"main": [], "aside": []}
    for panel in _sorted():
        if isinstance(panel, Panel) and isinstance(record, panel.of):
            context = panel.context(request, record)
            if context is not None:
                context = {"record": record, **context}
                text = render_to_string(panel.template_name, context, request)
                pages["aside" if panel.is_aside else "main"].append(text)
    return pages


def acts(request: Request, record: Model, unit: Unit | int) -> list[tuple[Act, str]]:
    """The acts that fit a record of a unit and that the user may do there."""
    found = []
    held: dict[str, bool] = {}
    for act in _sorted():
        if isinstance(act, Act) and isinstance(record, act.of):
            permission, url = act.permission, act.url(record)
            if url and permission not in held:
                held[permission] = may_at(request, permission, unit)
            if url and held[permission]:
                found.append((act, url))
    return found
