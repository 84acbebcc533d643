"""A report's headline and first sentences, found by rules from its figures.

Each rule is a function that reads what was gathered and gives a sentence, or nothing
when it has nothing to say. The first headline that applies is the report's; all
sentences that apply stand below it, in the order of `SENTENCES`.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.core import formats
from safety.core.declare.indicators import Better, Quantity
from safety.indicators import registry, show, targets
from safety.indicators.read import Figure
from safety.org.models import Unit
from safety.reports.gathering import BELOW, Gathered, Want

DEATHS, OVERDUE, ON_TIME = (
    "incidents.fatalities",
    "hazards.overdue",
    "hazards.on_time_rate",
)
# An amount that was smaller, or has moved by less, is no finding; nor is a rate of few.
LEAST_AMOUNT, LEAST_CHANGE, LEAST_OF_RATE = 10, Decimal("0.1"), 5

Rule = Callable[[Gathered, Sequence[str]], str]


def needed(gathered: Gathered, codes: Sequence[str]) -> Iterator[Want]:
    """What the rules read."""
    for code in codes:
        yield Want(code, gathered.period)
        if gathered.before:
            yield Want(code, gathered.before)
        if code in {OVERDUE, ON_TIME}:
            yield Want(code, gathered.period, where=BELOW)


def headline(gathered: Gathered, codes: Sequence[str]) -> str:
    """The first headline that applies; empty when there is nothing to say."""
    return next(filter(None, (rule(gathered, codes) for rule in HEADLINES)), "")


def sentences(gathered: Gathered, codes: Sequence[str]) -> list[str]:
    """Every sentence that applies."""
    return list(filter(None, (rule(gathered, codes) for rule in SENTENCES)))


def _known(gathered: Gathered, codes: Sequence[str], code: str) -> Figure | None:
    """The figure of a code that the report is about."""
    return gathered.figure(code, gathered.period) if code in codes else None


# --- headlines ------------------------------------------------------------------


def deaths(gathered: Gathered, codes: Sequence[str]) -> str:
    """Somebody has died at work: nothing else comes first."""
    figure = _known(gathered, codes, DEATHS)
    if figure is None or not figure.value:
        return ""
    number = int(figure.numerator)
    said = ngettext(
        "%(number)s work-related death in %(period)s",
        "%(number)s work-related deaths in %(period)s",
        number,
    )
    period = formats.period(gathered.period)
    return said % {"number": formats.number(number), "period": period}


def overdue(gathered: Gathered, codes: Sequence[str]) -> str:
    """Hazards stand beyond their day."""
    figure = _known(gathered, codes, OVERDUE)
    if figure is None or not figure.value:
        return ""
    number = int(figure.numerator)
    said = ngettext(
        "%(number)s hazard overdue on %(day)s",
        "%(number)s hazards overdue on %(day)s",
        number,
    )
    day = formats.day(gathered.period.last_day)
    return said % {"number": formats.number(number), "day": day}


def nothing(gathered: Gathered, codes: Sequence[str]) -> str:
    """No figure of the report has anything in it."""
    figures = [gathered.figure(code, gathered.period) for code in codes]
    if any(each and each.value for each in figures):
        return ""
    period = {"period": formats.period(gathered.period)}
    return _("Nothing is recorded for %(period)s") % period if codes else ""


def no_deaths(gathered: Gathered, codes: Sequence[str]) -> str:
    """Nobody has died at work."""
    figure = _known(gathered, codes, DEATHS)
    if figure is None or figure.value:
        return ""
    period = {"period": formats.period(gathered.period)}
    return _("%(period)s without a work-related death") % period


def none_overdue(gathered: Gathered, codes: Sequence[str]) -> str:
    """No hazard stands beyond its day."""
    figure = _known(gathered, codes, OVERDUE)
    if figure is None or figure.value:
        return ""
    day = formats.day(gathered.period.last_day)
    return _("No hazard overdue on %(day)s") % {"day": day}


def first_number(gathered: Gathered, codes: Sequence[str]) -> str:
    """The first number that the report is about."""
    figure = gathered.figure(codes[0], gathered.period) if codes else None
    if figure is None:
        return ""
    name = figure.indicator.name
    return _("%(name)s: %(value)s") % {"name": name, "value": show.value(figure)}


HEADLINES: tuple[Rule, ...] = (
    deaths,
    overdue,
    nothing,
    no_deaths,
    none_overdue,
    first_number,
)


# --- sentences ------------------------------------------------------------------


def _moved(
    gathered: Gathered, codes: Sequence[str]
) -> Iterator[tuple[Figure, Figure, Decimal]]:
    """Figures that have an earlier one and a good side, and by how much they differ."""
    for code in codes:
        now = gathered.figure(code, gathered.period)
        was = gathered.figure(code, gathered.before) if gathered.before else None
        if now is None or was is None or now.indicator.better is Better.NEITHER:
            continue
        if now.value is not None and was.value is not None:
            yield now, was, Decimal(str(now.value)) - Decimal(str(was.value))


def share_moved(gathered: Gathered, codes: Sequence[str]) -> str:
    """Of the shares the one that has moved by the most points."""
    shares = [
        each
        for each in _moved(gathered, codes)
        if each[0].indicator.quantity is Quantity.SHARE
    ]
    if not shares:
        return ""
    now, was, difference = max(shares, key=lambda each: abs(each[2]))
    change = show.change(now, was)
    if change is None or not change.arrow:
        return ""
    rose = _("%(name)s rose from %(was)s in %(period)s to %(now)s, by %(amount)s.")
    fell = _("%(name)s fell from %(was)s in %(period)s to %(now)s, by %(amount)s.")
    return _said(rose if difference > 0 else fell, now, was, change.amount)


def amount_moved(gathered: Gathered, codes: Sequence[str]) -> str:
    """Of the amounts the one that has moved by the largest part of itself."""
    amounts = [
        (now, was, difference / Decimal(str(was.value)))
        for now, was, difference in _moved(gathered, codes)
        if now.indicator.quantity is not Quantity.SHARE
        and was.value
        and was.value >= LEAST_AMOUNT
    ]
    if not amounts:
        return ""
    now, was, part = max(amounts, key=lambda each: abs(each[2]))
    if abs(part) < LEAST_CHANGE:
        return ""
    rose = _("%(name)s rose by %(amount)s, from %(was)s in %(period)s to %(now)s.")
    fell = _("%(name)s fell by %(amount)s, from %(was)s in %(period)s to %(now)s.")
    return _said(rose if part > 0 else fell, now, was, formats.percent(abs(part), 0))


def _said(sentence: str, now: Figure, was: Figure, amount: str) -> str:
    return sentence % {
        "name": now.indicator.name,
        "was": show.value(was),
        "now": show.value(now),
        "period": formats.period(was.period),
        "amount": amount,
    }


def _below(gathered: Gathered, code: str) -> Iterator[tuple[Unit, Figure]]:
    for unit in gathered.below:
        figure = gathered.figure(code, gathered.period, unit)
        if figure is not None:
            yield unit, figure


def most_overdue(gathered: Gathered, codes: Sequence[str]) -> str:
    """The unit below with the most hazards beyond their day."""
    whole = _known(gathered, codes, OVERDUE)
    units = list(_below(gathered, OVERDUE))
    if whole is None or not whole.value or not units:
        return ""
    unit, figure = max(units, key=lambda each: each[1].numerator)
    if not figure.value:
        return ""
    return _("Most hazards are overdue at %(unit)s: %(number)s of %(all)s.") % {
        "unit": unit,
        "number": formats.number(figure.numerator),
        "all": formats.number(whole.numerator),
    }


def least_on_time(gathered: Gathered, codes: Sequence[str]) -> str:
    """The unit below that has put the smallest share of its hazards right on time."""
    whole = _known(gathered, codes, ON_TIME)
    rates = [
        (float(figure.value), unit, figure)
        for unit, figure in _below(gathered, ON_TIME)
        if figure.value is not None and (figure.denominator or 0) >= LEAST_OF_RATE
    ]
    if whole is None or whole.value is None or not rates:
        return ""
    value, unit, figure = min(rates, key=lambda each: each[0])
    if value >= float(whole.value):
        return ""
    return _("%(unit)s put the fewest hazards right on time: %(part)s of %(all)s.") % {
        "unit": unit,
        "part": formats.number(figure.numerator),
        "all": formats.number(figure.denominator),
    }


def targets_missed(gathered: Gathered, codes: Sequence[str]) -> str:
    """What the unit had aimed at and is not so, all of it."""
    said = []
    for code in codes:
        figure, row = gathered.figure(code, gathered.period), gathered.targets.get(code)
        if figure is None or row is None:
            continue
        if targets.is_beyond(row, row.target, figure):
            names = {"name": figure.indicator.name, "value": show.value(figure)}
            names["target"] = targets.written(figure.indicator, row.target)
            said.append(_("%(name)s %(value)s (target %(target)s)") % names)
    if not said:
        return ""
    sentence = ngettext(
        "Target missed: %(figures)s.", "Targets missed: %(figures)s.", len(said)
    )
    return sentence % {"figures": ", ".join(said)}


def restated(gathered: Gathered, codes: Sequence[str]) -> str:
    """Published figures of which the records say otherwise since."""
    number = sum(each.is_restated for each in gathered.own)
    if not number or not codes:
        return ""
    said = ngettext(
        "%(number)s published figure is restated or differs from the records.",
        "%(number)s published figures are restated or differ from the records.",
        number,
    )
    return said % {"number": formats.number(number)}


def not_kept(_gathered: Gathered, codes: Sequence[str]) -> str:
    """Codes that nobody has declared: said, so that no reader takes them for zero."""
    missing = [code for code in codes if code not in registry.indicators()]
    if not missing:
        return ""
    codes_said = ", ".join(missing)
    return _("Not kept in this system: %(codes)s.") % {"codes": codes_said}


SENTENCES: tuple[Rule, ...] = (
    share_moved,
    amount_moved,
    most_overdue,
    least_on_time,
    targets_missed,
    restated,
    not_kept,
)
