"""The app of units, calendars and places."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    """Where and when: units, calendars and places."""

    name = "safety.org"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Look at what the settings say."""
        from safety.org import checks  # noqa: F401 (it registers itself)
