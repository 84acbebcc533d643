"""Targets and alert thresholds: what holds at a unit, and setting them."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from safety.core.declare.indicators import Better, Indicator, Quantity
from safety.core.months import Period
from safety.indicators import show
from safety.indicators.models import Target
from safety.indicators.read import Figure
from safety.journal import write as journal
from safety.org.models import END, Kind, Unit

HUNDRED, MONTHS = 100, 12


def in_force(
    units: Iterable[int], year: int, codes: Iterable[str]
) -> dict[tuple[int, str], Target]:
    """The target of each unit and code that has one: the nearest above, or its own.

    One query, however many units there are.
    """
    rows = Target.objects.counted().filter(
        year=year,
        code__in=list(codes),
        unit__descents__unit__in=list(units),
        unit__descents__last_month=END,
    )
    found: Any = rows.annotate(holds_at=F("unit__descents__unit")).select_related(
        "unit"
    )
    ranks = list(Kind)
    from_above = sorted(found, key=lambda row: ranks.index(Kind(row.unit.kind)))
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
    def alert(self) -> str:
        """Where it becomes worrying, and on which side."""
        if self.row is None or self.row.alert is None:
            return written(self.indicator, None)
        said = (
            _("below %(value)s") if self.row.is_higher_better else _("above %(value)s")
        )
        return said % {"value": written(self.indicator, self.row.alert)}


def lines(unit: Unit, year: int, indicators: Iterable[Indicator]) -> dict[str, Line]:
    """Each indicator with what holds for it at a unit, in one query."""
    wanted = list(indicators)
    found = in_force([unit.pk], year, [each.code for each in wanted])
    rows = {each.code: found.get((unit.pk, each.code)) for each in wanted}
    return {
        each.code: Line(each, row, bool(row and row.unit_id == unit.pk))
        for each in wanted
        for row in [rows[each.code]]
    }


def line_of(indicator: Indicator, unit: Unit, year: int) -> Line:
    """What holds for one indicator at a unit."""
    return lines(unit, year, [indicator])[indicator.code]


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
    """The unit's own row of the year, if it counts."""
    rows = Target.objects.counted().filter(unit=unit, code=indicator.code, year=year)
    return rows.first()


def proposed(indicator: Indicator, unit: Unit, year: int) -> Target:
    """A new row, as what holds now from above; else empty."""
    held = line_of(indicator, unit, year).row
    row = Target(unit=unit, code=indicator.code, year=year)
    row.target, row.alert = (held.target, held.alert) if held else (None, None)
    is_lower = indicator.better is Better.LOWER
    row.is_higher_better = held.is_higher_better if held else not is_lower
    return row


def put(row: Target, *, by: int | None) -> None:
    """Keep a row of a unit, code and year; one that says nothing is taken back."""
    with transaction.atomic():
        key = {"unit": row.unit_id, "code": row.code, "year": row.year}
        held = Target.objects.locked().filter(**key).first() or Target(
            unit=row.unit, code=row.code, year=row.year
        )
        if row.target is None and row.alert is None:
            if not held._state.adding and held.status != Target.Status.VOIDED:
                held.status = Target.Status.VOIDED
                journal.save(held, "void", by=by)
            return
        held.target, held.alert = row.target, row.alert
        held.is_higher_better = row.is_higher_better
        held.status = Target.Status.COUNTED
        journal.save(held, "add" if held._state.adding else "change", by=by)
