"""What people are told about drills."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core import formats
from safety.core.access import Viewer
from safety.notices.topics import Line, Topic, register
from training.models import EmergencyPlan, Gap
from training.services import gaps


def _revisions(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each plan that somebody has to revise."""
    seen = EmergencyPlan.objects.visible_to(viewer)
    rows = Gap.objects.counted().filter(pk__in=keys, plan__in=seen)
    return {
        gap.pk: Line(
            text=gap.what,
            sub=_("%(plan)s · due %(day)s")
            % {"plan": gap.plan, "day": formats.day(gap.due_on)},
            url=gap.plan.get_absolute_url(),
            group=gettext_lazy("Emergency plans to revise"),
            stands=gap.revised_in_id is None,
        )
        for gap in rows.select_related("plan")
        if gap.plan
    }


register(Topic(gaps.REVISE, _revisions))
