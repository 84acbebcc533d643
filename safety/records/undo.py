"""Taking back a whole load, while nothing has been built on it.

What it created is removed, what it changed is written back, by the same statements that
write a file: the rows are what the records were before.
"""

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CASCADE, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.core import formats
from safety.core.declare.records import Kind
from safety.indicators import closed
from safety.journal import marking
from safety.journal import write as journal
from safety.journal.models import Change
from safety.org.models import BEGINNING, Unit
from safety.records.cells import json_of
from safety.records.models import Load, State
from safety.records.read import refusal
from safety.records.registry import cells, kinds
from safety.records.stage import ROWS, Stage, pk_of, quote
from safety.records.write import Records, keep, keep_changes, stale, write

VERB = "undo"
AT_ONCE = 1000


def obstacle(load: Load) -> str:
    """Why a load cannot be taken back; empty when it can."""
    kind = kinds()[load.kind]
    if kind.enter:
        return _("Letters have gone out for it, and they cannot be called back.")
    changed = _changed_since(load, kind).count()
    if changed:
        said = ngettext(
            "A record of it was changed since.",
            "Records of it were changed since, %(number)s times.",
            changed,
        )
        return said % {"number": formats.number(changed)}
    for relation, rows in _resting(load, kind):
        if relation.on_delete is not CASCADE and rows.exists():
            names = relation.related_model._meta.verbose_name_plural
            return _("There are %(records)s that need what it made.") % {
                "records": names
            }
    return ""


def undo(load: Load, by: int | None) -> None:
    """Take a load back, all of it or, raising Refused, nothing."""
    _require_free(load)
    kind = kinds()[load.kind]
    stage = Stage(kind, tuple(cells(kind).values()), load.pk, by)
    with stage.opened():
        _fill(stage, load)
        try:
            with transaction.atomic():
                _take_back(stage, load)
        except IntegrityError as error:
            raise refusal(_("Somebody is building on it at this moment.")) from error
        except ValidationError as error:
            raise refusal(_sentence(" ".join(error.messages))) from error


def _require_free(load: Load) -> None:
    why = obstacle(load)
    if why:
        raise refusal(why)


def _take_back(stage: Stage, load: Load) -> None:
    """Write what was before while nobody else can write."""
    if stage.kind.hold:
        stage.kind.hold(stage.rows())
    _require_free(load)
    if stage.has_moved_on():
        _fill(stage, load)
    lying = _closed_months(load, stage.kind)
    write(stage, VERB)
    try:
        closed.allow(lying | _closed_months(load, stage.kind), stage.by)
    except PermissionDenied as error:
        raise refusal(str(error)) from error
    _remove(stage, load)
    _require_sound(stage)
    keep(load, VERB, {"why": load.why_undone}, by=stage.by)
    if not load.end(State.UNDONE, message=""):
        raise refusal(_("Somebody else has taken it back meanwhile."))


def _closed_months(load: Load, kind: Kind) -> set[tuple[int, int]]:
    """Closed months, (month, unit), in which its records lie at this moment."""
    label, pk = kind.model._meta.label_lower, quote(pk_of(kind.model))
    changed = (
        f"SELECT c.{quote('key')} FROM {quote(Change._meta.db_table)} c"
        f" WHERE c.label = '{label}' AND c.{quote('load')} = {load.pk}"
    )
    its = f"(t.created_in_load = {load.pk} OR t.{pk} IN ({changed}))"
    return closed.months_where(kind.model, its)


def _require_sound(stage: Stage) -> None:
    """Refuse what was right before, and is not beside what has come since."""
    for check in stage.kind.checks:
        for bad in check.find(stage.rows()):
            raise refusal(_sentence(bad.message))


def _sentence(why: str) -> str:
    return _("What it changed cannot be as it was: %(why)s") % {"why": why}


def _created(load: Load, kind: Kind) -> Records:
    return kind.model._base_manager.filter(created_in_load=load.pk)


def _changes(load: Load, kind: Kind) -> "models.QuerySet[Change, Change]":
    """What the load changed."""
    label = kind.model._meta.label_lower
    return Change.objects.filter(label=label, load=load.pk)


def _changed_since(load: Load, kind: Kind) -> "models.QuerySet[Change, Change]":
    """Later changes of its records, without those that were taken back themselves."""
    done = Change.objects.filter(label=Load._meta.label_lower, key=load.pk, verb="load")
    later = Change.objects.filter(
        label=kind.model._meta.label_lower, pk__gt=done.values("pk")[:1]
    )
    taken_back = Load.objects.filter(state=State.UNDONE).values("pk")
    later = later.exclude(load__in=taken_back)
    of_created = Q(key__in=_created(load, kind).values("pk"))
    return later.filter(of_created | Q(key__in=_changes(load, kind).values("key")))


def _resting(load: Load, kind: Kind) -> Iterator[tuple[Any, Records]]:
    """The rows of each table that point to what the load created, but not its own."""
    for relation in kind.model._meta.related_objects:
        rows = relation.related_model._base_manager.filter(
            **{f"{relation.field.name}__in": _created(load, kind)}
        )
        if relation.related_model is kind.model:
            changed = _changes(load, kind).values("key")
            rows = rows.exclude(created_in_load=load.pk).exclude(pk__in=changed)
        yield relation, rows


def _fill(stage: Stage, load: Load) -> None:
    """Let the rows be what the records that were changed were before."""
    stage.settle()
    stage.execute(f"DELETE FROM {ROWS}")
    lines = _before(load, stage.kind, [cell.attname for cell in stage.present])
    while some := list(islice(lines, AT_ONCE)):
        stage.dialect.fill(ROWS, 3 + len(stage.present), some)
    stage.dialect.settle(ROWS)


def _before(load: Load, kind: Kind, names: list[str]) -> Iterator[list[Any]]:
    """Row by row: its number, the record's key, that it changes, what to write."""
    fields = {field.attname: field for field in kind.model._meta.concrete_fields}
    changes = _changes(load, kind).order_by("key", "-pk").values_list("key", "before")
    by_key = groupby(changes.iterator(AT_ONCE), key=itemgetter(0))
    images = ((key, [before for _key, before in same]) for key, same in by_key)
    numbered = enumerate(images, 1)
    while some := list(islice(numbered, AT_ONCE)):
        keys = [key for _number, (key, _images) in some]
        records = kind.model._base_manager.in_bulk(keys)
        for number, (key, befores) in some:
            for before in befores:
                journal.restore(records[key], before or {})
            values = (
                fields[name].get_db_prep_save(getattr(records[key], name), connection)
                for name in names
            )
            yield [number, key, True, *values]


def _remove(stage: Stage, load: Load) -> None:
    """Remove what was created, and what stands only for it, keeping the last images."""
    kind, created = stage.kind, _created(load, stage.kind)
    marking.append(stale(created, created.count(), None))
    if kind.model is Unit and created.exists():
        # Who stood above them is about to be forgotten.
        marking.append({marking.Stale(marking.TREE, None, BEGINNING)})
    made = f"{stage.table} t WHERE t.created_in_load = {load.pk}"
    key = f"t.{pk_of(kind.model)}"
    keep_changes(stage, VERB, key, _image(stage), "NULL", made)
    for relation, rows in _resting(load, kind):
        if relation.on_delete is CASCADE:
            rows.delete()
    created._raw_delete(created.db)
    if kind.removed:
        kind.removed(stage.by)


def _image(stage: Stage) -> str:
    """All of the record t, as `journal.write.image` has it."""
    parts = []
    for field in journal.journalled(stage.kind.model):
        column = json_of(field).format(f"t.{quote(field.attname)}")
        parts += [f"'{field.attname}'", column]
    return f"{stage.dialect.json_object}({', '.join(parts)})"
