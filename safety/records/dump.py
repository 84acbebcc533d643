"""Records as a file that `load` reads back: the same columns, ordered by the key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from safety.core.access import Viewer
from safety.core.declare.records import Kind
from safety.org.models import Unit
from safety.records.cells import Cell, ReferenceCell
from safety.records.registry import cells, referred
from safety.records.sink import Value, sink

AT_ONCE = 5000


@dataclass(frozen=True)
class Below:
    """Who may see everything at a unit and below it, and nothing else."""

    unit: Unit

    def unit_ids_for(self, permission: str) -> frozenset[int]:  # noqa: ARG002
        """The unit, whatever is asked."""
        return frozenset({self.unit.pk})

    def unit_kinds_for(self, permission: str) -> frozenset[str]:  # noqa: ARG002
        """Its kind."""
        return frozenset({self.unit.kind})


def dump(kind: Kind, path: Path, viewer: Viewer | None = None) -> int:
    """Write the records that a viewer sees (None: all), voided ones too; how many.

    The file is in CSV or a workbook by its name. Raises Refused when it cannot be
    written.
    """
    columns = tuple(cells(kind).values())
    count = 0
    with sink(path) as put:
        put([cell.name for cell in columns])
        for line in _lines(kind, columns, seen(kind, viewer)):
            put(line)
            count += 1
    return count


def seen(kind: Kind, viewer: Viewer | None) -> "QuerySet[Any, Any]":
    """The records of a kind that a viewer sees (None: all)."""
    records: Any = kind.stored() if kind.stored else kind.model._default_manager.all()
    found: QuerySet[Any, Any] = (
        records if viewer is None else records.visible_to(viewer)
    )
    return found


def left_out(kind: Kind, viewer: Viewer | None = None) -> list[str]:
    """What of these records the file that `dump` writes does not say."""
    return list(map(str, kind.left_out(seen(kind, viewer)))) if kind.left_out else []


def _lines(
    kind: Kind, columns: Sequence[Cell], records: "QuerySet[Any, Any]"
) -> Iterator[list[Value]]:
    # By what the file says: the same records make the same file in every system.
    ordered = records.order_by(*(_said(cells(kind)[name]) for name in kind.key))
    said = [_said(cell) for cell in columns]
    for line in ordered.values_list(*said).iterator(AT_ONCE):
        yield [_value(cell, value) for cell, value in zip(columns, line, strict=True)]


def _said(cell: Cell) -> F | Subquery:
    """What a record holds, and of a reference the key."""
    if not isinstance(cell, ReferenceCell):
        return F(cell.attname)
    key = referred(cell).attname
    if cell.is_own:
        return F(f"{cell.field.name}__{key}")
    others = cell.points_to._base_manager.filter(pk=OuterRef(cell.attname))
    return Subquery(others.values(key)[:1])


def _value(cell: Cell, value: Any) -> Value:
    text = cell.text(value)
    return Decimal(text) if cell.is_number and text else text
