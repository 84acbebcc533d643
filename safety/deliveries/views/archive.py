"""The page of a delivery: what was sent to whom, its files, and sending it again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.deliveries.models import Delivery
from safety.deliveries.services import delivering
from safety.org.guard import may_at

MAY, SEES = "deliveries.change", "deliveries.view"
ALL = delivering.ALL


@require_safe
def view_delivery(request: Request, key: int) -> HttpResponse:
    """For who sees the schedule, and for the reader himself."""
    delivery = _visible(request, key)
    files = [each.file for each in delivery.files.counted().select_related("file")]
    unit = delivery.schedule.unit_id
    context = {
        "title": delivery.schedule.title,
        "delivery": delivery,
        "facts": facts(delivery),
        "files": [file for file in files if file],
        "may_send": delivery.is_resendable and may_at(request, MAY, unit),
        "may_confirm": _is_his(request, delivery) and delivery.read_at is None,
        "crumbs": [
            (_("Archive of reports"), reverse("deliveries:list-deliveries")),
            (str(delivery.recipient), ""),
        ],
    }
    return render(request, "deliveries/delivery_detail.html", context)


@may(MAY)
@require_POST
def send_again(request: Request, key: int) -> HttpResponse:
    """Send once more what failed, or what nobody knows to have arrived."""
    seen = Delivery.objects.visible_to(request.user, MAY)
    delivery = get_object_or_404(seen.select_related(*ALL), pk=key)
    if delivering.send_again(delivery, by=request.user):
        messages.success(request, _("The report leaves in a moment."))
    else:
        said = _("Only what failed, or may not have arrived, is sent again.")
        messages.error(request, said)
    return redirect(delivery)


@require_POST
def confirm(request: Request, key: int) -> HttpResponse:
    """The reader says that he has the report."""
    delivery = get_object_or_404(
        Delivery.objects.filter(recipient__user=request.user), pk=key
    )
    delivering.confirm(delivery)
    messages.success(request, _("Thank you. It is noted that you have the report."))
    return redirect(delivery)


def facts(delivery: Delivery) -> list[tuple[str, Any]]:
    """What became of a delivery, as (label, value)."""
    late = _("Late") if delivery.is_late else ""
    return [
        (_("Unit"), delivery.schedule.unit),
        (_("Period"), formats.period(delivery.period)),
        (_("Reader"), delivery.recipient),
        (_("Sent to"), delivery.to),
        (_("State"), delivery.get_state_display()),
        (
            _("Due to leave"),
            " · ".join(filter(None, [formats.moment(delivery.due_at), late])),
        ),
        (_("Left"), formats.moment(delivery.sent_at)),
        (_("Tries"), delivery.attempts),
        (_("Reason"), delivery.error),
        (_("Sent again by"), delivery.again_by),
        (_("Confirmed"), formats.moment(delivery.read_at)),
        ("SHA-256", delivery.sha256),
    ]


def _visible(request: Request, key: int) -> Delivery:
    seen = Delivery.objects.visible_to(request.user).select_related(*ALL, "again_by")
    return get_object_or_404(seen, pk=key)


def _is_his(request: Request, delivery: Delivery) -> bool:
    return delivery.recipient.user_id == request.user.pk
