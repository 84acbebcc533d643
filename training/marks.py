"""How the state of a session and what came of an attendance look."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from safety.core import formats
from training.models import SessionState

TONES = {
    SessionState.PLANNED: "line",
    SessionState.OPEN: "warn",
    SessionState.CLOSED: "ok",
    SessionState.VOIDED: "",
}


def session_state(state: str) -> SafeString:
    """How far a session has come, in its colour."""
    label = SessionState(state).label
    return format_html('<span class="az-tag {}">{}</span>', TONES[state], label)  # type: ignore[index]


def hours(value: Decimal) -> str:
    """The hours of a session; none are known while it lasts."""
    return formats.number(value or None)
