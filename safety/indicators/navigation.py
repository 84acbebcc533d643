"""Numbers in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.REPORTING,
        10,
        _("Indicators"),
        "indicators:list-indicators",
        icon="chart-dots",
        permission="indicators.view",
        tab=_("Indicators"),
    )
)
