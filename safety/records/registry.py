"""The kinds that the apps have declared."""

import sys
from functools import cache

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from safety.core.declare.records import Column, Kind
from safety.records.cells import Cell, ReferenceCell, cell_of


@cache
def kinds() -> dict[str, Kind]:
    """Every declared kind by its name, in the order of the apps."""
    found: dict[str, Kind] = {}
    for config in apps.get_app_configs():
        module = sys.modules.get(f"{config.name}.records")
        for kind in getattr(module, "KINDS", ()):
            if kind.name in found:
                raise ImproperlyConfigured(f"{kind.name} is declared twice")
            found[kind.name] = kind
    return found


def kind_of(model: type[Model]) -> Kind:
    """The kind whose records a foreign key points to."""
    for kind in kinds().values():
        if kind.model is model and len(kind.key) == 1:
            return kind
    raise ImproperlyConfigured(f"no kind of one key is declared for {model.__name__}")


@cache
def cells(kind: Kind) -> dict[str, Cell]:
    """The columns of a kind by name, with what their fields say.

    A model with a ``status`` has that column though nobody declares it.
    """
    columns = list(kind.columns)
    fields = {field.name for field in kind.model._meta.concrete_fields}
    if "status" in fields and "status" not in {column.name for column in columns}:
        columns.append(Column("status"))
    return {column.name: cell_of(column, kind.model) for column in columns}


def referred(cell: ReferenceCell) -> Cell:
    """The column in which what a reference points to is known to files."""
    kind = kind_of(cell.points_to)
    return cells(kind)[kind.key[0]]
