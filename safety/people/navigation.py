"""People in the side bar and the tab bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.SETUP,
        20,
        _("People"),
        "people:list-people",
        icon="users",
        permission="people.view",
        tab=_("People"),
    )
)
