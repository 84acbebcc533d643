"""Records that belong to a unit: where in today's tree that is, and who sees them."""

from collections.abc import Container, Iterable
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet
from safety.org.models.unit import END, Ancestry, Kind, Unit

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

    def joined_within(self, unit_ids: Iterable[int]) -> Self:
        """The same for use in ``Exists``: a row comes once for each way to it."""
        return self.filter(
            unit__ancestries__ancestor__in=unit_ids, unit__ancestries__last_month=END
        )

    def at_or_below(self, unit: Unit) -> Self:
        """Those of one unit and of everything below it, for a list."""
        return self._in_order({unit.kind}, [unit.pk])

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        """Those in units where the viewer holds a permission, by default `seen_by`."""
        return self.below(viewer.unit_ids_for(permission or self.seen_by))

    def first_visible_to(self, viewer: Viewer) -> Self:
        """The same, for the first few of an order."""
        held = viewer.unit_ids_for(self.seen_by)
        kinds = Unit.objects.filter(pk__in=held).values_list("kind", flat=True)
        return self._in_order(set(kinds), held)

    def _in_order(self, kinds: Container[str], unit_ids: Iterable[int]) -> Self:
        """Of a company's many the first of an order are met soonest by asking each.

        The few of a project are found by the keys of its units.
        """
        if Kind.GROUP in kinds:
            return self.all()
        return self.within(unit_ids) if Kind.COMPANY in kinds else self.below(unit_ids)


class SharedQuerySet(LocatedQuerySet[M]):
    """Rows of a library: owned by a unit, used by it and by everything below it."""

    def used_at(self, unit_ids: Iterable[int]) -> Self:
        """Those of these units and of those above them."""
        return self.filter(unit__in=Ancestry.objects.current().above(unit_ids))

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        """Those that the viewer's units use, and those of units below.

        All else but reading is done where a row belongs, or above.
        """
        if permission not in ("", self.seen_by):
            return super().visible_to(viewer, permission)
        held, tree = viewer.unit_ids_for(self.seen_by), Ancestry.objects.current()
        return self.filter(Q(unit__in=tree.above(held)) | Q(unit__in=tree.below(held)))
