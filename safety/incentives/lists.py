"""What lists of prize cards and awards have in common."""

from django.db.models import Case, Exists, F, OuterRef, When

from safety.core.access import Viewer
from safety.people.models import Person


def name_seen_by(viewer: Viewer) -> Case:
    """The person's name as a column, where the viewer sees the person."""
    seen = Person.objects.visible_to(viewer).filter(pk=OuterRef("person"))
    return Case(When(Exists(seen), then=F("person__name")))
