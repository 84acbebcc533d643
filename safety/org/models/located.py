"""Records that belong to a unit: where in today's tree that is, and who sees them."""

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef

from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet
from safety.org.models.unit import Ancestry, Kind, Unit

M = TypeVar("M", bound=models.Model)


class LocatedQuerySet(JournalledQuerySet[M]):
    """Rows with a ``unit``, seen by who holds ``seen_by`` there."""

    seen_by: ClassVar[str]

    def below(self, unit_ids: Iterable[int]) -> Self:
        """Those of these units and of everything below them, found by their keys."""
        return self.filter(unit__in=Ancestry.objects.current().below(unit_ids))

    def within(self, unit_ids: Iterable[int]) -> Self:
        """The same, where each row is asked by itself, in whatever order it comes."""
        branches = Ancestry.objects.current().filter(ancestor__in=unit_ids)
        return self.filter(Exists(branches.filter(unit=OuterRef("unit"))))

    def at_or_below(self, unit: Unit) -> Self:
        """Those of one unit and of everything below it, for a list.

        Of a company's many the first few of the list's order are met soonest by asking
        each; the few of a project are found by the keys of its units.
        """
        if unit.kind == Kind.GROUP:
            return self.all()
        if unit.kind == Kind.COMPANY:
            return self.within([unit.pk])
        return self.below([unit.pk])

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        """Those in units where the viewer holds a permission, by default `seen_by`."""
        return self.below(viewer.unit_ids_for(permission or self.seen_by))
