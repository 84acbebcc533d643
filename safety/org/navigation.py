"""Units in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.SETUP,
        10,
        _("Units"),
        "org:list-units",
        icon="sitemap",
        permission="org.view",
        tab=_("Units"),
    )
)
