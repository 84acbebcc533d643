"""What people are told about months."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.closing.models import Nudge
from safety.closing.services import reminding
from safety.core import formats
from safety.core.access import Viewer
from safety.notices.topics import Line, Topic, register
from safety.org.models import Ancestry


def _due(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each month of a unit that is due, of units that the viewer sees."""
    seen = Ancestry.objects.current().below(viewer.unit_ids_for("closing.view"))
    rows = Nudge.objects.filter(pk__in=keys, unit__in=seen).select_related("unit")
    return {
        nudge.pk: Line(
            text=_("Close %(month)s") % {"month": formats.month(nudge.month)},
            sub=_("%(unit)s · due %(day)s")
            % {"unit": nudge.unit, "day": formats.day(nudge.due_on)},
            url=reverse(
                "closing:view-month",
                query={"unit": nudge.unit.code, "period": str(nudge.month)},
            ),
            group=gettext_lazy("Months to close"),
            stands=reminding.waits(nudge.unit, nudge.month),
        )
        for nudge in rows
    }


register(Topic(reminding.TOPIC, _due))
