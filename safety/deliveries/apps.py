"""The app of schedules and deliveries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveriesConfig(AppConfig):
    name = "safety.deliveries"
    verbose_name = _("Schedules of reports")

    def ready(self) -> None:
        """Have reports leave when a month is closed."""
        from safety.closing import registry
        from safety.deliveries.services import scheduling

        registry.listen(scheduling.on_close)
