"""The app of inspections and hazards."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = _("Inspections and hazards")

    def ready(self) -> None:
        """Keep the index of what hazards say."""
        from inspections.models.hazard import WORDS
        from safety.core.pieces import teach

        connection_created.connect(teach)
        post_migrate.connect(WORDS.make, sender=self)
