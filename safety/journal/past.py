"""Records as they were: later changes undone from their before-images, for a moment."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from safety.journal.models import Change
from safety.journal.write import restore

LOAD = "records.load"  # the label of what brings a file
MOST = 20_000  # changes that are undone at once


class TooManyError(Exception):
    """More has changed than can be undone for a page."""


@dataclass
class Since:
    """What became of records of some models after a change, by model and key.

    ``changed`` has the fields that they had (all of them, of a record that is gone),
    ``made`` are the records that were not there.
    """

    changed: dict[type[models.Model], dict[int, dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    made: dict[type[models.Model], set[int]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def keys(self, model: type[models.Model]) -> set[int]:
        """Of all records of a model that came, went or changed."""
        return {*self.changed.get(model, {}), *self.made.get(model, ())}


def since(number: int, of: Collection[type[models.Model]]) -> Since:
    """What has become of records of some models after a change.

    TooManyError beyond `MOST`. What a load has made is known by its number.
    """
    by_label = {model._meta.label_lower: model for model in of}
    later = Change.objects.filter(pk__gt=number)
    loads = set(later.filter(label=LOAD, verb="load").values_list("load", flat=True))
    rows = later.filter(label__in=by_label).order_by("-pk")
    found = Since()
    for label, key, before, after, load in _few(
        rows.values_list("label", "key", "before", "after", "load")
    ):
        model = by_label[label]
        # What a load since has made may be gone, taken back with it.
        if before is None or (after is None and load in loads):
            found.made[model].add(key)
        else:
            found.changed[model].setdefault(key, {}).update(before)
    for model in of:
        if _is_loaded(model):
            made = model._base_manager.filter(created_in_load__in=loads)
            found.made[model] |= {key for (key,) in _few(made.values_list("pk"))}
    for model, keys in found.made.items():
        for key in keys:
            found.changed[model].pop(key, None)
    return found


def _is_loaded(model: type[models.Model]) -> bool:
    """Whether its records say which load has made them."""
    return any(f.name == "created_in_load" for f in model._meta.concrete_fields)


def _few(rows: Any) -> list[Any]:
    some = list(rows[: MOST + 1])
    if len(some) > MOST:
        raise TooManyError
    return some


@contextmanager
def as_before(what: Since) -> Iterator[None]:
    """Within the block the changed records are as they were; afterwards as they are.

    What was made since is still there: leave it out. Nothing may be written in here.
    """
    with transaction.atomic():
        for model, records in what.changed.items():
            stored = model._base_manager.in_bulk(list(records))
            for key, before in records.items():
                record = stored.get(key) or model(pk=key)
                restore(record, before)
                record.save_base(raw=True, force_insert=key not in stored)
        yield
        transaction.set_rollback(True)


def why(change: Change) -> str:
    """The reason that was given for the load of which a change is part, if any."""
    if change.load is None:
        return ""
    rows = Change.objects.filter(label=LOAD, key=change.load, verb=change.verb)
    said = rows.order_by("-pk").values_list("after__why", flat=True).first()
    return said or ""


def who(label: str, key: int, number: int) -> list[Change]:
    """What was done with a record after a change, the latest last.

    A record that came with a file has no Change of its own for that: the load has.
    """
    its, model = Q(label=label, key=key), apps.get_model(label)
    if _is_loaded(model):
        made_by = model._base_manager.filter(pk=key).values("created_in_load")
        its |= Q(label=LOAD, key__in=made_by, verb="load")
    return list(Change.objects.filter(its, pk__gt=number).order_by("pk"))
