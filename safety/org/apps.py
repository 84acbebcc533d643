"""The app of units, calendars and places."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    name = "safety.org"
    verbose_name = _("Organisation")
