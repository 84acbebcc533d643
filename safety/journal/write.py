"""The only way records change: saved, journalled and marked in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, NamedTuple, TypeVar

from django.db import models, transaction

from safety.core.models import Journalled
from safety.journal import marking
from safety.journal.models import Change

J = TypeVar("J", bound=Journalled)
_gathered: ContextVar[list[Change] | None] = ContextVar("gathered", default=None)
# All or nothing; inside another transaction it is that one which fails as a whole, or
# the savepoint of whoever catches what went wrong.
whole = partial(transaction.atomic, savepoint=False)
UNJOURNALLED = {"id", "created_in_load", "password", "last_login"}
# What opens something to whoever has it: saved beside the journal, never in it.
UNJOURNALLED |= {"secret_url", "secret_key"}


def journalled(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields of a model that are kept, not those worked out from the others."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.generated and field.attname not in UNJOURNALLED
    ]


def image(record: models.Model) -> dict[str, Any]:
    """The record's fields as JSON can keep them and `restore` reads them back."""
    return {
        field.attname: _plain(field, getattr(record, field.attname), record)
        for field in journalled(type(record))
    }


def _plain(field: "models.Field[Any, Any]", value: Any, record: models.Model) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    return field.value_to_string(record)


class Act(NamedTuple):
    """What is done with records: the verb, the user's key, and the load it is part of.

    No user is the system itself.
    """

    verb: str
    by: int | None
    load: int | None

    def change(
        self,
        record: models.Model,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> Change:
        """The entry of the journal, not saved yet."""
        return Change(
            label=record._meta.label_lower,
            key=record.pk,
            before=before,
            after=after,
            **self._asdict(),
        )


def save(
    record: Journalled,
    verb: str,
    *,
    by: int | None,
    load: int | None = None,
    is_held: bool = False,
) -> Change | None:
    """Insert or update one record; returns its Change, None when nothing changed.

    Only what was changed since the record was read is written: what others have saved
    meanwhile stays, and the record has it afterwards. A record that was read whole in
    this transaction while it, or what it is a part of, was ``locked`` ``is_held``:
    nobody else has saved it, and it is not read again. ``by`` is the key of the user,
    None for the system itself. Raises what the database's constraints raise.
    """
    act = Act(verb, by, load)
    with whole():
        stored = None
        if record.pk is not None and is_held:
            stored = record.stored
        elif record.pk is not None:
            rows = type(record)._base_manager.select_for_update()
            # In no order of its own: that may join what cannot be locked.
            stored = rows.filter(pk=record.pk).order_by().first()
        change = _update(stored, record, act) if stored else _insert(record, act)
        if change:
            _enter([change])
    return change


@contextmanager
def together() -> Iterator[None]:
    """Enter what is changed in here in the journal at once, at its end.

    For a few changes that fail as one: whoever catches a fault in here keeps a change
    that was undone. What is entered has no key until then.
    """
    with whole():
        gathered: list[Change] = []
        outer = _gathered.set(gathered)
        try:
            yield
        finally:
            _gathered.reset(outer)
        _enter(gathered)


def _enter(changes: Sequence[Change]) -> None:
    gathered = _gathered.get()
    if gathered is not None:
        gathered += changes
    elif changes:
        Change.objects.bulk_create(changes)


def _insert(record: Journalled, act: Act) -> Change:
    record.save(force_insert=True)
    marking.append(marking.touch(type(record), [record.pk], None, act.by))
    return act.change(record, None, image(record))


def _update(stored: Journalled, record: Journalled, act: Act) -> Change | None:
    before, after = _brought(stored, record)
    if not after:
        return None
    rows = type(record), [record.pk], after, act.by
    stale = marking.touch(*rows)
    record.save(update_fields=after)
    marking.append(stale | marking.touch(*rows))
    return act.change(record, before, after)


def _brought(
    stored: Journalled, record: Journalled
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the fields that a record changes were and will be."""
    record.catch_up(stored)
    before, after = image(stored), image(record)
    changed = [name for name in after if before[name] != after[name]]
    return {n: before[n] for n in changed}, {n: after[n] for n in changed}


def save_all(
    records: Sequence[J], verb: str, *, by: int | None, load: int | None = None
) -> list[J]:
    """Insert or update many records of one model at once; those that were not so yet.

    Raises what the database's constraints raise.
    """
    act = Act(verb, by, load)
    new = [record for record in records if record.pk is None]
    with whole():
        changed = _update_all([record for record in records if record.pk], act)
        _insert_all(new, act)
    return changed + new


def _insert_all(records: Sequence[J], act: Act) -> None:
    if not records:
        return
    model = type(records[0])
    model._base_manager.bulk_create(records)
    keys = [record.pk for record in records]
    marking.append(marking.touch(model, keys, None, act.by))
    _enter([act.change(record, None, image(record)) for record in records])


def _update_all(records: Sequence[J], act: Act) -> list[J]:
    if not records:
        return []
    model = type(records[0])
    keys = [record.pk for record in records]
    stored = model._base_manager.select_for_update().in_bulk(keys)
    found = [(each, *_brought(stored[each.pk], each)) for each in records]
    changes = [act.change(*each) for each in found if each[2]]
    changed = [each for each, _before, after in found if after]
    fields = {name for _each, _before, after in found for name in after}
    if changed:
        keys = [record.pk for record in changed]
        marking.append(marking.touch(model, keys, fields, act.by))
        model._base_manager.bulk_update(changed, fields)
        marking.append(marking.touch(model, keys, fields, act.by))
        _enter(changes)
    return changed


def remove(
    record: Journalled, verb: str, *, by: int | None, load: int | None = None
) -> None:
    """Delete one record, keeping its last image."""
    with whole():
        marking.append(marking.touch(type(record), [record.pk], None, by))
        _enter([Act(verb, by, load).change(record, image(record), None)])
        type(record)._base_manager.filter(pk=record.pk).delete()


def restore(record: models.Model, before: Mapping[str, Any]) -> None:
    """Set the fields of an image on a record (not saved)."""
    fields = {field.attname: field for field in record._meta.concrete_fields}
    for name, value in before.items():
        setattr(record, name, fields[name].to_python(value))
