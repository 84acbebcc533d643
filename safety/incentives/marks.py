"""How the state of a prize card looks."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from safety.core import formats
from safety.core.templatetags.anzhu import progress
from safety.incentives.models import CardState, PaperState, SelectionState

HUNDRED = 100

TONES = {
    CardState.ISSUED: "line",
    CardState.REDEEMED: "ok",
    CardState.EXPIRED: "warn",
    CardState.VOIDED: "",
}


def card_state(state: str) -> SafeString:
    """How far a card has come, in its colour."""
    known = CardState(state)
    return format_html('<span class="az-tag {}">{}</span>', TONES[known], known.label)


def used(percent: int | None) -> SafeString:
    """How much of a budget is issued, as a bar and a number."""
    share = None if percent is None else Decimal(percent) / HUNDRED
    bar = progress(percent, HUNDRED, "bad" if percent and percent >= HUNDRED else "")
    return format_html("{} {}", formats.percent(share, 0), bar)


SELECTION_TONES = {
    SelectionState.CHOOSING: "line",
    SelectionState.PUBLISHED: "warn",
    SelectionState.CONFIRMED: "ok",
    SelectionState.PAID: "ok",
    SelectionState.VOIDED: "",
}


def selection_state(state: str) -> SafeString:
    """How far a selection of stars has come, in its colour."""
    known, tag = SelectionState(state), '<span class="az-tag {}">{}</span>'
    return format_html(tag, SELECTION_TONES[known], known.label)


PAPER = {PaperState.PRINTED: "line", PaperState.ISSUED: "ok", PaperState.LOST: "bad"}


def paper_state(state: str) -> SafeString:
    """What has become of a paper card, in its colour."""
    known = PaperState(state)
    return format_html('<span class="az-tag {}">{}</span>', PAPER[known], known.label)
