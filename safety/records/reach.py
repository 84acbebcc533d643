"""Which records a file may name or change: those in the reach of whoever brings it."""

from typing import Any, TypeAlias

from django.db.models import CASCADE, Exists, Model, OuterRef, Q, QuerySet

from safety.accounts.models import User
from safety.core.declare.records import Kind
from safety.org.models import Unit
from safety.records.models import Load

LOADING = "records.load"
Keys: TypeAlias = "QuerySet[Any, Any]"


def within_reach(model: type[Model], kind: Kind, viewer: User) -> "Keys":
    """Keys of the records that a viewer's file of a kind may name or change.

    They lie where he may both load files and do what the kind needs. What lies at no
    unit yet, and what he brought himself, is his until something points to it.
    """
    records: Any = model._default_manager
    where = Q()
    for permission in (LOADING, kind.permission):
        where &= Q(pk__in=records.visible_to(viewer, permission).values("pk"))
    if not _lies_at_a_unit(model):
        where |= Q(pk__in=_unattached(model, viewer))
    keys: Keys = model._base_manager.filter(where).values("pk")
    return keys


def _lies_at_a_unit(model: type[Model]) -> bool:
    fields = model._meta.concrete_fields
    return model is Unit or any(field.related_model is Unit for field in fields)


def _unattached(model: type[Model], viewer: User) -> "Keys":
    own = Load.objects.filter(by=viewer).values("pk")
    found = model._base_manager.filter(created_in_load__in=own)
    for relation in model._meta.related_objects:
        if relation.on_delete is not CASCADE:
            pointing: Any = relation.related_model
            here = Q(**{relation.field.name: OuterRef("pk")})
            found = found.exclude(Exists(pointing._base_manager.filter(here)))
    keys: Keys = found.values("pk")
    return keys
