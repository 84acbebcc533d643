"""Which records a file may name or change: those in the reach of whoever brings it."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.db.models import CASCADE, Exists, Model, OuterRef, Q, QuerySet

from safety.accounts.models import User
from safety.core.declare.records import Kind
from safety.core.models import Voidable
from safety.org.models import Unit
from safety.records.models import Load

LOADING = "records.load"
Keys: TypeAlias = "QuerySet[Any, Any]"


def nameable(model: type[Model], kind: Kind, viewer: User) -> "Keys":
    """Keys of the records that a row of a viewer's file may point to.

    They lie where he may both load files and do what the kind needs, or at no unit yet:
    whoever registers persons need not be who posts them. A model of which more may be
    pointed to than is seen says so by ``free_for``.
    """
    records: Any = model._default_manager
    if hasattr(records, "free_for"):
        where = _within(records.free_for, kind, viewer)
        return records.filter(where).values("pk")  # type: ignore[no-any-return]
    return _lying_within(model, kind, viewer, model._base_manager.all())


def changeable(model: type[Model], kind: Kind, viewer: User) -> "Keys":
    """Keys of the records that a row of a viewer's file may change.

    Of those at no unit yet only what he brought himself.
    """
    own = Load.objects.filter(by=viewer).values("pk")
    brought = model._base_manager.filter(created_in_load__in=own)
    return _lying_within(model, kind, viewer, brought)


def _lying_within(
    model: type[Model], kind: Kind, viewer: User, others: "Keys"
) -> "Keys":
    records: Any = model._default_manager
    where = _within(records.visible_to, kind, viewer)
    if not _lies_at_a_unit(model):
        where |= Q(pk__in=_unattached(model, others))
    keys: Keys = model._base_manager.filter(where).values("pk")
    return keys


def _within(reach: "Callable[[User, str], Keys]", kind: Kind, viewer: User) -> Q:
    """That a record is in reach by both permissions."""
    where = Q()
    for permission in (LOADING, kind.permission):
        where &= Q(pk__in=reach(viewer, permission).values("pk"))
    return where


def _lies_at_a_unit(model: type[Model]) -> bool:
    """Whether it has a unit, or is part of something that has."""
    if model is Unit:
        return True
    fields = model._meta.concrete_fields
    pointed_to = [(each.related_model, each.null) for each in fields]
    return any(
        other is Unit or (other and not is_null and _lies_at_a_unit(other))
        for other, is_null in pointed_to
    )


def _unattached(model: type[Model], found: "Keys") -> "Keys":
    """Those of some records that nothing points to, but what is voided."""
    for relation in model._meta.related_objects:
        if relation.on_delete is not CASCADE:
            pointing: Any = relation.related_model
            here = pointing._base_manager.filter(
                **{relation.field.name: OuterRef("pk")}
            )
            if issubclass(pointing, Voidable):
                here = here.exclude(status=Voidable.Status.VOIDED)
            found = found.exclude(Exists(here))
    keys: Keys = found.values("pk")
    return keys
