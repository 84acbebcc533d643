"""What people are told about hazards."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from inspections.models import NOT_RECTIFIED, After, Escalation, Hazard, State
from inspections.services.escalation import TOPIC
from safety.core import formats
from safety.core.access import Viewer
from safety.notices.topics import Line, Topic, register

GROUPS = {
    After.DUE: gettext_lazy("Overdue"),
    After.BEFORE: pgettext_lazy("hazards", "Due soon"),
    After.FIXED: gettext_lazy("To verify"),
}


def lines_of(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each escalation of a hazard that the viewer sees."""
    seen = Hazard.objects.visible_to(viewer)
    rows = Escalation.objects.filter(pk__in=keys, hazard__in=seen)
    rows = rows.select_related("rung", "hazard__unit")
    return {each.pk: _line(each) for each in rows}


def _line(escalation: Escalation) -> Line:
    hazard, after = escalation.hazard, escalation.rung.after
    since = formats.moment(escalation.moment)
    said = {
        After.DUE: _("Overdue since %(moment)s"),
        After.BEFORE: _("Due %(moment)s"),
        After.FIXED: _("Waits to be verified since %(moment)s"),
    }[After(after)] % {"moment": since}
    return Line(
        text=hazard.description,
        sub=f"{hazard.number} · {hazard.unit} · {said}",
        url=hazard.get_absolute_url(),
        group=GROUPS[After(after)],
        stands=_stands(escalation),
    )


def _stands(escalation: Escalation) -> bool:
    """Whether what was told still holds."""
    hazard = escalation.hazard
    if escalation.rung.after == After.FIXED:
        is_same = hazard.rectified_on == escalation.day
        return hazard.state == State.AWAITING and is_same
    return hazard.state in NOT_RECTIFIED and hazard.deadline == escalation.day


register(Topic(TOPIC, lines_of))
