"""Serious violations are entered, and strike out who was picked as a star."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.incentives.models import Pick, Violation
from safety.incentives.services import selecting
from safety.journal import write as journal

MAY = "incentives.change"


@transaction.atomic
def enter(violation: Violation, *, by: User) -> None:
    """Enter one; its person is struck out of selections that are not confirmed yet."""
    if violation.day > violation.unit.today:
        raise ValidationError({"day": _("That day is to come.")})
    journal.save(violation, "add", by=by.pk)
    picks = Pick.objects.counted().filter(person=violation.person)
    open_yet = picks.filter(selection__confirmed_on=None).select_related("selection")
    for pick in open_yet.order_by("selection"):
        selecting.strike_violators(pick.selection, by=by)


def void(violation: Violation, reason: str, *, by: User) -> None:
    """It was entered by mistake; the committee may pick its person again."""
    violation.status, violation.why_voided = Violation.Status.VOIDED, reason
    journal.save(violation, "void", by=by.pk)
