"""Where letters stand in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.SETUP,
        50,
        _("Letters"),
        "notices:list-messages",
        icon="mail",
        permission="notices.view",
    ),
    Entry(
        Section.SETUP,
        45,
        _("Group robots"),
        "notices:list-robots",
        icon="robot",
        permission="notices.robots",
    ),
)
