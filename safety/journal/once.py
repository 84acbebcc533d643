"""What a phone may send again is done once, and answered each time as the first time.

A page that does something carries a number that its sender made up, ``request_id``
(a UUID in a hidden field, or the header ``Request-Id``). One line makes any view safe
to be asked again, five times at the same moment, with the line cut before the answer::

    @may("inspections.change")
    @form_page
    @once
    def add_photo(request: Request, key: int) -> HttpResponse:

The view runs in one transaction with its receipt. A redirect or a JSON answer says that
it is done, and is kept and given again to the same sender; any other answer (a form
shown again, a refusal) says that nothing was done, and the number stays free. The same
number with another body, or from somebody else, is 409. Without a number the view runs
as ever. What takes long and writes nothing goes before: see `answer_once`.
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from safety.journal.models import Receipt

View = TypeVar("View", bound=Callable[..., HttpResponse])
# What differs from one sending of the same to the next.
UNSAID = {"csrfmiddlewaretoken", "request_id"}
JSON = "application/json"


class Call(NamedTuple):
    """A request that may come again: its number, its sender, its body in short."""

    request: HttpRequest
    number: UUID | None
    by: int | None
    digest: str


def call_of(request: HttpRequest) -> Call:
    """The call that a request is. BadRequest when its number is none."""
    written = request.POST.get("request_id") or request.headers.get("Request-Id", "")
    try:
        number = UUID(written) if written else None
    except ValueError as error:
        raise BadRequest(_("The number of the request is not a UUID.")) from error
    digest = hashlib.sha256()
    for part in _said(request) if number else ():
        digest.update(hashlib.sha256(part).digest())
    return Call(request, number, request.user.pk, digest.hexdigest())


def _said(request: HttpRequest) -> Iterable[bytes]:
    """The parts of a request that make it what it is."""
    yield f"{request.method} {request.path}".encode()
    for name in sorted(set(request.POST) - UNSAID):
        yield repr((name, request.POST.getlist(name))).encode(errors="replace")
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            content = hashlib.sha256()
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            yield name.encode(errors="replace") + content.digest()


def once(view: View) -> View:
    """Let a view's POST be asked again: the line of the module's docstring."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        return answer_once(call_of(request), lambda: view(request, *args, **kwargs))

    return inner  # type: ignore[return-value]


def answer_once(call: Call, act: Callable[[], HttpResponse]) -> HttpResponse:
    """What was answered to the call before, else what ``act`` answers now.

    Copies that come at the same moment wait here for the first one.
    """
    if call.number is None:
        return act()
    try:
        with transaction.atomic():
            receipt = _claimed(call, call.number)
            answer = act()
            _keep(receipt, answer)
            return answer
    except _Taken:
        return _again(call, Receipt.objects.get(number=call.number))


class _Taken(Exception):
    """The number has a receipt already."""


def _claimed(call: Call, number: UUID) -> Receipt:
    receipt = Receipt(number=number, by=call.by, digest=call.digest)
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError as error:
        raise _Taken from error
    return receipt


def _keep(receipt: Receipt, answer: HttpResponse) -> None:
    """Keep an answer that says that it is done; give the number back otherwise."""
    is_json = answer.headers.get("Content-Type", "").startswith(JSON)
    if answer.status_code >= 400 or not (is_json or "Location" in answer.headers):
        receipt.delete()
        return
    receipt.status = answer.status_code
    receipt.location = answer.headers.get("Location", "")
    receipt.body = answer.content.decode() if is_json else ""
    receipt.save(update_fields=["status", "location", "body"])


def _again(call: Call, receipt: Receipt) -> HttpResponse:
    if (receipt.by, receipt.digest) != (call.by, call.digest):
        return _clash(call.request)
    kind = JSON if receipt.body else None
    answer = HttpResponse(receipt.body, status=receipt.status, content_type=kind)
    if receipt.location:
        answer.headers["Location"] = receipt.location
    return answer


def _clash(request: HttpRequest) -> HttpResponse:
    said = _("Something else was sent under this number before. Nothing was changed.")
    if request.accepts("text/html"):
        return render(request, "409.html", {"reason": said}, status=409)
    return JsonResponse({"error": said}, status=409)
