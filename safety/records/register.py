"""A page for one record of any declared kind: its columns, its load, its history.

A subject with pages of its own needs it no more; a new one has it from its
declaration alone. Only kinds whose records name a unit have one, for whoever may view
records there.
"""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core.declare.records import Kind
from safety.core.models import Journalled
from safety.org.models import Ancestry, Unit
from safety.records.registry import cells, kinds

VIEW = "records.view"


@may(VIEW)
@require_safe
def view_record(request: Request, kind: str, key: int) -> HttpResponse:
    """One record by its kind and number; 404 outside the units where one may look."""
    declared = kinds().get(kind)
    if declared is None or not _names_a_unit(declared):
        raise Http404
    seen = Ancestry.objects.current().below(request.user.unit_ids_for(VIEW))
    records = declared.model._base_manager.filter(unit__in=seen)
    record = get_object_or_404(records, pk=key)
    context = {
        "kind": declared,
        "record": record,
        "facts": _facts(declared, record),
        "history": history.of(record, request.user),
    }
    return render(request, "records/record_detail.html", context)


def _names_a_unit(kind: Kind) -> bool:
    try:
        field = kind.model._meta.get_field("unit")
    except FieldDoesNotExist:
        return False
    return field.related_model is Unit and issubclass(kind.model, Journalled)


def _facts(kind: Kind, record: Any) -> list[tuple[Any, Any]]:
    """(label, value) of every column of the kind."""
    found = []
    for cell in cells(kind).values():
        name = cell.field.name
        shown = getattr(record, f"get_{name}_display", None)
        found.append((cell.label, shown() if shown else getattr(record, name, None)))
    return found
