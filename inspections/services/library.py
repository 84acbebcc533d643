"""The starter library: checklists to begin with, which the group then keeps itself."""

from pathlib import Path

from django.db import transaction

from inspections.models import Checklist
from inspections.paper import yaml_file
from inspections.paper.draft import understand
from inspections.services import checklists
from safety.org.models import Unit

LIBRARY = Path(__file__).resolve().parent.parent / "library"


class BadLibraryError(Exception):
    """A file of the library says what no checklist may."""


def add_starters(unit: Unit, *, by: int | None) -> int:
    """Enter those whose code the unit does not have yet, and publish them.

    A rule set without rules stays a draft. Returns how many were added.
    """
    added = 0
    with transaction.atomic():
        rows = Checklist.objects.filter(unit=unit)
        known = set(rows.values_list("code", flat=True))
        for path in sorted(LIBRARY.glob("*.yaml")):
            for raw in yaml_file.read(path.read_bytes()):
                draft, faults = understand(raw)
                if faults:
                    raise BadLibraryError(f"{path.name}: {faults[0]}")
                if draft.checklist.code not in known:
                    version = checklists.enter(draft, unit, by=by)
                    if version.items:
                        checklists.publish(version, by=by)
                    added += 1
    return added
