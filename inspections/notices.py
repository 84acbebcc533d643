"""What people are told about hazards."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from inspections.models import NOT_RECTIFIED, After, Escalation, Hazard, Move, State
from inspections.services import telling
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


def _assigned(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each hazard that somebody was given, by the move that did it."""
    seen = Hazard.objects.visible_to(viewer)
    rows = Move.objects.filter(pk__in=keys, hazard__in=seen)
    found = {}
    for move in rows.select_related("hazard__unit"):
        hazard = move.hazard
        is_his = hazard.responsible_id == move.person_id
        due = _("Due %(moment)s") % {"moment": formats.day(hazard.deadline)}
        found[move.pk] = Line(
            text=hazard.description,
            sub=f"{hazard.number} · {hazard.unit} · {due}",
            url=hazard.get_absolute_url(),
            group=gettext_lazy("Yours to rectify"),
            stands=is_his and hazard.state in NOT_RECTIFIED,
        )
    return found


def _reported(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each report from the site, as long as somebody has to look at it."""
    rows = Hazard.objects.visible_to(viewer).filter(pk__in=keys)
    return {
        hazard.pk: Line(
            text=hazard.description,
            sub=f"{hazard.number} · {hazard.unit} · {hazard.place}",
            url=hazard.get_absolute_url(),
            group=gettext_lazy("Reports from the site"),
            stands=hazard.state == State.TRIAGE,
        )
        for hazard in rows.select_related("unit")
    }


register(Topic(TOPIC, lines_of))
register(Topic(telling.ASSIGNED, _assigned))
register(Topic(telling.REPORTED, _reported))
