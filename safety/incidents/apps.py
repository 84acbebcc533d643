"""The app of incidents."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "safety.incidents"
    verbose_name = _("Incidents")
