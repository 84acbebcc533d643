"""The app of prize cards and awards."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncentivesConfig(AppConfig):
    name = "safety.incentives"
    verbose_name = _("Prize cards and awards")
