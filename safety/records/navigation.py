"""Files in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.SETUP,
        50,
        _("Files"),
        "records:list-loads",
        icon="file-spreadsheet",
        permission="records.view",
    )
)
