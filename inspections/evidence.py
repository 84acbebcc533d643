"""The evidence of escalation on a hazard's page: which rung, when, to whom, arrived."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from inspections.models import After, Escalation, Hazard, Who
from inspections.services.escalation import TOPIC
from safety.core import formats
from safety.notices.models import Telling


class Reached(NamedTuple):
    """A rung that a hazard has reached, and who was told of it, in words."""

    who: str | Promise
    after: str | Promise
    hours: int
    at: datetime
    told: Sequence[tuple[str, str]]
    remark: str


def of(hazard: Hazard) -> list[Reached]:
    """The rungs that a hazard has reached, the latest first."""
    rows = list(hazard.escalations.select_related("rung").order_by("-pk"))
    told: dict[int, list[tuple[str, str]]] = {}
    if rows:
        tellings = Telling.objects.filter(topic=TOPIC, key__in=[row.pk for row in rows])
        beside = ("user", "robot", "notice", "message")
        for each in tellings.select_related(*beside).order_by("pk"):
            reader = str(each.user or each.robot)
            told.setdefault(each.key, []).append((reader, _came(each)))
    return [_reached(row, told.get(row.pk, [])) for row in rows]


def _reached(row: Escalation, told: Sequence[tuple[str, str]]) -> Reached:
    rung = row.rung
    return Reached(
        Who(rung.who).label,
        After(rung.after).label,
        rung.hours,
        row.at,
        told,
        _remark(row, told),
    )


def _remark(row: Escalation, told: Sequence[tuple[str, str]]) -> str:
    if row.is_known:
        return _("Late already when escalation was turned on: nobody was told.")
    if row.told_at is None:
        return _("On its way.")
    return "" if told else _("Nobody holds this role, nor one above it.")


def _came(telling: Telling) -> str:
    """By which ways it came, and whether it was read."""
    found = []
    notice, message = telling.notice, telling.message
    if notice and notice.read_at:
        read = formats.moment(notice.read_at)
        found.append(_("in the inbox, read %(moment)s") % {"moment": read})
    elif notice:
        found.append(_("in the inbox, not read yet"))
    if message:
        way = _("chat group") if telling.robot_id else _("e-mail")
        found.append(f"{way}: {message.get_state_display()}")
    elif telling.left_at is None:
        found.append(_("in the next summary"))
    return " · ".join(found)


def flags(hazard: Hazard, reached: Sequence[Reached]) -> list[str]:
    """What stands beside the state: work suspended, escalated to whom, paused."""
    found = []
    if hazard.work_suspended_at:
        found.append(_("Work suspended"))
    order: list[str | Promise] = [who.label for who in Who]
    due = [
        order.index(each.who)
        for each in reached
        if each.told and each.after == After.DUE.label and each.who != Who.OWNER.label
    ]
    if due:
        found.append(_("Escalated: %(who)s") % {"who": order[max(due)]})
    if hazard.paused_at:
        found.append(_("Escalation paused"))
    return found
