"""The month close in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.REPORTING,
        20,
        _("Month close"),
        "closing:view-month",
        icon="calendar-check",
        permission="closing.view",
    ),
)
