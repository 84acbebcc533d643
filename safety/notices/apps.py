"""The app of notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What goes out to people, and when."""

    name = "safety.notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Carry the letters of the apps below, and count for the bell."""
        from safety.accounts import backends, letters
        from safety.notices import services
        from safety.notices.models.notice import unread_of_user

        letters.register(services.post_to)
        backends.read_beside("unread", unread_of_user)
