"""How risk and state of a hazard look, in lists and on pages."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from inspections.models import Risk, State
from safety.core.formats import DASH

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
