"""Taking back a whole load, while nothing has been built on it.

What it created is removed, what it changed is written back, by the same statements that
write a file: the rows are what the records were before.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import CASCADE, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.core import formats
from safety.core.declare.records import Kind
from safety.journal import marking
from safety.journal import write as journal
from safety.journal.models import Change
from safety.org.models import BEGINNING, Unit
from safety.records.models import Load, State
from safety.records.read import refusal
from safety.records.registry import cells, kinds
from safety.records.stage import ROWS, Stage
from safety.records.write import Records, keep, stale, write

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
    kind = kinds()[load.kind]
    try:
        with transaction.atomic():
            why = obstacle(load)
            if why:
                raise refusal(why)
            _write_back(load, kind, by)
            _remove(load, kind, by)
            keep(load, VERB, {})
            if not load.end(State.UNDONE):
                raise refusal(_("Somebody else has taken it back meanwhile."))
    except IntegrityError as error:
        raise refusal(_("Somebody is building on it at this moment.")) from error


def _created(load: Load, kind: Kind) -> Records:
    return kind.model._base_manager.filter(created_in_load=load.pk)


def _changes(load: Load, kind: Kind) -> "models.QuerySet[Change, Change]":
    """What the load changed, in the order in which it was done."""
    label = kind.model._meta.label_lower
    return Change.objects.filter(label=label, load=load.pk).order_by("pk")


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


def _write_back(load: Load, kind: Kind, by: int | None) -> None:
    """Give the records that were changed the values from before."""
    own = tuple(cell for cell in cells(kind).values() if cell.is_own)
    stage = Stage(kind, own, load.pk, by)
    names = [cell.attname for cell in own]
    with stage.opened():
        lines = _before(load, kind, names)
        while some := list(islice(lines, AT_ONCE)):
            stage.dialect.fill(ROWS, 3 + len(own), some)
        stage.dialect.settle(ROWS)
        write(stage, VERB)


def _before(load: Load, kind: Kind, names: list[str]) -> Iterator[list[Any]]:
    """Row by row: its number, the record's key, that it changes, what to write."""
    fields = {field.attname: field for field in kind.model._meta.concrete_fields}
    keys = _changes(load, kind).values_list("key", flat=True).order_by("key").distinct()
    numbered = enumerate(keys.iterator(), 1)
    while some := dict(islice(numbered, AT_ONCE)):
        records = kind.model._base_manager.in_bulk(some.values())
        for change in _changes(load, kind).filter(key__in=records).reverse():
            journal.restore(records[change.key], change.before or {})
        for number, key in some.items():
            values = (
                fields[name].get_db_prep_save(getattr(records[key], name), connection)
                for name in names
            )
            yield [number, key, True, *values]


def _remove(load: Load, kind: Kind, by: int | None) -> None:
    """Remove what was created, and what stands only for it, keeping the last images."""
    created = _created(load, kind)
    marking.append(stale(created, created.count(), None))
    if kind.model is Unit and created.exists():
        # Who stood above them is about to be forgotten.
        marking.append({marking.Stale(marking.TREE, None, BEGINNING)})
    records = created.order_by("pk").iterator(AT_ONCE)
    while some := list(islice(records, AT_ONCE)):
        Change.objects.bulk_create(_removal(record, load, by) for record in some)
    for relation, rows in _resting(load, kind):
        if relation.on_delete is CASCADE:
            rows.delete()
    created._raw_delete(created.db)


def _removal(record: models.Model, load: Load, by: int | None) -> Change:
    return Change(
        label=record._meta.label_lower,
        key=record.pk,
        verb=VERB,
        before=journal.image(record),
        after=None,
        by=by,
        load=load.pk,
    )
