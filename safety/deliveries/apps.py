"""The app of schedules and deliveries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveriesConfig(AppConfig):
    name = "safety.deliveries"
    verbose_name = _("Schedules of reports")
