"""How the state of a session and what came of an attendance look."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

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
