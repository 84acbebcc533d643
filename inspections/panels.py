"""What this app shows on the pages of units and places."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safety.org.models import Place, Unit
from safety.org.panels import Act, Door, register


def report_at_unit(unit: Unit) -> str:
    """Where hazards of a unit are reported."""
    return reverse("inspections:report-hazard", query={"unit": unit.code})


def report_at_place(place: Place) -> str:
    """The same from where the QR code at a place leads."""
    return reverse("inspections:report-hazard", query={"place": place.token})


def inspect_at_place(place: Place) -> str:
    """Where an inspection begins there."""
    return reverse("inspections:start-inspection", query={"place": place.token})


def report_publicly(place: Place) -> str:
    """Where whoever has no account reports what is wrong at a place."""
    return reverse("report-publicly", args=[place.token])


def public_page(place: Place) -> str:
    """The same page, for who is logged in and wants to see or use it."""
    return report_publicly(place) if place.takes_reports else ""


register(
    Act(
        Place,
        10,
        _("Start inspection"),
        "clipboard-check",
        "inspections.change",
        inspect_at_place,
    ),
    Door(10, report_publicly),
    Act(
        Place,
        30,
        _("Report without an account"),
        "message-report",
        "org.view",
        public_page,
    ),
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
