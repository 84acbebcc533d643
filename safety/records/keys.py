"""The keys by which people and other programs know stored records."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.apps import apps

from safety.core.declare.records import Kind
from safety.records.cells import ReferenceCell
from safety.records.registry import cells, kinds, referred

Key = dict[str, str | int]


def keys_of(label: str, pks: Collection[int]) -> tuple[str, dict[int, Key]]:
    """The kind of a model's records, and the key of each as a file would have it.

    A model that no file holds goes by its label and number.
    """
    model = apps.get_model(label)
    kind = next((kind for kind in kinds().values() if kind.model is model), None)
    if kind is None:
        return label, {pk: {"id": pk} for pk in pks}
    paths = _paths(kind)
    rows = model._base_manager.filter(pk__in=pks).values_list("pk", *paths.values())
    return kind.name, {
        pk: dict(zip(paths, map(_plain, values), strict=True)) for pk, *values in rows
    }


def _paths(kind: Kind) -> dict[str, str]:
    """Where each column of the key is read, by the column's name."""
    found = {}
    for name in kind.key:
        cell = cells(kind)[name]
        found[name] = cell.field.name
        if isinstance(cell, ReferenceCell):
            found[name] += f"__{referred(cell).field.name}"
    return found


def _plain(value: Any) -> str | int:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)
