"""The app of persons."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "safety.people"
    verbose_name = _("People")

    def ready(self) -> None:
        from safety.accounts import backends
        from safety.people.models.finding import teach

        connection_created.connect(teach)
        backends.join("person")
