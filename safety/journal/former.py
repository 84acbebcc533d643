"""Finding a record by what it was called before.

An address names a record by its code. Whoever changes the code and sends the form once
more, or follows an old link, still means that record.
"""

from typing import Any, TypeVar

from django.db import models

from safety.core.models import Journalled
from safety.journal.models import Change

J = TypeVar("J", bound=Journalled)


def called(rows: "models.QuerySet[J]", **name: Any) -> J | None:
    """The row of a name, else the one that had it last, among rows that one may see.

    ``name`` is one field and its value: ``called(units, code="P01")``.
    """
    ((field, value),) = name.items()
    if "\0" in str(value):
        return None
    found = rows.filter(**name).first()
    if found is None:
        changes = Change.objects.filter(
            label=rows.model._meta.label_lower,
            after__isnull=False,
            **{f"before__{field}": str(value)},
        )
        had_it = changes.order_by("-pk").values_list("key", flat=True)[:1]
        found = rows.filter(pk__in=list(had_it)).first()
    return found
