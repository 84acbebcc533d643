"""The app of journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Changes and marks."""

    name = "safety.journal"
