"""Targets and alert thresholds: what holds at a unit, and setting them."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from safety.core.declare.indicators import Better, Indicator, Quantity
from safety.core.months import Month, Period
from safety.indicators import show
from safety.indicators.models import Target
from safety.indicators.read import Figure
from safety.journal import write as journal
from safety.org.models import BEGINNING, END, ClosedMonth, Kind, Unit

HUNDRED, MONTHS = 100, 12


def in_force(
    units: Iterable[int], period: Period, codes: Iterable[str]
) -> dict[tuple[int, str], Target]:
    """The target of each unit and code that has one: the nearest above, or its own.

    As it is set for the last month of the period. One query, however many units.
    """
    rows = Target.objects.until(period.last_month).filter(
        code__in=list(codes),
        unit__descents__unit__in=list(units),
        unit__descents__last_month=END,
    )
    found: Any = rows.annotate(holds_at=F("unit__descents__unit")).select_related(
        "unit"
    )
    last = {(row.holds_at, row.code, row.unit_id): row for row in found}
    counted = (row for row in last.values() if row.status == Target.Status.COUNTED)
    ranks = list(Kind)
    from_above = sorted(counted, key=lambda row: ranks.index(Kind(row.unit.kind)))
    return {(row.holds_at, row.code): row for row in from_above}


class Line(NamedTuple):
    """What an indicator shall be at a unit, as people read it."""

    indicator: Indicator
    row: Target | None
    is_own: bool

    @property
    def target(self) -> str:
        """What is aimed at."""
        return written(self.indicator, self.row.target if self.row else None)

    @property
    def since(self) -> Month | None:
        """The month from which it holds, where that is not all of its year."""
        return Month(self.row.from_month) if self.row and self.row.from_month else None

    @property
    def alert(self) -> str:
        """Where it becomes worrying, and on which side."""
        if self.row is None or self.row.alert is None:
            return written(self.indicator, None)
        said = (
            _("below %(value)s") if self.row.is_higher_better else _("above %(value)s")
        )
        return said % {"value": written(self.indicator, self.row.alert)}


def lines(
    unit: Unit, period: Period, indicators: Iterable[Indicator]
) -> dict[str, Line]:
    """Each indicator with what holds for it at a unit, in one query."""
    wanted = list(indicators)
    found = in_force([unit.pk], period, [each.code for each in wanted])
    rows = {each.code: found.get((unit.pk, each.code)) for each in wanted}
    return {
        each.code: Line(each, row, bool(row and row.unit_id == unit.pk))
        for each in wanted
        for row in [rows[each.code]]
    }


def line_of(indicator: Indicator, unit: Unit, period: Period) -> Line:
    """What holds for one indicator at a unit."""
    return lines(unit, period, [indicator])[indicator.code]


def is_beyond(row: Target, limit: Decimal | None, figure: Figure) -> bool:
    """Whether a figure is on the wrong side of a limit: the row's target or its alert.

    An amount that shall be reached by the end of the year is not missed before.
    """
    if limit is None or figure.value is None:
        return False
    value = Fraction(figure.numerator) / Fraction(figure.denominator or 1)
    if figure.indicator.quantity is Quantity.SHARE:
        value *= HUNDRED
    if not row.is_higher_better:
        return value > Fraction(limit)
    return (figure.is_ratio or _is_whole(figure.period)) and value < Fraction(limit)


def _is_whole(period: Period) -> bool:
    """Whether a period is all of its year."""
    return len(list(period.months)) == MONTHS


def written(indicator: Indicator, amount: Decimal | None) -> str:
    """A target as people read it; those of shares are kept in per cent."""
    if amount is not None and indicator.quantity is Quantity.SHARE:
        amount /= HUNDRED
    return show.text(indicator.quantity, amount)


def own(indicator: Indicator, unit: Unit, year: int) -> Target | None:
    """The unit's own row at the end of the year, if it counts."""
    rows = Target.objects.until(Period.parse(str(year)).last_month)
    last = rows.filter(unit=unit, code=indicator.code).last()
    return last if last and last.status == Target.Status.COUNTED else None


def proposed(indicator: Indicator, unit: Unit, year: int) -> Target:
    """A new row, as what holds from above at the end of the year; else empty."""
    held = line_of(indicator, unit, Period.parse(str(year))).row
    row = Target(unit=unit, code=indicator.code, year=year)
    row.target, row.alert = (held.target, held.alert) if held else (None, None)
    is_lower = indicator.better is Better.LOWER
    row.is_higher_better = held.is_higher_better if held else not is_lower
    return row


def put(row: Target, *, by: int | None) -> None:
    """Keep a row of a unit, code and year; one that says nothing is taken back.

    It holds from the first month that is open for the unit and all below it: what was
    set for a later month is overtaken. ValidationError where the whole year is closed.
    """
    with transaction.atomic():
        # Two at once are one after the other.
        Unit.objects.select_for_update(no_key=True).get(pk=row.unit_id)
        since = _first_open(row.unit, row.year)
        rows = Target.objects.until(Period.parse(str(row.year)).last_month)
        known = list(rows.filter(unit=row.unit_id, code=row.code))
        is_said = row.target is not None or row.alert is not None
        if not is_said and (not known or known[-1].status == Target.Status.VOIDED):
            return
        open_ = [each for each in known if each.from_month >= since]
        if not open_ or open_[0].from_month != since:
            new = Target(unit=row.unit, code=row.code, year=row.year, from_month=since)
            open_.insert(0, new)
        for held in open_:
            if is_said:
                held.target, held.alert = row.target, row.alert
            held.is_higher_better = row.is_higher_better
            held.status = Target.Status.COUNTED if is_said else Target.Status.VOIDED
            verb = "add" if held._state.adding else "change"
            journal.save(held, verb if is_said else "void", by=by)


def _first_open(unit: Unit, year: int) -> int:
    """Index of the first month of a year that nobody has closed at or below a unit.

    `BEGINNING` where that is all of the year.
    """
    first = ClosedMonth.objects.first_open(Unit.objects.below([unit.pk]))
    if first > Period.parse(str(year)).last_month.index:
        said = _("All months of %(year)s are closed: a target would hold for none.")
        raise ValidationError(said % {"year": year})
    return BEGINNING if first <= year * MONTHS else first
