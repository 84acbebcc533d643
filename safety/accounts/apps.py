"""The app of accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who may see what, and do what, where."""

    name = "safety.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Look at what the settings say."""
        from safety.accounts import checks  # noqa: F401 (it registers itself)
