"""Mypy's Django plugin, and one rule more: journalled records change in the journal.

`update()`, `bulk_update()` and `delete()` on a record, manager or queryset of a model
that is `Journalled` are errors outside the packages that keep the journal. (Types
tell a queryset from a dictionary, which a look at the names alone could not.)
"""

from collections.abc import Callable, Iterator
from functools import partial

from mypy.maptype import map_instance_to_supertype
from mypy.nodes import TypeInfo
from mypy.plugin import MethodContext
from mypy.types import Instance, Type, get_proper_type
from mypy_django_plugin.main import NewSemanalDjangoPlugin

GUARDED = {"update", "aupdate", "bulk_update", "abulk_update", "delete", "adelete"}
RECORD = "safety.core.models.Journalled"
ROWS = "safety.core.models.JournalledQuerySet"
HOLDERS = ("django.db.models.query.QuerySet", "django.db.models.manager.BaseManager")
# They write the journal: the app itself, and the engine that loads and undoes files.
KEEPERS = ("safety/journal/", "safety/records/", "tests/", "bench/")

Hook = Callable[[MethodContext], Type]


class Plugin(NewSemanalDjangoPlugin):
    """The Django plugin with the guard in front of its own hooks."""

    def get_method_hook(self, fullname: str) -> Hook | None:
        """Guard the methods that change rows."""
        own = super().get_method_hook(fullname)
        if fullname.rpartition(".")[2] not in GUARDED:
            return own
        return partial(_guard, own=own)


def _guard(context: MethodContext, own: Hook | None) -> Type:
    receiver = get_proper_type(context.type)
    kept = isinstance(receiver, Instance) and any(
        kind.has_base(RECORD) or kind.has_base(ROWS) for kind in _kinds(receiver)
    )
    if kept and not any(keeper in context.api.path for keeper in KEEPERS):
        context.api.fail(
            "journalled records change only through safety.journal.write",
            context.context,
        )
    return own(context) if own else context.default_return_type


def _kinds(receiver: Instance) -> Iterator[TypeInfo]:
    """The receiver's class, and the model where it is a queryset or manager."""
    yield receiver.type
    for base in receiver.type.mro:
        if base.fullname in HOLDERS:
            model = get_proper_type(map_instance_to_supertype(receiver, base).args[0])
            if isinstance(model, Instance):
                yield model.type


def plugin(_version: str) -> type[NewSemanalDjangoPlugin]:
    """Mypy's door to this file."""
    return Plugin
