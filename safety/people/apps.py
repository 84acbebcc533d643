"""The app of persons."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "safety.people"
    verbose_name = _("People")
