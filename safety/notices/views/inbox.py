"""Everybody's own inbox: what is new, a day's digest, and marking it as read."""

from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from safety.accounts.guard import Request
from safety.core import formats
from safety.notices.models import Notice
from safety.notices.topics import Line, lines_of

SHOWN = 50  # entries of a page
MOST_LINES = 500  # of a digest


class Entry(NamedTuple):
    """An entry as the page shows it."""

    notice: Notice
    text: str
    sub: str


@require_safe
def view_inbox(request: Request) -> HttpResponse:
    """What the reader was told, the latest first; ``?before=`` goes on."""
    notices = Notice.objects.of(request.user)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        last = get_object_or_404(notices, pk=int(before))
        notices = notices.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    rows = list(notices.annotate(lines=Count("tellings"))[: SHOWN + 1])
    shown = rows[:SHOWN]
    context = {
        "title": _("Notices"),
        "entries": _entries(request, shown),
        "older": shown[-1].pk if len(rows) > SHOWN else None,
    }
    return render(request, "notices/inbox.html", context)


def _entries(request: Request, notices: list[Any]) -> list[Entry]:
    """In words; what the reader no longer sees is not named."""
    told = {
        notice.pk: [(telling.topic, telling.key) for telling in notice.tellings.all()]
        for notice in _alone(notices)
    }
    lines = lines_of(request.user, {each for some in told.values() for each in some})
    return [_entry(notice, told, lines) for notice in notices]


def _alone(notices: list[Any]) -> Any:
    keys = [notice.pk for notice in notices if not notice.is_digest]
    return Notice.objects.filter(pk__in=keys).prefetch_related("tellings")


def _entry(
    notice: Any,
    told: dict[int, list[tuple[str, int]]],
    lines: dict[tuple[str, int], Line],
) -> Entry:
    if notice.is_digest:
        said = ngettext("%(n)s thing to know", "%(n)s things to know", notice.lines)
        number = formats.number(notice.lines)
        title = _("Summary of %(day)s") % {"day": formats.day(notice.day)}
        return Entry(notice, title, said % {"n": number})
    found = [lines[each] for each in told[notice.pk] if each in lines]
    if not found:
        return Entry(notice, _("A record that you no longer see"), "")
    return Entry(notice, found[0].text, found[0].sub)


@require_safe
def view_notice(request: Request, key: int) -> HttpResponse:
    """All lines of an entry, under their headings."""
    notice = _own(request, key)
    tellings = notice.tellings.order_by("-pk")[:MOST_LINES]
    told = [(telling.topic, telling.key) for telling in tellings]
    lines = lines_of(request.user, told)
    groups: dict[str, list[Line]] = {}
    for each in told:
        if each in lines:
            groups.setdefault(str(lines[each].group), []).append(lines[each])
    day = formats.day(notice.day)
    context = {
        "title": _("Summary of %(day)s") % {"day": day},
        "notice": notice,
        "groups": groups,
        "hidden": len(told) - len(lines),
        "crumbs": [(_("Notices"), reverse("notices:view-inbox")), (day, "")],
    }
    return render(request, "notices/notice_detail.html", context)


@require_POST
def open_notice(request: Request, key: int) -> HttpResponse:
    """Mark an entry as read and go where it leads."""
    notice = _own(request, key)
    Notice.objects.of(request.user).filter(pk=notice.pk).read(timezone.now())
    if not notice.is_digest:
        told = [(telling.topic, telling.key) for telling in notice.tellings.all()]
        for line in lines_of(request.user, told).values():
            return redirect(line.url)
    return redirect("notices:view-notice", notice.pk)


@require_POST
def read_inbox(request: Request) -> HttpResponse:
    """Mark everything as read that was there when the page was made."""
    mine = Notice.objects.of(request.user)
    last = request.POST.get("last", "")
    if last.isascii() and last.isdecimal() and len(last) < 19:
        newest = get_object_or_404(mine, pk=int(last))
        mine.filter(at__lte=newest.at).read(timezone.now())
    return redirect("notices:view-inbox")


def _own(request: Request, key: int) -> Notice:
    return get_object_or_404(Notice.objects.of(request.user), pk=key)
