"""Figures of closed months that differ from what was published, and their approval."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.closing.models import Entry, Evidence, Verb
from safety.closing.services import chain, months
from safety.core.declare.indicators import Indicator
from safety.core.months import SLOTS, Period
from safety.indicators import published, read, reasons, registry
from safety.indicators.lineage import Question
from safety.indicators.models import Difference
from safety.indicators.read import Figure
from safety.indicators.reasons import Reason
from safety.journal import write as journal
from safety.org.models import Unit

MAY_APPROVE = "closing.approve"
MAY_ANSWER = "closing.hand_in"


@dataclass(frozen=True)
class Restated:
    """One figure that differs: of an indicator, unit and period."""

    unit: Unit
    figure: Figure

    @property
    def key(self) -> str:
        """What a form names it by."""
        period, code = self.figure.period, self.figure.indicator.code
        return f"{self.unit.code}|{period}|{code}"


def differing(units: Collection[int]) -> Iterator[tuple[int, Period, set[str]]]:
    """Units and periods with the keys of the measures that differ, earliest first."""
    found: dict[tuple[int, int, int], set[str]] = defaultdict(set)
    rows = Difference.objects.filter(unit__in=units).order_by("month", "unit")
    for unit, month, measure, *amounts in rows.values_list(
        "unit", "month", "measure", *published.COLUMNS
    ):
        for kind, amount in enumerate(amounts):
            if amount:
                found[month, unit, kind].add(measure)
    for (month, unit, kind), measures in found.items():
        yield unit, period_of(month, published.COLUMNS[kind]), measures


def period_of(month: int, column: str) -> Period:
    """The period of a column that ends with a month (its index)."""
    slot = next(
        slot
        for slot in SLOTS
        if slot.last == month % 12 and published.column_of(slot) == column
    )
    return Period(month // 12, slot)


def restated(units: Sequence[Unit]) -> list[Restated]:
    """Every figure of some units that differs from what was published."""
    by_key = {unit.pk: unit for unit in units}
    found = list(differing(by_key))
    periods = list(dict.fromkeys(period for _unit, period, _measures in found))
    touched = {unit for unit, _period, _measures in found}
    figures = read.figures(touched, periods, registry.indicators().values())
    return [
        Restated(by_key[unit], figure)
        for unit, period, measures in found
        for indicator in moved_with(measures)
        if (figure := figures[indicator.code, unit, period]).differs
    ]


def moved_with(measures: Collection[str]) -> list[Indicator]:
    """The indicators that some measures are read by."""
    return [
        each
        for each in registry.indicators().values()
        if not read.measures_of(each).isdisjoint(measures)
    ]


def one(indicator: Indicator, unit: Unit, period: Period) -> Figure:
    """A figure as published, beside what it is now."""
    return read.figures([unit.pk], [period], [indicator])[
        indicator.code, unit.pk, period
    ]


def why(indicator: Indicator, unit: Unit, period: Period) -> list[list[Reason]]:
    """The records that make the difference, for each part of the number.

    Since it was last approved, or else since its month was closed. Raises
    `journal.past.TooManyError`.
    """
    question = Question(unit, period)
    return reasons.reasons(indicator, question, since(indicator, unit, period))


def since(indicator: Indicator, unit: Unit, period: Period) -> int:
    """The Change up to which the figure was as it is published."""
    month = period.last_month
    entry = months.closed_by(unit, month)
    number = entry.change if entry else 0
    later = history(indicator, unit, period).filter(verb=Verb.RESTATE)
    return max(number, *(each.change for each in later), 0)


def history(indicator: Indicator, unit: Unit, period: Period) -> "QuerySet[Entry]":
    """What the closing book says of a figure: its closes, and what was approved."""
    approved = Q(verb=Verb.RESTATE, code=indicator.code, period=period)
    others = Q(verb__in=[Verb.CLOSE, Verb.REOPEN])
    rows = Entry.objects.filter(
        approved | others, unit=unit, month=period.last_month.index
    )
    return rows.select_related("by").order_by("pk")


def approve(
    chosen: Sequence[tuple[Indicator, Unit, Period]], *, by: User | None, why: str
) -> list[Entry]:
    """Have what the records say now shown as restated from here on; all or nothing.

    The published values stay beside it. ValidationError without a reason, and where
    nothing differs (any more).
    """
    if not why.strip():
        raise ValidationError({"why": _("Say why the figure is restated.")})
    made = []
    with months.at_rest() as (number, changes):
        for indicator, unit, period in chosen:
            figure = one(indicator, unit, period)
            if not figure.differs or figure.live is None:
                text = _("%(code)s of %(unit)s, %(period)s, does not differ any more.")
                said = {"code": indicator.code, "unit": unit.code, "period": period}
                raise ValidationError(text % said)
            entry = Entry(
                verb=Verb.RESTATE,
                unit=unit,
                month=period.last_month,
                period=period,
                code=indicator.code,
                told={"was": _told(figure), "now": _told(figure.live)},
                by=by,
                why=why,
                change=number,
            )
            entry.save()
            rows = Difference.objects.filter(
                unit=unit.pk,
                month=period.last_month.index,
                measure__in=read.measures_of(indicator),
            )
            published.approve(entry.pk, rows, published.column_of(period.slot))
            made.append(chain.seal(entry, changes))
    return made


def _told(figure: Figure) -> list[str | None]:
    parts = (figure.numerator, figure.denominator)
    return [None if part is None else str(part) for part in parts]


def ask(
    indicator: Indicator, unit: Unit, period: Period, question: str, *, by: User
) -> Evidence:
    """Ask a unit for evidence of what it has changed; ValidationError if it has not."""
    if not one(indicator, unit, period).differs:
        raise ValidationError(_("This is as it was published."))
    asked = Evidence(
        unit=unit, period=period, code=indicator.code, question=question, asked_by=by
    )
    journal.save(asked, "ask-evidence", by=by.pk)
    return asked


def answer(evidence: Evidence, said: str, *, by: User) -> Evidence:
    """Answer what headquarters has asked."""
    evidence.answer, evidence.answered_by = said, by
    evidence.answered_at = timezone.now()
    journal.save(evidence, "answer-evidence", by=by.pk)
    return evidence
