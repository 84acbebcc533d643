"""The app of files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "safety.files"
    verbose_name = _("Photos and files")
