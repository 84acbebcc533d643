"""Deputies: who acts for whom now and soon; naming one, and ending it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inspections.forms.deputies import DeputyForm
from inspections.models import Deputy
from inspections.views.hazard import VIEW, trail
from safety.accounts.guard import Request, may
from safety.journal import write as journal
from safety.org.forms import answer, form_page, save_once

MOST = 200


@may(VIEW)
@require_safe
def view_deputies(request: Request) -> HttpResponse:
    """Those that hold today or later, of people whom the reader sees."""
    context = {
        "title": _("Deputies"),
        "deputies": _seen(request).not_over(timezone.localdate())[:MOST],
        "me": request.user.pk,
        "may_change": request.user.may("accounts.change"),
        "crumbs": [*trail(), (_("Deputies"), "")],
    }
    return render(request, "inspections/deputies.html", context)


@may(VIEW)
@form_page
def add_deputy(request: Request) -> HttpResponse:
    """Name somebody who acts while one is on leave."""
    sent = request.POST if request.method == "POST" else None
    form = DeputyForm(sent, instance=Deputy(), user=request.user)
    if request.method == "POST":
        by = request.user.pk
        save = lambda: journal.save(form.instance, "add", by=by)  # noqa: E731
        if save_once(form, save, _seen(request)):
            messages.success(request, _("The deputy acts on these days."))
            return redirect("inspections:view-deputies")
    back, title = reverse("inspections:view-deputies"), _("New deputy")
    crumbs = [*trail(), (_("Deputies"), back), (title, "")]
    return answer(
        request, "form.html", form, title=title, crumbs=crumbs, cancel_url=back
    )


@may(VIEW)
@require_POST
def remove_deputy(request: Request, key: int) -> HttpResponse:
    """End it at once; who is on leave may, and who looks after the account."""
    row = get_object_or_404(_seen(request), pk=key)
    user = row.person.user
    is_mine = user is not None and user.pk == request.user.pk
    if not is_mine and not (user and request.user.may_change(user)):
        raise PermissionDenied
    journal.remove(row, "remove", by=request.user.pk)
    messages.success(request, _("The deputy acts no longer."))
    return redirect("inspections:view-deputies")


def _seen(request: Request) -> Any:
    rows = Deputy.objects.visible_to(request.user)
    return rows.select_related("person__user", "deputy")
