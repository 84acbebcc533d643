"""What people are told about prize cards."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core import formats
from safety.core.access import Viewer
from safety.incentives.models import Answer, Budget, Proposal
from safety.incentives.services import approving, budgets, issuing
from safety.notices.topics import Line, Topic, register


def _near(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each budget that is nearly used up."""
    seen = Budget.objects.visible_to(viewer).filter(pk__in=keys)
    rows: Any = seen.with_use(seen.periods()).select_related("unit")
    return {
        budget.pk: Line(
            text=str(budget),
            sub=_("%(issued)s of %(amount)s issued, %(left)s left")
            % {
                "issued": formats.money(budget.issued),
                "amount": formats.money(budget.amount),
                "left": formats.money(budget.left),
            },
            url=budget.get_absolute_url(),
            group=gettext_lazy("Budgets of prize cards nearly used up"),
            stands=budget.is_near(budget.issued),
        )
        for budget in rows
    }


def _waiting(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each card that waits for approval."""
    seen = Proposal.objects.visible_to(viewer, approving.MAY).filter(pk__in=keys)
    return {
        said.pk: Line(
            text=f"{said.unit} · {formats.money(said.amount)}",
            sub=formats.day(said.issued_on),
            url=reverse("incentives:approve-cards", query={"unit": said.unit.code}),
            group=gettext_lazy("Prize cards that wait for approval"),
            stands=said.answer == Answer.WAITING,
        )
        for said in seen.select_related("unit")
    }


def _rejected(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each card that a leader has rejected, with his reason."""
    seen = Proposal.objects.visible_to(viewer).filter(pk__in=keys)
    return {
        said.pk: Line(
            text=f"{said.person} · {formats.money(said.amount)}",
            sub=said.why,
            url=said.get_absolute_url(),
            group=gettext_lazy("Prize cards of yours that were rejected"),
        )
        for said in seen.filter(answer=Answer.REJECTED).select_related("person")
    }


register(Topic(budgets.NEAR, _near))
register(Topic(issuing.WAITING, _waiting))
register(Topic(approving.REJECTED, _rejected))
