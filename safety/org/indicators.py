"""`projects.active` (INDICATORS, "Catalogue")."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from safety.core.declare.indicators import (
    PROJECT,
    Book,
    Distinct,
    Indicator,
    Roll,
)
from safety.org.models import Kind, Unit

active = Roll(
    name="active",
    book=Book(
        of=Unit, unit="pk", where=Q(kind=Kind.PROJECT, status=Unit.Status.COUNTED)
    ),
    subject=PROJECT,
    since="opened_on",
    until="closed_on",
)
active_projects = Distinct(roll=active)

INDICATORS = [
    Indicator(
        code="projects.active",
        name=_("Active projects"),
        definition=_(
            "Projects of the unit that are open on some day of the period, by their "
            "opening and closing dates; an empty date sets no limit."
        ),
        shape=active_projects,
    )
]
