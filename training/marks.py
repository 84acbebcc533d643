"""How the state of a session, of an attendance and of what is held look."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inspections.marks import state as hazard_state
from safety.core import formats
from training.models import Attendance, Gap, Result, SessionState
from training.services.holding import Holding

TONES = {
    SessionState.PLANNED: "line",
    SessionState.OPEN: "warn",
    SessionState.CLOSED: "ok",
    SessionState.VOIDED: "",
}

STANDS_OUT = 90  # days before its end in which a day does, unless rows say otherwise


def session_state(state: str) -> SafeString:
    """How far a session has come, in its colour."""
    label = SessionState(state).label
    return format_html('<span class="az-tag {}">{}</span>', TONES[state], label)  # type: ignore[index]


def hours(value: Decimal) -> str:
    """The hours of a session; none are known while it lasts."""
    return formats.number(value or None)


def result(attendance: Attendance) -> SafeString:
    """What came of an attendance: its hours, or why none are credited."""
    if not attendance.is_credited:
        return format_html('<span class="az-tag warn">{}</span>', _("Not passed"))
    if attendance.session.has_exam:
        passed = pgettext("session", "Passed")
        return format_html('<span class="az-tag ok">{}</span>', passed)
    return SafeString("")


def holding(held: Holding) -> SafeString:
    """Whether a course is held, has expired or was never credited."""
    if held.is_held:
        tone, said = "ok", pgettext("course", "Held")
    elif held.on:
        tone, said = "bad", _("Expired")
    else:
        tone, said = "bad", pgettext("course", "Missing")
    return format_html('<span class="az-tag {}">{}</span>', tone, said)


def drill_result(value: str) -> SafeString:
    """How well a drill, or a part of it, went."""
    tones = {Result.MET: "ok", Result.PARTLY: "warn", Result.UNMET: "bad"}
    known = Result(value)
    return format_html('<span class="az-tag {}">{}</span>', tones[known], known.label)


def gap(found: Gap, today: date) -> SafeString:
    """How far it is with what a drill has shown to be missing."""
    if hazard := found.known_hazard:
        return hazard_state(hazard.state)
    if found.revised_in:
        version = formats.number(found.revised_in.number)
        tone, said = "ok", _("Revised in version %(n)s") % {"n": version}
    elif found.is_open:
        tone, said = "warn", _("Nothing is done yet")
    elif found.is_overdue(today):
        tone, said = "bad", _("Overdue")
    else:
        tone, said = "line", _("To be revised")
    return format_html('<span class="az-tag {}">{}</span>', tone, said)


def until(
    last: date | None, reminded: Sequence[int] = (STANDS_OUT,)
) -> SafeString | str:
    """The last day on which something is valid, red once it has passed."""
    if last is None:
        return formats.DASH
    left = (last - timezone.localdate()).days
    tone = "bad" if left < 0 else ""
    if not tone and any(left <= days for days in reminded):
        tone = "warn"
    return format_html('<span class="az-tag {}">{}</span>', tone, formats.day(last))
