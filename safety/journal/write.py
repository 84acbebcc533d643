"""The only way records change: saved, journalled and marked in one transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from safety.core.models import Journalled
from safety.journal import marking
from safety.journal.models import Change

UNJOURNALLED = {"id", "created_in_load", "password", "last_login"}


def image(record: models.Model) -> dict[str, Any]:
    """The record's fields as JSON can keep them and `restore` reads them back."""
    return {
        field.attname: _plain(field, getattr(record, field.attname), record)
        for field in record._meta.concrete_fields
        if field.attname not in UNJOURNALLED
    }


def _plain(field: "models.Field[Any, Any]", value: Any, record: models.Model) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    return field.value_to_string(record)


def save(
    record: Journalled, verb: str, *, by: int | None, load: int | None = None
) -> Change | None:
    """Insert or update one record; returns its Change, None when nothing changed.

    Only what was changed since the record was read is written: what others have saved
    meanwhile stays, and the record has it afterwards. ``by`` is the key of the user,
    None for the system itself. Raises what the database's constraints raise.
    """
    with transaction.atomic():
        stored = None
        if record.pk is not None:
            stored = (
                type(record)
                ._base_manager.select_for_update()
                .filter(pk=record.pk)
                .first()
            )
        if stored is None:
            return _insert(record, verb, by, load)
        return _update(stored, record, verb, by, load)


def _insert(record: Journalled, verb: str, by: int | None, load: int | None) -> Change:
    record.save(force_insert=True)
    marking.append(marking.resting_on(type(record), [record.pk], None))
    return _keep(record, verb, None, image(record), by, load)


def _update(
    stored: Journalled,
    record: Journalled,
    verb: str,
    by: int | None,
    load: int | None,
) -> Change | None:
    record.catch_up(stored)
    before, after = image(stored), image(record)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return None
    stale = marking.resting_on(type(record), [record.pk], changed)
    record.save(update_fields=changed)
    marking.append(stale | marking.resting_on(type(record), [record.pk], changed))
    return _keep(
        record,
        verb,
        {name: before[name] for name in changed},
        {name: after[name] for name in changed},
        by,
        load,
    )


def _keep(
    record: models.Model,
    verb: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    by: int | None,
    load: int | None,
) -> Change:
    return Change.objects.create(
        label=record._meta.label_lower,
        key=record.pk,
        verb=verb,
        before=before,
        after=after,
        by=by,
        load=load,
    )


def remove(
    record: Journalled, verb: str, *, by: int | None, load: int | None = None
) -> None:
    """Delete one record, keeping its last image."""
    with transaction.atomic():
        marking.append(marking.resting_on(type(record), [record.pk], None))
        _keep(record, verb, image(record), None, by, load)
        type(record)._base_manager.filter(pk=record.pk).delete()


def restore(record: models.Model, before: Mapping[str, Any]) -> None:
    """Set the fields of an image on a record (not saved)."""
    fields = {field.attname: field for field in record._meta.concrete_fields}
    for name, value in before.items():
        setattr(record, name, fields[name].to_python(value))
