"""What this app shows on the pages of units and places."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safety.org.models import Place, Unit
from safety.org.panels import Act, register


def report_at_unit(unit: Unit) -> str:
    """Where hazards of a unit are reported."""
    return reverse("inspections:report-hazard", query={"unit": unit.code})


def report_at_place(place: Place) -> str:
    """The same from where the QR code at a place leads."""
    return reverse("inspections:report-hazard", query={"place": place.token})


register(
    Act(
        Unit,
        20,
        _("Report hazard"),
        "alert-triangle",
        "inspections.report",
        report_at_unit,
    ),
    Act(
        Place,
        20,
        _("Report hazard"),
        "alert-triangle",
        "inspections.report",
        report_at_place,
    ),
)
