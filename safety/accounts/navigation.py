"""Where accounts stand in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.SETUP,
        40,
        _("Accounts"),
        "accounts:list-users",
        icon="key",
        permission="accounts.view",
    )
)
