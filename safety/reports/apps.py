"""The app of reports."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "safety.reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Find what the apps declare in their ``reports.py``."""
        autodiscover_modules("reports")
