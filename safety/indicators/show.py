"""How numbers look: a value by its quantity, a change by what is good, key figures."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from safety.core import formats
from safety.core.declare.indicators import Better, Indicator, Quantity
from safety.core.months import SLOTS, Period
from safety.indicators import read, registry, years
from safety.indicators.read import Figure
from safety.org.models import Unit

Value = Decimal | float
# The first words of the codes in INDICATORS, so that they are translated with the rest.
KNOWN_GROUPS = (
    gettext_noop("Workforce"),
    gettext_noop("Contractors"),
    gettext_noop("Projects"),
    gettext_noop("Inspections"),
    gettext_noop("Hazards"),
    gettext_noop("Leaders"),
    gettext_noop("Quality"),
    gettext_noop("Training"),
    gettext_noop("Drills"),
    gettext_noop("Cards"),
    gettext_noop("Awards"),
    gettext_noop("Incidents"),
)
# What the pages of a unit and the home page show first, where it is declared: a number,
# and one that is said beside it.
TILES = (
    ("hazards.on_time_rate",),
    ("hazards.overdue",),
    ("training.coverage", "training.hours"),
    ("drills.count", "drills.person_times"),
    ("cards.issued", "cards.amount_redeemed"),
)
KEY_NUMBERS = tuple(code for code, *_beside in TILES)


def group_name(indicator: Indicator) -> str:
    """What the indicators with the same first word are about."""
    return _(_group(indicator))


def by_group(some: Iterable[Indicator]) -> list[tuple[str, list[Indicator]]]:
    """Indicators by what they are about, in the order of INDICATORS, others last."""
    groups: dict[str, list[Indicator]] = {group: [] for group in KNOWN_GROUPS}
    for indicator in some:
        groups.setdefault(_group(indicator), []).append(indicator)
    return [(_(group), found) for group, found in groups.items() if found]


def _group(indicator: Indicator) -> str:
    return indicator.group.replace("_", " ").capitalize()


def text(quantity: Quantity, value: Value | None) -> str:
    """A value as people read it; an en dash where there is none."""
    if value is None:
        return formats.DASH
    if quantity is Quantity.SHARE:
        return formats.percent(value)
    if quantity is Quantity.RATE:
        return formats.number(value, 2)
    if isinstance(value, float):
        value = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if quantity is Quantity.HOURS:
        return formats.hours(value)
    return formats.money(value) if quantity is Quantity.MONEY else formats.number(value)


def value(figure: Figure) -> str:
    """A figure's value as people read it."""
    return text(figure.indicator.quantity, figure.value)


def cells(figure: Figure) -> list[Value | None]:
    """Value, numerator and denominator for a file: the exact numbers, as they are."""
    if figure.hidden or not figure.is_ratio:
        return [figure.value, None, None]
    return [figure.value, figure.numerator, figure.denominator]


def parts(figure: Figure) -> list[str]:
    """What stands above and below the line of a ratio; nothing for other numbers."""
    if not figure.is_ratio:
        return []
    if figure.hidden:
        return [formats.DASH, formats.DASH]
    return [formats.number(figure.numerator), formats.number(figure.denominator)]


class Change(NamedTuple):
    """How a value differs from an earlier one; ``css`` colours it by good and bad."""

    arrow: str
    said: str
    amount: str
    css: str


def change(now: Figure, earlier: Figure | None) -> Change | None:
    """The difference to an earlier figure; None when either has no value."""
    if earlier is None or now.value is None or earlier.value is None:
        return None
    difference = Decimal(str(now.value)) - Decimal(str(earlier.value))
    size = abs(difference)
    amount = _size(now, size)
    if amount == _size(now, Decimal(0)):
        return Change("", "", amount, "az-muted")
    up = difference > 0
    return Change(
        "▲" if up else "▼",
        pgettext("change", "up") if up else pgettext("change", "down"),
        amount,
        _colour(now.indicator.better, up=up),
    )


def signed(figure: Figure, amount: Fraction) -> str:
    """A part of a change, with its sign."""
    size = Decimal(abs(amount).numerator) / Decimal(abs(amount).denominator)
    sign = "+" if amount > 0 else "−"
    return f"{sign}{_size(figure, size)}" if amount else _size(figure, size)


def coloured(figure: Figure, amount: Fraction) -> str:
    """The class that says whether a part of a change is for the better."""
    return _colour(figure.indicator.better, up=amount > 0)


def _size(figure: Figure, size: Decimal) -> str:
    """How large a change is: of a share in points, never in per cent of itself."""
    quantity = figure.indicator.quantity
    if quantity is not Quantity.SHARE:
        return text(quantity, float(size) if figure.is_ratio else size)
    # Translators: percentage points; Chinese: %(number)s 个百分点
    shape = pgettext("percentage points", "%(number)s pts")
    return shape % {"number": formats.number(size * 100, 1)}


def _colour(better: Better, *, up: bool) -> str:
    if better is Better.NEITHER:
        return "az-muted"
    return "az-up" if up is (better is Better.HIGHER) else "az-down"


# --- periods beside a period --------------------------------------------------

OF_ONE_KIND = (SLOTS[:12], SLOTS[12:16], SLOTS[16:18])


def previous(period: Period) -> Period | None:
    """The month, quarter or half before; None where that is the year before."""
    for kind in OF_ONE_KIND:
        if period.slot in kind:
            place = kind.index(period.slot) - 1
            return Period(period.year - (place < 0), kind[place])
    return None


def year_before(period: Period) -> Period:
    """The same period of the year before."""
    return Period(period.year - 1, period.slot)


def compared(period: Period, years: Collection[int]) -> list[Period]:
    """The earlier periods to compare with, of years that are kept."""
    before = [previous(period), year_before(period)]
    return [each for each in before if each and each.year in years]


def months_begun(year: int, today: date) -> list[Period]:
    """The months of a year that have begun."""
    months = [Period(year, slot) for slot in SLOTS[:12]]
    return [month for month in months if month.first_day <= today]


class State(NamedTuple):
    """Whether a period can still move, as a tag."""

    css: str
    icon: str
    text: str


def state_of(figure: Figure) -> State:
    """Whether a figure can still move."""
    if figure.is_newer:
        return State("line", "lock-open", _("Newer than the closing"))
    today = timezone.localdate()
    return state(figure.period, today, is_closed=figure.is_closed)


def state(period: Period, today: date, *, is_closed: bool) -> State:
    """What of the period has passed, and whether it is closed for the unit."""
    if is_closed:
        return State("ok", "lock", _("Closed"))
    if today < period.first_day:
        begins = _("Begins %(day)s") % {"day": formats.day(period.first_day)}
        return State("line", "calendar", begins)
    last = {"day": formats.day(period.last_day)}
    if today <= period.last_day:
        return State("warn", "clock", _("Open until %(day)s") % last)
    return State("", "lock-open", _("Ended %(day)s, not closed") % last)


# --- lines of figures -----------------------------------------------------------


class Earlier(NamedTuple):
    """An earlier period beside the one shown, and how the value has changed since."""

    period: Period
    figure: Figure
    change: Change | None


class Line(NamedTuple):
    """One indicator of a unit and period, beside earlier periods.

    ``spark`` has a number, or None, for each month of the year that has begun.
    """

    indicator: Indicator
    figure: Figure
    earlier: list[Earlier]
    spark: list[float | None]

    @property
    def value(self) -> str:
        """The value as people read it."""
        return value(self.figure)

    @property
    def spark_css(self) -> str:
        """The line ends in red when the last change is for the worse."""
        change = self.earlier[0].change if self.earlier else None
        return "bad" if change and change.css == "az-down" else ""


@dataclass(frozen=True)
class Beside:
    """The periods read together for a page: its own, earlier ones, months so far."""

    period: Period
    earlier: list[Period]
    months: list[Period]

    @classmethod
    def of(cls, period: Period, years: Collection[int]) -> "Beside":
        """Earlier periods of the years that are kept, and the months begun by today."""
        months = months_begun(period.year, timezone.localdate())
        return cls(period, compared(period, years), months)

    @property
    def all(self) -> list[Period]:
        """Every period to read."""
        return list(dict.fromkeys([self.period, *self.earlier, *self.months]))

    def line(self, found: Mapping[Period, Figure]) -> Line:
        """One indicator's line from its figures by period."""
        now = found[self.period]
        months = [found[month].value for month in self.months]
        earlier = [(each, found[each]) for each in self.earlier]
        return Line(
            now.indicator,
            now,
            [Earlier(each, was, change(now, was)) for each, was in earlier],
            [None if each is None else float(each) for each in months],
        )


def lines(
    unit: Unit, beside: Beside, indicators: Iterable[Indicator]
) -> dict[str, Line]:
    """Lines of some indicators at a unit by code, in one query."""
    wanted = list(indicators)
    found = read.figures([unit.pk], beside.all, wanted)
    by_code: dict[str, dict[Period, Figure]] = {}
    for (code, _unit, period), figure in found.items():
        by_code.setdefault(code, {})[period] = figure
    return {code: beside.line(figures) for code, figures in by_code.items()}


def key_indicators() -> list[Indicator]:
    """What a unit's pages show first, of what is declared."""
    declared = registry.indicators()
    return [declared[code] for code in KEY_NUMBERS if code in declared]


def key_numbers(unit: Unit, period: Period) -> list[Line]:
    """The first numbers of a unit; none for a period of which nothing is kept."""
    known = years.known()
    if period.year not in known:
        return []
    beside = Beside.of(period, known)
    return list(lines(unit, beside, key_indicators()).values())
