"""Months that were to be handed in, reviewed or closed by now."""

from django.utils.translation import ngettext_lazy

from safety.closing.services import reminding
from safety.core.late import Late, register
from safety.core.scope import Scope
from safety.org.guard import Request, may_at


def months(request: Request, scope: Scope) -> Late | None:
    """Of the unit and those below, one each."""
    if scope.unit is None or not may_at(request, "closing.view", scope.unit):
        return None
    return Late(
        reminding.late(scope.unit),
        ngettext_lazy(
            "month not handed in or closed", "months not handed in or closed"
        ),
        "closing:list-late-months",
    )


register(80, months)
