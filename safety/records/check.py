"""What makes a row bad, asked of all rows at once.

A rule sees the rows whose cells, in the columns it is about, are right so far: a cell
that could not be read is one mistake, not three.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import CheckConstraint, DateField, Model, Q
from django.db.models.expressions import Combinable
from django.db.models.sql import Query
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.core.declare.indicators import paths
from safety.core.declare.records import Bad, Kind
from safety.core.months import Month
from safety.indicators import closed
from safety.indicators.sql import among
from safety.org.models import END, ClosedMonth
from safety.records.cells import Cell, ReferenceCell
from safety.records.reach import changeable, nameable
from safety.records.registry import cells, referred
from safety.records.resolve import compiled, resolve
from safety.records.stage import CELLS, ERRORS, ROWS, Stage, pk_of, quote

ROW = quote("row")


def examine(
    stage: Stage, viewer: User | None, *, skip_bad: bool, restate: str = ""
) -> None:
    """Note everything that is wrong with the rows, as the stored records are now.

    What is wrong with single cells has been noted when they were read. Where bad rows
    are skipped, what rests on one of them is bad, too. ``restate`` says why records of
    closed months change; without it, or for who may not, such rows are bad.
    """
    stage.forget_findings()
    resolve(stage, viewer)
    stage.note(_unknown(stage))
    stage.note(_repeated(stage))
    if viewer:
        stage.note(_foreign(stage, viewer))
        stage.note(_carried_off(stage, viewer))
    for rule in rules(stage.kind):
        stage.note(rule.broken(stage))
    for check in stage.kind.checks:
        stage.note(check.find(stage.rows(check.columns)))
    stage.note(_of_closed_months(stage, viewer, restate))
    while skip_bad and stage.rejected and _fall_out(stage):
        pass


def _fall_out(stage: Stage) -> int:
    """Note what is wrong with good rows once the bad ones are left out; how much."""
    found = sum(stage.note(_orphans(stage, cell)) for cell in stage.own_references)
    for check in stage.kind.checks:
        found += stage.note(check.find(stage.good_rows()))
    return found


def drop_bad(stage: Stage) -> None:
    """Take out the rows with something wrong."""
    stage.execute(f"DELETE FROM {ROWS} WHERE {ROW} IN (SELECT {ROW} FROM {ERRORS})")


def _unknown(stage: Stage) -> Iterator[Bad]:
    """References to what does not exist, or not for whoever loads."""
    for cell in stage.present:
        if isinstance(cell, ReferenceCell):
            record, key = cell.points_to._meta.verbose_name, referred(cell).label
            found = stage.select(
                f"SELECT s.{ROW}, s.{quote(cell.name)}"
                f" FROM {ROWS} l JOIN {CELLS} s ON s.{ROW} = l.{ROW}"
                f" WHERE l.{quote(cell.attname)} IS NULL"
                f" AND s.{quote(cell.name)} IS NOT NULL"
            )
            for row, value in found:
                message = _("There is no %(record)s with the %(key)s “%(value)s”.") % {
                    "record": record,
                    "key": key,
                    "value": value,
                }
                yield Bad(row, cell.name, value, message)


def _repeated(stage: Stage) -> Iterator[Bad]:
    """Rows with the key of an earlier one."""
    names = [quote(cell.attname) for cell in stage.key]
    listed = ", ".join(names)
    same = " AND ".join(f"l.{name} = first.{name}" for name in names)
    rows = stage.rows(stage.kind.key)
    repeated = rows.select(
        f"SELECT l.{ROW}, first.earliest, {_shown(stage, stage.key[0])}"
        f" FROM {{rows}} l JOIN (SELECT {listed}, min({ROW}) AS earliest"
        f" FROM {{rows}} k GROUP BY {listed} HAVING count(*) > 1) first ON {same}"
        f" WHERE l.{ROW} > first.earliest"
    )
    key = get_text_list(list(stage.kind.key), _("and"))
    for row, earliest, value in repeated:
        message = _("Row %(row)s has the same %(key)s. Keep one of them.")
        yield Bad(
            row,
            stage.kind.key[0],
            stage.key[0].text(value),
            message % {"row": earliest, "key": key},
        )


def _shown(stage: Stage, cell: Cell) -> str:
    """The value of a cell of the row l: of a reference the key that a file has."""
    own = f"l.{quote(cell.attname)}"
    if not isinstance(cell, ReferenceCell):
        return own
    if cell in stage.present:
        return f"(SELECT s.{quote(cell.name)} FROM {CELLS} s WHERE s.{ROW} = l.{ROW})"
    table, key = quote(cell.points_to._meta.db_table), quote(referred(cell).attname)
    return f"(SELECT k.{key} FROM {table} k WHERE k.{pk_of(cell.points_to)} = {own})"


def _foreign(stage: Stage, viewer: User) -> Iterator[Bad]:
    """Rows that would change what is beyond the viewer's reach."""
    first = stage.key[0]
    keys = compiled(changeable(stage.kind.model, stage.kind, viewer))
    found = stage.select(
        f"SELECT l.{ROW}, {_shown(stage, first)} FROM {ROWS} l"
        f" WHERE l.target IS NOT NULL AND l.target NOT IN ({keys.text})",
        keys.params,
    )
    for row, value in found:
        message = _("There is such a record, but not in a unit where you may load it.")
        yield Bad(row, first.name, first.text(value), message)


def _carried_off(stage: Stage, viewer: User) -> Iterator[Bad]:
    """Rows that would take a record from where the viewer may change nothing."""
    keys = compiled(nameable(stage.kind.model, stage.kind, viewer))
    for cell in stage.own_references:
        column = quote(cell.attname)
        found = stage.select(
            f"SELECT l.{ROW}, {_shown(stage, cell)} FROM {ROWS} l"
            f" JOIN {stage.table} t ON t.{pk_of(stage.kind.model)} = l.target"
            f" WHERE t.{column} <> l.{column} AND t.{column} NOT IN ({keys.text})",
            keys.params,
        )
        for row, value in found:
            message = _("You may not take this away from where it is now.")
            yield Bad(row, cell.name, value, message)


def _of_closed_months(stage: Stage, viewer: User | None, restate: str) -> Iterator[Bad]:
    """Rows that would move a value of a closed month, of their dates old and new."""
    is_free = restate and viewer is None
    if is_free or not ClosedMonth.objects.active().exists():
        return
    model, present = stage.kind.model, {cell.field.name: cell for cell in stage.present}
    may = ""
    if restate and viewer:
        units = sorted(viewer.unit_ids_for(closed.MAY)) or [0]
        below = f"SELECT unit_id FROM org_ancestry WHERE {among('ancestor_id', units)}"
        may = f" AND k.unit_id NOT IN ({below} AND last_month = {END})"
    stored = f"JOIN {stage.table} t ON t.{pk_of(model)} = l.target"
    places = dict.fromkeys(closed.places(model))
    dates = [c.field.name for c in stage.cells if isinstance(c.field, DateField)]
    places |= dict.fromkeys((unit, at) for unit, _at in [*places] for at in dates)
    for unit, at in places:
        cell = present.get(at.partition("__")[0]) or stage.key[0]
        asked = [
            f"SELECT l.{ROW}, {_shown(stage, cell)}, k.month, u.code"
            f" FROM {ROWS} l {beside} JOIN org_closedmonth k"
            f" ON {closed.lies_in(model, unit, at, row, key)}{may}"
            " JOIN org_unit u ON u.id = k.unit_id"
            " WHERE l.target IS NULL OR l.changed"
            for row, key, beside in (("l", "target", ""), ("t", "", stored))
        ]
        for row, value, month, code in stage.select(" UNION ".join(asked)):
            message = _(
                "%(month)s is closed for %(unit)s. Whoever may load it gives the"
                " reason (--restate)."
            ) % {"month": Month(month), "unit": code}
            yield Bad(row, cell.name, cell.text(value), message)


@dataclass(frozen=True)
class Rule:
    """A check constraint of the model, asked before the database would refuse."""

    constraint: CheckConstraint
    cells: tuple[Cell, ...]

    @cached_property
    def says(self) -> str:
        """The promise that the constraint keeps."""
        return str(self.constraint.get_violation_error_message())

    def broken(self, stage: Stage) -> Iterator[Bad]:
        """Rows that do not keep it, reported at its last column that the file has."""
        present = [cell for cell in self.cells if cell in stage.present]
        if not present:
            return
        condition, params = self._condition(stage.kind.model)
        shown = ", ".join(_shown(stage, cell) for cell in self.cells)
        rows = stage.rows([cell.name for cell in self.cells])
        found = rows.select(
            f"SELECT {ROW}, {shown} FROM {{rows}} l WHERE NOT ({condition})", params
        )
        for row, *values in found:
            pairs = zip(self.cells, values, strict=True)
            texts = {cell.name: cell.text(value) for cell, value in pairs}
            value = texts.pop(present[-1].name)
            beside = ", ".join(f"{name}: {text}" for name, text in texts.items())
            message = f"{self.says} ({beside})" if beside else self.says
            yield Bad(row, present[-1].name, value, message)

    def _condition(self, model: type[Model]) -> tuple[str, tuple[Any, ...]]:
        """What the database asks of a row, with names of columns alone."""
        query = Query(model, alias_cols=False)
        compiler = query.get_compiler(connection=connection)
        condition: Any = self.constraint.condition
        text, params = query.build_where(condition).as_sql(compiler, connection)
        return text, tuple(params)


def rules(kind: Kind) -> Iterator[Rule]:
    """The check constraints of a kind's model that are about columns of its file."""
    by_field = {cell.field.name: cell for cell in cells(kind).values() if cell.is_own}
    for constraint in kind.model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            named = list(_names(constraint.condition))
            names = [*dict.fromkeys(reversed(named))][::-1]
            if all(name in by_field for name in names):
                yield Rule(constraint, tuple(by_field[name] for name in names))


def _names(condition: Any) -> Iterator[str]:
    """The fields of a condition; that on the left of the last comparison is last."""
    if isinstance(condition, Q):
        for child in condition.children:
            yield from _names(child)
        return
    lookup, value = condition
    yield from paths(value) if isinstance(value, Combinable) else ()
    yield lookup.partition("__")[0]


def _orphans(stage: Stage, cell: ReferenceCell) -> Iterator[Bad]:
    """Good rows that point to a record whose row is bad."""
    column, bad = quote(cell.attname), f"SELECT {ROW} FROM {ERRORS}"
    found = stage.select(
        f"SELECT l.{ROW}, {_shown(stage, cell)}, p.{ROW} FROM {ROWS} l JOIN {ROWS} p"
        f" ON l.{column} = -p.{ROW} OR l.{column} = p.target"
        f" WHERE p.{ROW} IN ({bad}) AND l.{ROW} NOT IN ({bad})"
    )
    for row, value, other in found:
        message = _("Row %(row)s, which this row needs, is not right.") % {"row": other}
        yield Bad(row, cell.name, value, message)
