"""Cells of a report: what a number is called, its value, and how it has changed."""

from django.utils.translation import gettext as _

from safety.core import formats
from safety.indicators import registry, show
from safety.indicators.read import Figure
from safety.reports.blocks import Cell
from safety.reports.gathering import Gathered
from safety.reports.structure import Number


def name_of(number: Number) -> str:
    """What a number is called: as the report says, as the indicator, or its code."""
    if number.label:
        return str(number.label)
    known = registry.indicators().get(number.code)
    return str(known.name) if known else number.code


def not_kept(code: str) -> str:
    """What is said of a number that nobody has declared."""
    return _("%(code)s is not kept in this system.") % {"code": code}


def cell(figure: Figure | None) -> Cell:
    """A figure's value; a dash where there is none."""
    if figure is None:
        return Cell(formats.DASH)
    return Cell(show.value(figure), figure.value, figure.indicator.quantity)


def plain(text: object) -> Cell:
    """Text that no spreadsheet counts with."""
    return Cell(str(text))


def against(gathered: Gathered, number: Number, figure: Figure | None) -> str:
    """How a figure of the report's period differs from the period before."""
    before = gathered.before
    if figure is None or before is None or number.when:
        return ""
    change = show.change(figure, gathered.figure(number.code, before))
    if change is None:
        return ""
    period = {"period": formats.period(before)}
    if not change.arrow:
        return _("as in %(period)s") % period
    return _("%(arrow)s %(amount)s on %(period)s") % {
        **period,
        "arrow": change.arrow,
        "amount": change.amount,
    }
