"""The app of files in and out."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "safety.records"
    verbose_name = _("Records in and out")

    def ready(self) -> None:
        """Find what the apps declare in their ``records.py``."""
        autodiscover_modules("records")
