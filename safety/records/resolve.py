"""From cells to rows: references looked up, keys matched, what is absent filled in.

One statement for the whole file: every reference is a join, and so is the key.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

from safety.accounts.models import User
from safety.records.cells import Cell, ReferenceCell
from safety.records.reach import nameable
from safety.records.registry import referred
from safety.records.stage import CELLS, ROWS, Stage, pk_of, quote


class Sql(NamedTuple):
    """A piece of a statement with its parameters."""

    text: str
    params: tuple[Any, ...] = ()


def resolve(stage: Stage, viewer: User | None) -> None:
    """Fill ``load_rows`` from ``load_cells``, as the stored records are now.

    What is beyond the viewer's reach is as unknown as what does not exist.
    """
    stage.execute(f"DELETE FROM {ROWS}")
    joins = [*_references(stage, viewer), _stored(stage)]
    values = [_value(stage, cell) for cell in stage.cells]
    changed = " OR ".join(_differences(stage)) or "1 = 0"
    names = ", ".join(quote(cell.attname) for cell in stage.cells)
    params = [p for part in (*values, *joins) for p in part.params]
    stage.execute(
        f"INSERT INTO {ROWS} ({quote('row')}, target, changed, {names})"
        f" SELECT s.{quote('row')}, t.{pk_of(stage.kind.model)},"
        f" t.{pk_of(stage.kind.model)} IS NOT NULL AND ({changed}),"
        f" {', '.join(value.text for value in values)}"
        f" FROM {CELLS} s {' '.join(join.text for join in joins)}",
        params,
    )
    for cell in stage.own_references:
        _point_into_file(stage, cell)
    stage.dialect.settle(ROWS)


def _references(stage: Stage, viewer: User | None) -> Iterator[Sql]:
    for cell in stage.present:
        if isinstance(cell, ReferenceCell):
            model = cell.points_to
            alias, key = _alias(cell), quote(referred(cell).attname)
            seen = _reach(stage, cell, viewer) if viewer else Sql("")
            table = quote(model._meta.db_table)
            own = f"{alias}.{key} = s.{quote(cell.name)}"
            yield Sql(f"LEFT JOIN {table} {alias} ON {own}{seen.text}", seen.params)


def _alias(cell: Cell) -> str:
    return f"r_{cell.name}"


def _reach(stage: Stage, cell: ReferenceCell, viewer: User) -> Sql:
    """That what a reference points to is within the viewer's reach."""
    keys = compiled(nameable(cell.points_to, stage.kind, viewer))
    key = f"{_alias(cell)}.{pk_of(cell.points_to)}"
    return Sql(f" AND {key} IN ({keys.text})", keys.params)


def compiled(rows: "QuerySet[Any, Any]") -> Sql:
    """A queryset as a piece of a statement."""
    text, params = rows.query.sql_with_params()
    return Sql(text, tuple(params))


def _stored(stage: Stage) -> Sql:
    """The stored record that a row's key names."""
    kind = stage.kind
    own = Sql(stage.table)
    if kind.stored:
        names = [kind.model._meta.pk.name, *(cell.attname for cell in stage.cells)]
        inner = compiled(kind.stored().order_by().values(*names))
        own = Sql(f"({inner.text})", inner.params)
    pairs = [f"t.{quote(cell.attname)} = {_said(cell)}" for cell in stage.key]
    return Sql(f"LEFT JOIN {own.text} t ON {' AND '.join(pairs)}", own.params)


def _said(cell: Cell) -> str:
    """The value of a column as the file has it."""
    if isinstance(cell, ReferenceCell):
        return f"{_alias(cell)}.{pk_of(cell.points_to)}"
    return f"s.{quote(cell.name)}"


def _value(stage: Stage, cell: Cell) -> Sql:
    """What the record will hold: as the file says, else as stored, else empty."""
    if cell in stage.present:
        return Sql(_said(cell))
    kept = f"t.{quote(cell.attname)}"
    if cell.empty is None:
        return Sql(kept)
    new = f"CAST(%s AS {cell.sql_type})"
    return Sql(
        f"CASE WHEN t.{pk_of(stage.kind.model)} IS NULL THEN {new} ELSE {kept} END",
        (cell.empty,),
    )


def _differences(stage: Stage) -> list[str]:
    return [
        f"{_said(cell)} {stage.dialect.differs} t.{quote(cell.attname)}"
        for cell in stage.present
        if cell.name not in stage.kind.key
    ]


def _point_into_file(stage: Stage, cell: ReferenceCell) -> None:
    """Let a reference to a record that the file itself makes be minus its row."""
    row, key, name = quote("row"), quote(stage.kind.key[0]), quote(cell.name)
    stage.execute(f"CREATE INDEX IF NOT EXISTS load_cells_key ON {CELLS} ({key})")
    found = (
        f"SELECT -min(other.{row}) FROM {CELLS} own"
        f" JOIN {CELLS} other ON other.{key} = own.{name}"
        f" WHERE own.{row} = {ROWS}.{row}"
    )
    column = quote(cell.attname)
    stage.execute(f"UPDATE {ROWS} SET {column} = ({found}) WHERE {column} IS NULL")
