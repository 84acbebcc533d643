"""How the state of a prize card looks."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from safety.incentives.models import CardState

TONES = {
    CardState.ISSUED: "line",
    CardState.REDEEMED: "ok",
    CardState.VOIDED: "",
}


def card_state(state: str) -> SafeString:
    """How far a card has come, in its colour."""
    known = CardState(state)
    return format_html('<span class="az-tag {}">{}</span>', TONES[known], known.label)
