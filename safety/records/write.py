"""Rows into records: one statement per table, journalled and marked, all or nothing."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeAlias

from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.core.declare.records import Rows
from safety.journal import marking
from safety.journal.models import Change
from safety.records.cells import Cell
from safety.records.models import Load
from safety.records.read import refusal
from safety.records.stage import ROWS, Stage, pk_of, quote

ROW = quote("row")
Records: TypeAlias = "models.QuerySet[Any, Any]"
UPDATED = f"SELECT target FROM {ROWS} WHERE changed"


def outlook(stage: Stage) -> Counter[str]:
    """How many records the rows would create, update and leave as they are."""
    if stage.kind.enter:
        return _tried(stage, stage.kind.enter)
    count = "count(*) FILTER (WHERE {})".format
    found = stage.select(
        f"SELECT {count('target IS NULL')}, {count('changed')},"
        f" {count('target IS NOT NULL AND NOT changed')} FROM {ROWS}"
    )
    names = ("created", "updated", "unchanged")
    return Counter(dict(zip(names, next(found), strict=True)))


def _tried(stage: Stage, enter: Callable[[Rows], Counter[str]]) -> Counter[str]:
    """What entering the rows one by one does, found by doing it for a moment."""
    with transaction.atomic():
        counts = enter(stage.rows())
        transaction.set_rollback(True)
    return counts


def write(stage: Stage, verb: str) -> Counter[str]:
    """Write the rows, in a transaction of the caller's; how many were what.

    Changes of stored records are journalled under ``verb``; a created record is told by
    its load. Raises what the database's constraints raise.
    """
    if stage.kind.enter:
        return stage.kind.enter(stage.rows())
    counts = outlook(stage)
    marks: set[marking.Stale] = set()
    fields = _changed_fields(stage) if counts["updated"] else []
    updated = stage.kind.model._base_manager.filter(pk__in=RawSQL(UPDATED, ()))
    if counts["updated"]:
        _hold(stage)
        marks |= stale(updated, counts["updated"], fields)
    if counts["created"]:
        _insert(stage)
        if counts["created"] > marking.MOST_SUBJECTS:
            stage.dialect.settle(stage.table)
        created = _created(stage, counts["created"])
        marks |= stale(created, counts["created"], None)
    if counts["updated"]:
        _journal(stage, verb)
        _update(stage)
    if stage.kind.finish:
        stage.kind.finish(stage.rows())
    if counts["updated"]:
        marks |= stale(updated, counts["updated"], fields)
    marking.append(marks)
    return counts


def keep(
    load: Load, verb: str, told: Mapping[str, int | str], *, by: int | None
) -> None:
    """Journal what was done with a load; others see by it that records changed.

    ``told`` are its numbers, and ``why`` where a reason was given.
    """
    Change.objects.create(
        label=Load._meta.label_lower,
        key=load.pk,
        verb=verb,
        before={},
        after=dict(told),
        by=by,
        load=load.pk,
    )


def stale(
    records: Records, count: int, fields: Collection[str] | None
) -> set[marking.Stale]:
    """The numbers that rest on records, as these stand now (their years, if many)."""
    if count > marking.MOST_SUBJECTS:
        return marking.years_resting_on(records.model, records, fields)
    keys = list(records.values_list("pk", flat=True))
    return marking.resting_on(records.model, keys, fields)


def _hold(stage: Stage) -> None:
    """Let what would point to a record wait for its change, and be counted by that."""
    key = pk_of(stage.kind.model)
    updated = f"SELECT {key} FROM {stage.table} WHERE {key} IN ({UPDATED})"
    stage.dialect.lock(updated, from_references=True)


def _written(stage: Stage) -> list[Cell]:
    """Columns whose changes the update writes."""
    left = {*stage.kind.key, *stage.kind.finishes}
    return [cell for cell in stage.present if cell.name not in left]


def _differs(stage: Stage, cell: Cell) -> str:
    name = quote(cell.attname)
    return f"r.{name} {stage.dialect.differs} t.{name}"


def _pairs(stage: Stage) -> str:
    """The changed rows beside what they change."""
    return f"{ROWS} r JOIN {stage.table} t ON t.{pk_of(stage.kind.model)} = r.target"


def _changed_fields(stage: Stage) -> list[str]:
    """The names of the fields that differ in any row."""
    cells = [cell for cell in stage.present if cell.name not in stage.kind.key]
    each = ", ".join(
        f"max(CASE WHEN {_differs(stage, cell)} THEN 1 ELSE 0 END)" for cell in cells
    )
    found = stage.select(f"SELECT {each} FROM {_pairs(stage)} WHERE r.changed")
    return [
        cell.attname
        for cell, differs in zip(cells, next(found), strict=True)
        if differs
    ]


def _journal(stage: Stage, verb: str) -> None:
    """Keep what the update is about to change, before and after."""
    cells = _written(stage)
    if not cells:
        return
    differing = " OR ".join(_differs(stage, cell) for cell in cells)
    images = _image(stage, cells, "t"), _image(stage, cells, "r")
    changed = f"{_pairs(stage)} WHERE r.changed AND ({differing})"
    keep_changes(stage, verb, "r.target", *images, changed)


def keep_changes(
    stage: Stage, verb: str, key: str, before: str, after: str, source: str
) -> None:
    """Journal a change of each row of a source, in the words of a statement."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    names = ("label", "key", "verb", "before", "after", "by", "at", "load")
    by = "NULL" if stage.by is None else str(int(stage.by))
    stage.execute(
        f"INSERT INTO {quote(Change._meta.db_table)} ({', '.join(map(quote, names))})"
        f" SELECT %s, {key}, %s, {before}, {after}, {by}, %s, %s FROM {source}",
        [stage.kind.model._meta.label_lower, verb, now, stage.load],
    )


def _image(stage: Stage, cells: Sequence[Cell], alias: str) -> str:
    """What differs of a row or record, as `journal.write.image` has it."""
    dialect = stage.dialect
    parts = []
    for cell in cells:
        column = f"{alias}.{quote(cell.attname)}"
        parts += [f"'{cell.attname}'", cell.json[dialect.vendor].format(column)]
    same = [(cell.attname, f"NOT ({_differs(stage, cell)})") for cell in cells]
    return dialect.without(f"{dialect.json_object}({', '.join(parts)})", same)


def _update(stage: Stage) -> None:
    cells = _written(stage)
    if cells:
        values = ", ".join(
            f"{quote(cell.attname)} = r.{quote(cell.attname)}" for cell in cells
        )
        stage.execute(
            f"UPDATE {stage.table} SET {values} FROM {ROWS} r"
            f" WHERE r.target = {stage.table}.{pk_of(stage.kind.model)} AND r.changed"
        )


def _insert(stage: Stage) -> None:
    """Insert the new rows; those that point to new ones after these, round by round."""
    own = [quote(cell.attname) for cell in stage.own_references]
    ready = "".join(f" AND (r.{name} IS NULL OR r.{name} > 0)" for name in own)
    while _insert_ready(stage, ready) and own:
        _point_to_made(stage)
    waiting = " OR ".join(f"{name} < 0" for name in own) or "1 = 0"
    left = f"SELECT min({ROW}) FROM {ROWS} WHERE target IS NULL AND ({waiting})"
    if row := stage.number(left):
        raise refusal(_("This row rests on itself."), row, stage.own_references[0].name)


def _insert_ready(stage: Stage, ready: str) -> int:
    """Insert what points to nothing that is still to be made; how many that were."""
    cells = [cell for cell in stage.cells if cell.is_own]
    others = _fixed(stage, {cell.attname for cell in cells})
    names = [
        *(quote(cell.attname) for cell in cells),
        *(quote(name) for name in others),
    ]
    values = [f"r.{quote(cell.attname)}" for cell in cells] + ["%s"] * len(others)
    absent = ""
    if stage.own_references:
        made = f"SELECT 1 FROM {stage.table} t WHERE {_is_made(stage)}"
        absent = f" AND NOT EXISTS ({made})"
    order = ", ".join(f"r.{quote(cell.attname)}" for cell in stage.key)
    return stage.execute(
        f"INSERT INTO {stage.table} ({', '.join(names)}) SELECT {', '.join(values)}"
        f" FROM {ROWS} r WHERE r.target IS NULL{ready}{absent} ORDER BY {order}",
        list(others.values()),
    )


def _fixed(stage: Stage, given: Collection[str]) -> dict[str, Any]:
    """Values, the same for all, of the model's fields that no column gives."""
    model = stage.kind.model
    record = model()
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        is_fixed = not (field.primary_key or field.generated)
        if is_fixed and field.attname not in given:
            value = field.pre_save(record, add=True)
            values[field.attname] = field.get_db_prep_save(value, connection)
    return values | {"created_in_load": stage.load}


def _is_made(stage: Stage) -> str:
    """That the record t is the one that the row r has made."""
    return " AND ".join(
        f"t.{quote(cell.attname)} = r.{quote(cell.attname)}" for cell in stage.key
    )


def _created(stage: Stage, count: int) -> Records:
    """The records that the rows have made: a few by their keys, many by the load."""
    records = stage.kind.model._base_manager
    if count > marking.MOST_SUBJECTS:
        return records.filter(created_in_load=stage.load)
    pairs = f"{ROWS} r JOIN {stage.table} t ON {_is_made(stage)}"
    keys = f"SELECT t.{pk_of(stage.kind.model)} FROM {pairs} WHERE r.target IS NULL"
    return records.filter(pk__in=RawSQL(keys, ()))


def _point_to_made(stage: Stage) -> None:
    """Let rows that pointed to rows of the file point to the records made of these."""
    for cell in stage.own_references:
        column = quote(cell.attname)
        made = (
            f"SELECT t.{pk_of(stage.kind.model)} FROM {ROWS} r JOIN {stage.table} t"
            f" ON {_is_made(stage)} WHERE r.{ROW} = -{ROWS}.{column}"
        )
        stage.execute(
            f"UPDATE {ROWS} SET {column} = coalesce(({made}), {column})"
            f" WHERE {column} < 0"
        )
