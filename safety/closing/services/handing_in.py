"""A project confirms and signs its month; its company reviews it, or sends it back."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.closing.models import Return, ReturnSignature
from safety.closing.services import months
from safety.core.months import Month
from safety.files.models import File
from safety.journal import write as journal
from safety.org.models import Ancestry, ClosedMonth, Kind, Unit

MAY = "closing.hand_in"
SIGNING = {Kind.PROJECT, Kind.COMPANY}


def projects_of(unit: Unit, month: Month) -> list[Unit]:
    """The projects below a unit that hand in a month: those that are open in it."""
    below = Ancestry.objects.in_month(month.index).below([unit.pk])
    open_then = Unit.objects.counted().not_closed_before(month.first_day)
    begun = open_then.filter(kind=Kind.PROJECT, pk__in=below)
    return [
        each
        for each in begun.order_by("code")
        if each.opened_on is None or each.opened_on <= month.last_day
    ]


def missing(unit: Unit, month: Month) -> list[Unit]:
    """Those of them that have not signed."""
    projects = projects_of(unit, month)
    rows = Return.objects.signed().filter(month=month.index, unit__in=projects)
    signed = set(rows.values_list("unit_id", flat=True))
    return [each for each in projects if each.pk not in signed]


def refusal(unit: Unit, month: Month) -> str:
    """Why a unit cannot sign a month now; empty when it can."""
    said = {"month": month, "unit": unit}
    if unit.kind not in SIGNING:
        return _("Projects hand in their month, and companies review it.")
    if month.last_day >= timezone.localdate():
        return _("%(month)s is not over yet.") % said
    if ClosedMonth.objects.active().filter(unit=unit, month=month.index).exists():
        return _("%(month)s is closed for %(unit)s already.") % said
    lacking = missing(unit, month) if unit.kind == Kind.COMPANY else []
    if lacking:
        names = ", ".join(str(each) for each in lacking[:5])
        text = _("%(number)s projects have not handed in %(month)s yet: %(names)s.")
        return text % {"number": len(lacking), "month": month, "names": names}
    return ""


@transaction.atomic
def sign(
    unit: Unit, month: Month, *, explained: Mapping[str, str], drawn: File, by: User
) -> Return:
    """Confirm a month with a signature; a company’s is its review.

    ``explained`` is by the code of a check. ValidationError for what blocks, and for an
    exception that is not explained.
    """
    if said := refusal(unit, month):
        raise ValidationError(said)
    found = months.exceptions(months.units_of(unit, month), month)
    for each in found if unit.kind == Kind.PROJECT else ():
        if each.check.is_blocking:
            raise ValidationError(each.sentence)
        if not explained.get(each.check.code, "").strip():
            raise ValidationError({each.check.code: _("Say why it is so.")})
    made = Return.objects.locked().filter(unit=unit, month=month.index).first()
    made = made or Return(unit=unit, month=month)
    made.explained = {code: text.strip() for code, text in explained.items()}
    made.signed_by, made.signed_at = by, timezone.now()
    journal.save(made, "sign", by=by.pk)
    signature = ReturnSignature(of=made, file=drawn, sha256=drawn.sha256, by=by)
    journal.save(signature, "sign", by=by.pk)
    return made


@transaction.atomic
def send_back(unit: Unit, month: Month, why: str, *, by: User) -> None:
    """Send a return back: it is no longer signed, nor is what was signed above it.

    ValidationError without a reason, for what nobody has signed, and once it is closed.
    """
    if not why.strip():
        raise ValidationError({"why": _("Say what is to be mended.")})
    closed = ClosedMonth.objects.active().filter(unit=unit, month=month.index)
    if closed.exists():
        said = {"month": month, "unit": unit}
        raise ValidationError(_("%(month)s is closed for %(unit)s already.") % said)
    above = Ancestry.objects.in_month(month.index).above([unit.pk])
    rows = Return.objects.locked().signed().filter(month=month.index)
    signed = list(rows.filter(unit__in=above).order_by("pk"))
    if unit.pk not in {each.unit_id for each in signed}:
        raise ValidationError(_("Nothing has been handed in."))
    for each in signed:
        each.signed_by = each.signed_at = None
        each.sent_back_by, each.sent_back_at = by, timezone.now()
        each.sent_back_why = why
        journal.save(each, "send-back", by=by.pk)
