"""What a queryset may ask of whoever looks."""

from typing import Protocol


class Viewer(Protocol):
    """Somebody with grants: a user, or in tests anything that answers like one."""

    def unit_ids_for(self, permission: str) -> frozenset[int]:
        """Keys of the units at which (and below which) the permission is held."""

    def unit_kinds_for(self, permission: str) -> frozenset[str]:
        """The kinds of these units."""
