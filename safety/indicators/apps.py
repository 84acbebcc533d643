"""The app of the indicator engine."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Finds the declarations of all apps when they are ready."""

    name = "safety.indicators"
    verbose_name = _("Indicators")

    def ready(self) -> None:
        """Find every app's declarations, and tell the journal what rests on what."""
        from safety.indicators import closed, refusals, resting, sql
        from safety.journal import marking

        autodiscover_modules("indicators")
        refusals.check_all()
        marking.register(resting.Reader())
        marking.register_guard(closed.guard)
        connection_created.connect(sql.teach)
        post_migrate.connect(fill, sender=self)


def fill(**_signal: Any) -> None:
    """Keep the one row of state, also after the tables were emptied."""
    from safety.indicators.models import State

    State.objects.get_or_create(pk=1)
