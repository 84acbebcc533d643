"""What a phone needs to work without a line: worker, pages to keep, token, queue."""

from collections.abc import Iterable
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safety.core.offline import Kept, kept, register

WORKER = "sw.js"


def pages_of_the_site(_request: HttpRequest) -> Iterable[Kept]:
    """Home, and the queue."""
    yield Kept(reverse("home"), _("Home"))
    yield Kept(reverse("view-queue"))


register(pages_of_the_site)


@login_not_required
@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The script that keeps pages; it stands at the root to serve the whole site.

    Whoever changes the build changes its text, by which a browser sees a new one.
    """
    script = Path(str(finders.find(WORKER))).read_bytes()
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(script, content_type="text/javascript", headers=headers)


@require_safe
def give_token(request: HttpRequest) -> JsonResponse:
    """Who is logged in, and a fresh token for what he sends now."""
    return JsonResponse({"reader": request.user.pk, "token": get_token(request)})


@require_safe
def list_kept(request: HttpRequest) -> JsonResponse:
    """What the phone of the reader keeps."""
    pages = [page._asdict() | {"at": page.at or page.url} for page in kept(request)]
    return JsonResponse({"reader": request.user.pk, "pages": pages})


@require_safe
def view_queue(request: HttpRequest) -> HttpResponse:
    """What the phone has not sent yet; a script fills the page."""
    return render(request, "offline/queue.html", {"title": _("Waiting to be sent")})


@login_not_required
@require_safe
def no_line(request: HttpRequest) -> HttpResponse:
    """What a phone shows in place of a page that it does not keep."""
    return render(request, "offline/no_line.html")
