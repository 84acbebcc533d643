"""The app that closes months."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ClosingConfig(AppConfig):
    """Finds what each app asks of a month before it is closed."""

    name = "safety.closing"
    verbose_name = _("Month close")

    def ready(self) -> None:
        autodiscover_modules("closing")
