"""What reports say of hazards: lists, and the summary of what was put right."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Hazard, Level, Risk
from safety.core import formats
from safety.core.access import Viewer
from safety.core.lists import labelled
from safety.core.months import Period
from safety.org.models import Unit
from safety.reports.registry import register
from safety.reports.structure import (
    Chart,
    Field,
    Figures,
    Listing,
    Number,
    Records,
    Report,
    Restatements,
    RiskBar,
    Signatures,
    Slices,
    Units,
)


def overdue(viewer: Viewer, unit: Unit, period: Period) -> Iterator[tuple[Any, ...]]:
    """Hazards due by the period's last day that were not rectified by then."""
    day = period.last_day
    late = Q(rectified_on=None) | Q(rectified_on__gt=day)
    rows = Hazard.objects.visible_to(viewer).at_or_below(unit).counted()
    rows = rows.filter(late, due_on__lte=day).select_related("unit", "responsible")
    for each in rows.order_by("due_on", "number").iterator():
        yield (
            each.number,
            each.risk,
            each.level,
            each.description,
            str(each.unit),
            str(each.responsible or formats.DASH),
            each.due_on,
            (day - each.due_on).days,
        )


OVERDUE = Listing(
    name="hazards.overdue",
    permission="inspections.view",
    fields=(
        Field(pgettext_lazy("of a record", "Number"), width=7),
        Field(_("Risk"), show=labelled(Risk), width=3),
        Field(_("Level"), show=labelled(Level), width=4),
        Field(_("Hazard"), width=9),
        Field(_("Unit"), width=5),
        Field(_("Who rectifies it"), width=4),
        Field(_("Due on"), show=formats.day, width=4),
        Field(_("Days over"), show=formats.number, is_numeric=True, width=2),
    ),
    rows=overdue,
)
BY_UNIT = (
    Number("hazards.on_time_rate"),
    Number("hazards.found"),
    Number("hazards.closed"),
    Number("hazards.open"),
    Number("hazards.overdue"),
    Number("hazards.days_to_close"),
)
BY_FIELD = BY_UNIT[:-1]
RECTIFICATION = Report(
    name="rectification",
    title=_("Rectification summary"),
    leads=(
        "hazards.overdue",
        "hazards.on_time_rate",
        "hazards.rectification_rate",
        "hazards.found",
    ),
    sections=(
        Figures(
            numbers=(
                Number("hazards.found"),
                Number("hazards.major_found"),
                Number("hazards.closed"),
                Number("hazards.open"),
                Number("hazards.rectification_rate"),
                Number("hazards.on_time_rate"),
                Number("hazards.overdue"),
                Number("hazards.days_to_close"),
            )
        ),
        Chart(number=Number("hazards.found")),
        RiskBar(number=Number("hazards.open"), beside=Number("hazards.overdue")),
        Slices(title=_("By level"), by="level", numbers=BY_FIELD),
        Units(title=_("By unit"), kinds=("group", "company"), numbers=BY_UNIT),
        Records(
            title=_("Overdue on the last day"),
            listing="hazards.overdue",
            empty=_("No hazard was overdue on the last day."),
        ),
        Restatements(title=_("Restated since it was published")),
        Signatures(roles=(_("Prepared"), _("Reviewed"), _("Approved"))),
    ),
)

register(OVERDUE, RECTIFICATION)
