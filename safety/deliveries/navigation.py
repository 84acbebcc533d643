"""Schedules and the archive in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.REPORTING,
        21,
        _("Schedules of reports"),
        "deliveries:list-schedules",
        icon="clock",
        permission="deliveries.view",
    ),
    Entry(
        Section.REPORTING,
        22,
        _("Archive of reports"),
        "deliveries:list-deliveries",
        icon="file-text",
        permission="deliveries.view",
    ),
)
