"""How risk and state of a hazard look, in lists and on pages."""

from datetime import date

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inspections.models import Risk, State
from safety.core.formats import DASH, number
from safety.core.templatetags.anzhu import icon

ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
STATES = dict(State.choices)


def risk(value: str, size: str = "s") -> SafeString | str:
    """The coloured square of a risk, with words for who hears the page."""
    if value not in Risk.values:
        return DASH
    heard = _("Risk %(number)s of 4, 1 the gravest") % {"number": value}
    square = '<span class="az-risk r{} {}"><span aria-hidden="true">{}</span>'
    return format_html(
        square + '<span class="az-vh">{}</span></span>',
        *(value, size, ROMAN[value], heard),
    )


def state(value: str) -> SafeString:
    """The state with its pie, tick or cross."""
    return format_html('<span class="az-state {}">{}</span>', value, STATES[value])


def days_over(since: date | None) -> int | None:
    """Days since a day was missed; None where none was."""
    return (timezone.localdate() - since).days if since else None


def overdue(since: date | None) -> SafeString | str:
    """The tag of what is overdue since a day."""
    days = days_over(since)
    if not days:
        return DASH
    said = ngettext("%(days)s day", "%(days)s days", days)
    tag = '<span class="az-tag bad">{}{}</span>'
    return format_html(tag, icon("clock"), said % {"days": number(days)})
