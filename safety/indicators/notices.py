"""What people are told about numbers."""

from collections import defaultdict
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core import formats
from safety.core.access import Viewer
from safety.core.months import Month
from safety.indicators import alerts, show
from safety.indicators.alerts import Compared
from safety.indicators.models import Alert
from safety.notices.topics import Line, Topic, register
from safety.org.models import Ancestry


def _beyond(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each number beyond its threshold, of units whose numbers one sees."""
    seen = Ancestry.objects.current().below(viewer.unit_ids_for("indicators.view"))
    rows = Alert.objects.filter(pk__in=keys, unit__in=seen).select_related("unit")
    by_month = defaultdict[Month, list[Alert]](list)
    for each in rows:
        by_month[each.month].append(each)
    found = {}
    for month, some in by_month.items():
        units, codes = {each.unit_id for each in some}, {each.code for each in some}
        now = alerts.compared(units, codes, month)
        for each in some:
            if (each.unit_id, each.code) in now:
                found[each.pk] = _line(each, now[each.unit_id, each.code])
    return found


def _line(alert: Alert, compared: Compared) -> Line:
    figure = compared.figure
    said = {
        "unit": alert.unit,
        "value": show.value(figure),
        "period": formats.period(figure.period),
        "alert": compared.alert,
    }
    return Line(
        text=str(figure.indicator.name),
        sub=_("%(unit)s · %(value)s in %(period)s · alert %(alert)s") % said,
        url=reverse(
            "indicators:view-indicator",
            args=[alert.code],
            query={"unit": alert.unit.code, "period": str(figure.period)},
        ),
        group=gettext_lazy("Numbers beyond their alert threshold"),
        stands=compared.is_beyond,
    )


register(Topic(alerts.TOPIC, _beyond))
