"""What prize cards may be worth: set for a unit, and asked before a card is issued."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Who
from inspections.services.audience import About, Audience
from safety.core import formats
from safety.core.months import Month
from safety.incentives.models import Budget
from safety.journal import write as journal
from safety.notices.inbox import News, tell
from safety.org.models import Ancestry, Unit

MAY = "incentives.budget"
NEAR = "budgets.near"  # the topic of what is told


@transaction.atomic
def commit(amounts: Mapping[Unit, Decimal], day: date) -> list[str]:
    """Hold the budgets of cards that are about to be issued, and see that they do.

    ``amounts`` is what is issued at each unit on a day, asked once in the transaction
    that saves the cards and before they are: who issues at the same time waits until
    it ends. Every budget counts that covers a card: of its unit and of those above,
    for the month and for the year. Returns warnings for who issues. ValidationError
    where a budget is not enough, or a unit has none.
    """
    month = Month.containing(day)
    keys = {unit.pk for unit in amounts}
    tree = Ancestry.objects.current().filter(unit__in=keys)
    above = set(tree.values_list("unit_id", "ancestor_id"))
    # Held in the order of their keys, whatever the units: nobody waits for ever.
    held = Budget.objects.covering(keys, month).order_by("pk").locked()
    found = [budget.pk for budget in held]
    periods = {budget.period for budget in held}
    rows = Budget.objects.filter(pk__in=found).with_use(periods)
    budgets: list[Any] = list(rows.select_related("unit").order_by("pk"))
    refused, warned, near = list[str](), list[str](), list[Budget]()
    for unit in amounts:
        if not any((unit.pk, budget.unit_id) in above for budget in budgets):
            refused.append(_lacking(unit, month))
    for budget in budgets:
        asked = sum(
            (
                amount
                for unit, amount in amounts.items()
                if (unit.pk, budget.unit_id) in above
            ),
            Decimal(0),
        )
        if asked > budget.left:
            refused.append(_too_little(budget, asked))
        elif budget.is_near(budget.issued + asked):
            warned.append(_nearly(budget, budget.left - asked))
            if not budget.is_near(budget.issued):
                near.append(budget)
    if refused:
        raise ValidationError(refused)
    _tell(near)
    return warned


def _lacking(unit: Unit, month: Month) -> str:
    said = _(
        "There is no budget of prize cards at %(unit)s or above it for %(period)s: the "
        "project manager or a safety manager sets one."
    )
    return said % {"unit": unit, "period": formats.month(month)}


def _too_little(budget: Any, asked: Decimal) -> str:
    said = _(
        "The budget %(budget)s has %(left)s left, and this takes %(amount)s: the "
        "project manager or a safety manager can raise it."
    )
    left = formats.money(max(budget.left, Decimal(0)))
    return said % {"budget": budget, "left": left, "amount": formats.money(asked)}


def _nearly(budget: Any, left: Decimal) -> str:
    said = _("The budget %(budget)s is used up to %(percent)s: %(left)s is left.")
    used = (budget.amount - left) / budget.amount if budget.amount else None
    return said % {
        "budget": budget,
        "percent": formats.percent(used),
        "left": formats.money(left),
    }


def _tell(near: list[Budget]) -> None:
    """Tell whoever manages their units; of each budget once."""
    if not near:
        return
    audience = Audience({budget.unit_id for budget in near})
    tell(
        [
            News(NEAR, budget.pk, user)
            for budget in near
            for user in audience.told(
                Who.PROJECT_MANAGER,
                About(budget.unit_id, None, None, budget.unit.kind),
            )
        ]
    )


@transaction.atomic
def save(budget: Budget, reason: str, *, by: int) -> None:
    """Set a budget, or raise or lower it, and say why.

    ValidationError for what is neither a month nor a year, and for less than what is
    issued already.
    """
    verb = "change" if budget.pk else "add"
    if verb == "add":
        budget.unit.require_standing()
    else:
        Budget.objects.locked().get(pk=budget.pk)
    is_month = budget.period.first_month == budget.period.last_month
    if budget.period.slot.suffix and not is_month:
        said = _("A budget is that of a month or of a year, like 2019-06 or 2019.")
        raise ValidationError({"period": said})
    budget.validate_constraints()
    budget.reason = reason
    journal.save(budget, verb, by=by)
    used: Any = Budget.objects.with_use([budget.period]).get(pk=budget.pk)
    if used.left < 0:
        said = _("Cards of %(amount)s are issued already.")
        raise ValidationError({"amount": said % {"amount": formats.money(used.issued)}})
