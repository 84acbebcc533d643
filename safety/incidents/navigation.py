"""Incidents in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.WORK,
        25,
        _("Incidents"),
        "incidents:list-incidents",
        icon="alert-triangle",
        permission="incidents.view",
    )
)
