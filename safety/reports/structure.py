"""The words of a report's declaration.

A report is declared once, in ``reports.py`` of the app that knows what it is about, and
registered by its name; page, PDF and Excel come from the declaration::

    register(
        Report(
            name="monthly",
            title=_("Monthly safety report"),
            periods=(MONTH,),
            sections=(
                Figures(title="", numbers=(Number("hazards.overdue"),)),
                Chart(title="", number=Number("training.hours")),
            ),
        )
    )

Numbers are named by the codes of INDICATORS. Nothing here reads the database.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from safety.core.access import Viewer
from safety.core.months import SLOTS, Month, Period
from safety.core.scope import KINDS
from safety.org.models import Unit

Text = str | Promise

# Kinds of period, as their suffixes begin; a year has none.
MONTH, QUARTER, HALF, YEAR = "month", "quarter", "half", "year"
EVERY_PERIOD = (MONTH, QUARTER, HALF, YEAR)
# The year up to the last month of the report's period.
TO_DATE = "to_date"


def kind_of(period: Period) -> str:
    """Which kind of period it is."""
    if period.is_to_date:
        return TO_DATE
    if not period.slot.suffix:
        return YEAR
    return {"Q": QUARTER, "H": HALF}.get(period.slot.suffix[1], MONTH)


@dataclass(frozen=True)
class Leading:
    """Of the units of a kind below, the one with the most of a code in the period."""

    kind: str
    code: str


@dataclass(frozen=True)
class Number:
    """An indicator as a report shows it.

    ``when`` is empty for the report's own period, `TO_DATE`, or the suffix of a period
    in its year (``-06``); ``at`` the unit where it is not the report's own. ``label``
    is said in place of the indicator's name.
    """

    code: str
    label: Text = ""
    when: str = ""
    at: Leading | None = None

    def period(self, of: Period) -> Period:
        """The period of the number in a report of a period."""
        if self.when == TO_DATE:
            return Period.parse(f"{of.last_month}:ytd")
        return Period.parse(f"{of.year:04}{self.when}") if self.when else of


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a report; ``kinds`` are the kinds of unit that have it, empty: all."""

    title: Text = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Figures(Section):
    """A few numbers written large, each with its change against the period before."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, kw_only=True)
class Table(Section):
    """A number to a line: name, value, when and where, and its code."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, kw_only=True)
class Units(Section):
    """A unit to a line, the best of the first number on top, the whole below."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, kw_only=True)
class Slices(Section):
    """A value of a coded field to a line: numbers cut by it.

    ``shared`` adds what part of the whole each value has of a number.
    """

    by: str
    numbers: tuple[Number, ...]
    shared: tuple[Number, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RiskBar(Section):
    """A number by colour of risk as a bar, another one written beside it."""

    number: Number
    beside: Number


@dataclass(frozen=True, kw_only=True)
class Chart(Section):
    """A number month by month, from the year's first to the period's last."""

    number: Number


@dataclass(frozen=True, kw_only=True)
class Prose(Section):
    """Text that stands as it is in every report of the kind."""

    paragraphs: tuple[Text, ...]


@dataclass(frozen=True)
class Definition:
    """What a disclosure asks for, and how this report answers.

    ``is_verified`` says whether the wording of the source was checked.
    """

    disclosure: str
    says: Text
    is_verified: bool


@dataclass(frozen=True, kw_only=True)
class Definitions(Section):
    """Disclosures with their definitions and populations."""

    definitions: tuple[Definition, ...]


@dataclass(frozen=True)
class Field:
    """A column of a list of records; ``show`` makes text of a row's value."""

    label: Text
    show: Callable[[Any], str] = str
    is_numeric: bool = False
    width: int = 1


Rows = Callable[[Viewer, Unit, Period], Iterable[Sequence[Any]]]


@dataclass(frozen=True)
class Listing:
    """Records that reports list: declared by their book, and named by reports.

    ``rows`` gives a sequence of values to a record, of what the viewer may see of it;
    it is asked for no more than the first ones. Only who holds the permission gets it.
    """

    name: str
    permission: str
    fields: tuple[Field, ...]
    rows: Rows


@dataclass(frozen=True, kw_only=True)
class Records(Section):
    """A list of records by the name of its `Listing`; ``empty`` is said of none."""

    listing: str
    empty: Text


@dataclass(frozen=True, kw_only=True)
class Restatements(Section):
    """Published numbers of the report that the records no longer say; only if any."""


@dataclass(frozen=True, kw_only=True)
class Signatures(Section):
    """Lines to sign on."""

    roles: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report that can be made of units of some kinds and periods of some kinds.

    ``leads`` are the codes that its first sentences are about; with none it has no
    such sentences.
    """

    name: str
    title: Text
    sections: tuple[Section, ...]
    units: tuple[str, ...] = KINDS
    periods: tuple[str, ...] = EVERY_PERIOD
    leads: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = {*self.units, *self.sections_kinds} - {*KINDS}
        if unknown or not {*self.periods} <= {*EVERY_PERIOD}:
            raise ValueError(f"{self.name} names an unknown kind of unit or period")

    @property
    def sections_kinds(self) -> set[str]:
        """Kinds of unit that its sections name."""
        return {kind for section in self.sections for kind in section.kinds}

    def is_for(self, unit: Unit) -> bool:
        """Whether it is made of units like this one."""
        return unit.kind in self.units

    def fitted(self, period: Period) -> Period:
        """The period, or the one that the report has in its place.

        The smallest of its periods with the last month inside.
        """
        if kind_of(period) in self.periods:
            return period
        return self.containing(period.last_month)

    def containing(self, month: Month) -> Period:
        """The smallest of the report's periods that a month lies in."""
        at = month.index % 12
        for slot in SLOTS:
            period = Period(month.year, slot)
            if slot.first <= at <= slot.last and kind_of(period) in self.periods:
                return period
        raise ValueError(f"{self.name} has no period")

    def parts(self, unit: Unit) -> list[Section]:
        """The sections that a unit has."""
        return [
            each for each in self.sections if not each.kinds or unit.kind in each.kinds
        ]
