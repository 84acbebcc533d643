"""The app of notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What goes out to people, and when."""

    name = "safety.notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Carry the letters of the apps below."""
        from safety.accounts import letters
        from safety.notices import services

        letters.register(services.post_to)
