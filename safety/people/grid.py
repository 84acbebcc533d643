"""Worked hours as a grid: a unit and those directly below it, by months of a year.

A cell can be filled unless a unit above or below has declared for its month: then it
shows what was declared there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, F, OuterRef, Sum, Value, When
from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.access import Viewer
from safety.core.months import Month
from safety.org.models import Ancestry, Unit, display_name
from safety.people.models import WorkedHours

AT_ONCE = 50
HOURS = WorkedHours._meta.get_field("hours").formfield(required=False)
Key = tuple[int, Month]


@dataclass
class Cell:
    """Hours of one unit and month: declared here, or elsewhere in its branch.

    ``typed`` is what stands in the box; ``above`` says which unit above declared.
    """

    unit: Unit
    month: Month
    hours: Decimal | None = None
    below: Decimal | None = None
    above: str = ""
    typed: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its box in the form."""
        return f"{self.unit.code}:{self.month}"

    @property
    def stored(self) -> str:
        return "" if self.hours is None else f"{self.hours.normalize():f}"

    @property
    def is_free(self) -> bool:
        """Whether hours can be declared here."""
        return self.below is None and not self.above

    @property
    def counted(self) -> Decimal:
        """What this unit and those below it worked."""
        return (self.hours or Decimal()) + (self.below or Decimal())


@dataclass(frozen=True)
class Line:
    """The cells of one unit, January first."""

    unit: Unit
    cells: list[Cell]

    @property
    def total(self) -> Decimal:
        return sum((cell.counted for cell in self.cells), Decimal())


@dataclass(frozen=True)
class Grid:
    """Lines of units, first that of the page; ``after`` is the code to go on from."""

    months: list[Month]
    lines: list[Line]
    after: str

    @property
    def heads(self) -> list[tuple[Month, str]]:
        """The months with their short names."""
        return [(month, formats.month_short(month)) for month in self.months]

    @property
    def cells(self) -> Iterable[Cell]:
        return (cell for line in self.lines for cell in line.cells)

    @property
    def totals(self) -> list[Decimal]:
        """What the unit of the page and all below it worked, by month."""
        return [cell.counted for cell in self.lines[0].cells]

    def read(self, posted: Mapping[str, str]) -> dict[Key, Decimal | None]:
        """Fill the cells with what was typed; what changed, where there is no error.

        A cell whose stored hours are no longer those that the form showed is an error:
        somebody else has declared meanwhile.
        """
        changed: dict[Key, Decimal | None] = {}
        for cell in self.cells:
            cell.typed = posted.get(cell.name, cell.stored).strip()
            shown = posted.get(f"was:{cell.name}", "")
            if cell.typed == shown or not cell.is_free:
                continue
            try:
                hours = HOURS.clean(cell.typed)
            except ValidationError as error:
                cell.errors = error.messages
                continue
            if cell.stored != shown and hours != cell.hours:
                said = _(
                    "Somebody has declared %(hours)s meanwhile. Check and save again."
                )
                cell.errors = [said % {"hours": formats.number(cell.hours)}]
            elif hours != cell.hours:
                changed[cell.unit.pk, cell.month] = hours
        return changed


def of(unit: Unit, year: int, reader: Viewer, after: str = "") -> Grid:
    """The grid of a unit and up to 50 units below it, in five queries."""
    months = [Month.of(year, number) for number in range(1, 13)]
    children = Unit.objects.counted().filter(parent=unit)
    rows = list(children.filter(code__gt=after).order_by("code")[: AT_ONCE + 1])
    units = [unit, *rows[:AT_ONCE]]
    keys = [each.pk for each in units]
    here, below = _here(keys, months), _below(keys, months)
    above = _above(keys, months, reader)
    lines = [
        Line(
            each,
            [
                Cell(
                    each,
                    month,
                    here.get((each.pk, month)),
                    below.get((each.pk, month)),
                    above.get((each.pk, month), ""),
                )
                for month in months
            ],
        )
        for each in units
    ]
    for line in lines:
        for cell in line.cells:
            cell.typed = cell.stored
    return Grid(months, lines, rows[AT_ONCE - 1].code if len(rows) > AT_ONCE else "")


def _here(units: list[int], months: list[Month]) -> dict[Key, Decimal]:
    year = (months[0], months[-1])
    rows = WorkedHours.objects.counted().filter(unit__in=units, month__range=year)
    return {
        (unit, month): hours
        for unit, month, hours in rows.values_list("unit", "month", "hours")
    }


def _declared_by(relative: str, months: list[Month]) -> dict[str, Any]:
    """Conditions on a branch: its ``relative`` declared in a month when it stood."""
    hours = f"{relative}__worked_hours"
    return {
        f"{hours}__status": WorkedHours.Status.COUNTED,
        f"{hours}__month__range": (months[0], months[-1]),
        f"{hours}__month__gte": F("first_month"),
        f"{hours}__month__lte": F("last_month"),
    }


def _below(units: list[int], months: list[Month]) -> dict[Key, Decimal]:
    """Sums of what units below declared, along the tree of each month."""
    rows = (
        Ancestry.objects.proper()
        .filter(ancestor__in=units, **_declared_by("unit", months))
        .values_list("ancestor", "unit__worked_hours__month")
        .annotate(Sum("unit__worked_hours__hours"))
    )
    return {(unit, month): hours for unit, month, hours in rows}


def _above(units: list[int], months: list[Month], reader: Viewer) -> dict[Key, str]:
    """The units above that declared, along the tree of each month.

    They have names for who sees them.
    """
    seen = Unit.objects.visible_to(reader).filter(pk=OuterRef("ancestor"))
    unseen = Value(_("a unit above"))
    rows = (
        Ancestry.objects.proper()
        .filter(unit__in=units, **_declared_by("ancestor", months))
        .annotate(
            named=Case(When(Exists(seen), display_name("ancestor__")), default=unseen)
        )
        .values_list("unit", "ancestor__worked_hours__month", "named")
    )
    return {(unit, month): name for unit, month, name in rows}
