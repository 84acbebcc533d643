"""Sending a photo from a phone, and serving files to those who may see them."""

import re
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safety.accounts.guard import Request
from safety.files.models import File
from safety.files.reading import VIDEO, Reading, read
from safety.files.refused import Refused
from safety.files.services import keep
from safety.journal.once import answer_once, call_of

# Asked again each time, so that whoever may no longer see it does not.
CACHED = "private, no-cache"
# What a player asks of a video: from a byte on, perhaps to another.
RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")
# Photos of one sender that no record has yet: those of ten full forms.
MOST = 200


@require_POST
def add_file(request: Request) -> HttpResponse:
    """Take one photo (``photo``), sent before or without the form that names it.

    ``sha256`` is the hash that the sender says it has, ``request_id`` his own number
    for this sending. Answers 201 with JSON: key, sha256, width, height, url, thumbnail.
    """
    call, upload = call_of(request), request.FILES.get("photo")
    if upload is None:
        return JsonResponse({"error": _("There is no photo in it.")}, status=400)
    try:
        declared = request.POST.get("sha256", "")
        reading = read(upload, declared=declared, photos_only=True)
        return answer_once(call, lambda: _kept(reading, request.user.pk))
    except Refused as refused:
        return JsonResponse({"error": refused.sentence}, status=refused.status)


def _kept(reading: Reading, by: int) -> JsonResponse:
    if File.objects.unused(timezone.now()).filter(uploaded_by=by).count() >= MOST:
        said = _(
            "You have sent many photos that no record has. Send their forms first."
        )
        return JsonResponse({"error": said}, status=HTTPStatus.TOO_MANY_REQUESTS)
    return _told(keep(reading, by=by))


def _told(file: File) -> JsonResponse:
    said = {"key": str(file.key), "sha256": file.sha256}
    size = {"width": file.width, "height": file.height}
    links = {"url": file.get_absolute_url(), "thumbnail": file.thumbnail_url}
    return JsonResponse(said | size | links, status=201)


@require_safe
def view_file(
    request: Request, key: UUID, *, is_small: bool = False
) -> HttpResponseBase:
    """A file, or its thumbnail, for who sees a record that has it; else 404."""
    file = File.objects.visible_to(request.user).filter(key=key).first()
    return serve(request, file, is_small=is_small)


def serve(
    request: HttpRequest, file: File | None, *, is_small: bool
) -> HttpResponseBase:
    """A file that somebody may see; 404 for none, and for none that is small."""
    if file is None or (is_small and not file.thumbnail):
        raise Http404(_("There is no such file that you can see."))
    headers = {
        "ETag": f'"{file.key.hex}{"-s" if is_small else ""}"',
        "Cache-Control": CACHED,
        "Accept-Ranges": "bytes" if file.type == VIDEO else "none",
    }
    unchanged = get_conditional_response(request, etag=headers["ETag"])
    part = RANGE.fullmatch(request.headers.get("Range", ""))
    if part and file.type == VIDEO:
        served = _part(file, int(part[1]), int(part[2] or file.size - 1))
    else:
        served = unchanged or _content(file, is_small=is_small)
    for name, value in headers.items():
        served.headers[name] = value
    return served


def _part(file: File, first: int, last: int) -> HttpResponse:
    """Some bytes of a video: players of phones show none that is not so divided."""
    last = min(last, file.size - 1)
    if first > last:
        headers = {"Content-Range": f"bytes */{file.size}"}
        return HttpResponse(status=416, headers=headers)
    try:
        with file.content.open("rb") as opened:
            opened.seek(first)
            content = opened.read(last - first + 1)
    except OSError as error:
        raise Http404(_("The file is not in the store.")) from error
    headers = {"Content-Range": f"bytes {first}-{last}/{file.size}"}
    return HttpResponse(content, status=206, content_type=VIDEO, headers=headers)


def _content(file: File, *, is_small: bool) -> HttpResponse:
    """The whole of it, which is at most `MOST_BYTES`, and mostly some hundred kB."""
    kept: Any = file.thumbnail if is_small else file.content
    try:
        with kept.open("rb") as opened:
            content = opened.read()
    except OSError as error:  # restored without its files
        raise Http404(_("The file is not in the store.")) from error
    name = file.name or f"{file.sha256[:12]}.jpg"
    shown = content_disposition_header(not file.is_photo, name)
    headers = {"Content-Disposition": shown or "inline"}
    return HttpResponse(content, content_type=file.content_type, headers=headers)
