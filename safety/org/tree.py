"""The tree as its page shows it: one level at a time, with numbers beside each unit."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.core import search
from safety.core.access import Viewer
from safety.org import panels
from safety.org.guard import Request
from safety.org.models import Unit

AT_ONCE = 50
OPEN, CLOSED, ALL = "open", "closed", "all"
STATES = {OPEN: _("Open"), CLOSED: _("Closed"), ALL: _("All")}


@dataclass(frozen=True)
class Asked:
    """What the address of the tree asks for; ``after`` is the code to go on from."""

    unit: str = ""
    period: str = ""
    q: str = ""
    state: str = OPEN
    after: str = ""

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read an address; what makes no sense is left out."""
        ask = {name: search.clean(request.GET.get(name, "")) for name in asdict(cls())}
        state = ask["state"] if ask["state"] in STATES else OPEN
        return cls(**{**ask, "state": state})

    @property
    def is_flat(self) -> bool:
        """Whether units are listed wherever they hang."""
        return bool(self.q) or self.state == CLOSED

    @property
    def url(self) -> str:
        """The address that asks for this."""
        asked = {name: value for name, value in asdict(self).items() if value}
        return reverse("org:list-units", query=asked)

    def but(self, **changes: str) -> Self:
        """The same from its first page, with some things asked otherwise."""
        return replace(self, **{"after": "", **changes})


@dataclass(frozen=True)
class Node:
    """A unit with what stands beside it.

    ``remark`` says why it is not open, ``unfolds`` whether it has units below it;
    ``figures`` are (label, number). ``parent`` is named in flat lists.
    """

    unit: Unit
    remark: str
    unfolds: bool
    figures: list[tuple[panels.Text, int | None]]
    parent: str = ""


@dataclass(frozen=True)
class Level:
    """Up to 50 units side by side, under ``top`` if that is shown too.

    ``more`` asks for those after them, if there are any.
    """

    nodes: list[Node]
    top: Node | None = None
    more: Asked | None = None

    @property
    def labels(self) -> list[panels.Text]:
        """Heads of the figures' columns."""
        shown = [self.top] if self.top else self.nodes[:1]
        return [label for node in shown for label, _number in node.figures]


def in_state(units: Any, state: str, day: date) -> Any:
    """Of these units the open ones, those closed before the day, or all."""
    if state == OPEN:
        return units.counted().not_closed_before(day)
    return units.counted().closed_before(day) if state == CLOSED else units


def tops(viewer: Viewer) -> Any:
    """Units that the viewer sees without seeing what is above them."""
    visible = Unit.objects.visible_to(viewer)
    return visible.exclude(parent__in=visible)


def level(request: Request, units: Any, asked: Asked, top: Unit | None = None) -> Level:
    """A page of units by code: one query, and one for each figure."""
    day = timezone.localdate()
    below = in_state(Unit.objects.all(), asked.state, day).filter(parent=OuterRef("pk"))
    rows = in_state(units, asked.state, day).annotate(unfolds=Exists(below))
    if asked.after:
        rows = rows.filter(code__gt=asked.after)
    if asked.is_flat:
        rows = rows.select_related("parent")
    found = list(rows.order_by("code")[: AT_ONCE + 1])
    shown = found[:AT_ONCE]
    more = asked.but(after=shown[-1].code) if len(found) > AT_ONCE else None
    if top is None:
        return Level(nodes(request, shown, asked), None, more)
    first, *others = nodes(request, [top, *shown], asked)
    return Level(others, first, more)


def nodes(request: Request, units: list[Unit], asked: Asked) -> list[Node]:
    """Units as nodes, in the given order, with the numbers of the page's period."""
    day, viewer = timezone.localdate(), request.user
    keys = [unit.pk for unit in units]
    figures = panels.figures(viewer, keys, request.scope.period)
    held = viewer.unit_ids_for("org.view")
    return [
        Node(
            unit,
            unit.remark_on(day),
            getattr(unit, "unfolds", True),
            [(label, counts.get(unit.pk)) for label, counts in figures],
            str(unit.parent) if asked.is_flat and unit.pk not in held else "",
        )
        for unit in units
    ]


def totals(units: Any, day: date) -> dict[str, int]:
    """How many of the units are open, closed, and in all: one number by state."""
    return units.aggregate(  # type: ignore[no-any-return]
        **{
            state: Count(
                "pk", filter=Q(pk__in=in_state(Unit.objects.all(), state, day))
            )
            for state in (OPEN, CLOSED)
        },
        **{ALL: Count("pk")},
    )
