"""What a letter leads to: the report for an address outside, without an account.

Its address cannot be guessed; it shows the report as long as whoever added the address
may see the unit.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safety.core import formats
from safety.deliveries.models import Delivery
from safety.deliveries.services import delivering, making
from safety.files.models import File
from safety.files.views import serve
from safety.org.forms import form_page
from safety.reports.document import NotSeen

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
View = Callable[..., HttpResponseBase]


def _open(view: View) -> View:
    """Open a view to who has its address; nobody keeps or finds it."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer

    return login_not_required(inner)


def _found(secret: str) -> Delivery:
    outside = Delivery.objects.exclude(recipient__address="")
    delivery = outside.select_related(*delivering.ALL).filter(secret_key=secret).first()
    said = _("This address opens nothing any more. Ask who has sent you the report.")
    if delivery is None or delivery.state == Delivery.State.DUE:
        raise Http404(said)
    try:
        making.require_seen(delivery.recipient, delivery.schedule.unit)
    except NotSeen as refusal:
        raise Http404(said) from refusal
    return delivery


@_open
@form_page
def open_delivery(request: HttpRequest, secret: str) -> HttpResponse:
    """The files of a report, and a button that says that one has it."""
    delivery = _found(secret)
    if request.method == "POST":
        delivering.confirm(delivery)
        return redirect(request.path)
    files = delivery.files.counted().select_related("file")
    context = {
        "title": delivery.schedule.title,
        "sub": f"{delivery.schedule.unit} · {formats.period(delivery.period)}",
        "delivery": delivery,
        "files": [each.file for each in files if each.file],
    }
    return render(request, "deliveries/outside.html", context)


@_open
@require_safe
def open_file(request: HttpRequest, secret: str, key: int) -> HttpResponseBase:
    """One of its files."""
    delivery = _found(secret)
    # A key that no database holds is no fault of this one.
    known = File.objects.filter(pk=key)
    rows = delivery.files.counted().filter(file__in=known)
    row = rows.select_related("file").first()
    return serve(request, row.file if row else None, is_small=False)
