"""The pages that belong to no book: home, search, what is mine, switches, errors."""

from functools import partial
from http import HTTPStatus
from re import fullmatch
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import check_for_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from structlog.contextvars import get_contextvars

from safety.accounts.models import User
from safety.accounts.permissions import Role
from safety.core import home as panels
from safety.core import navigation
from safety.core import search as finding
from safety.core.middleware import remember
from safety.core.months import FIRST_YEAR, LAST_YEAR, SLOTS, Period
from safety.core.navigation import Entry
from safety.core.scope import Scope, asked_period, from_the_top
from safety.indicators import show
from safety.indicators.overview import page as overview
from safety.journal import write
from safety.org.models import ClosedMonth, Unit

THEMES = ("light", "dark", "system")
THEME_COOKIE = "theme"
IN_MENU, ON_PAGE, PICKED = 5, 20, 50
# After so many a page on a wall screen (``?wall=1``) shows itself anew.
WALL_SECONDS = 60
# The most that the bell counts.
MOST_SHOWN = 99
# Units that a refusal names.
NAMED = 3


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: theme, navigation and scope, computed when shown."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in THEMES else "system",
        "languages": settings.LANGUAGES,
        "scope": SimpleLazyObject(partial(_scope, request)),
        "nav": SimpleLazyObject(partial(Shell, request)),
        "unread": SimpleLazyObject(partial(_unread, request)),
        "retry_seconds": settings.OUTBOX_RETRY_SECONDS,
        "is_fetched_ahead": request.method == "GET" and "Attended" in request.headers,
        "wall_seconds": WALL_SECONDS if request.GET.get("wall") == "1" else 0,
        "is_phone": "Mobi" in request.headers.get("User-Agent", ""),
    }


def _scope(request: HttpRequest) -> Scope | None:
    """The scope the view read; else that of the address, if it makes sense."""
    if known := getattr(request, "scope", None):
        return known  # type: ignore[no-any-return]
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    units = Unit.objects.visible_to(user)
    try:
        return Scope.of(request, units)
    except (BadRequest, Http404):
        return Scope.default(request, units)


def _unread(request: HttpRequest) -> str:
    """What the bell says: how many notices nobody has read; empty for none."""
    number = getattr(getattr(request, "user", None), "unread", 0)
    return f"{MOST_SHOWN}+" if number > MOST_SHOWN else str(number or "")


class Shell:
    """Side bar and tab bar for the user of a request, and who that is."""

    def __init__(self, request: HttpRequest) -> None:
        user = getattr(request, "user", None)
        self.held = user.held if isinstance(user, User) else []
        self.entries = navigation.entries_for(user) if isinstance(user, User) else []
        # A page that one app adds to what another shows belongs to the other's.
        path = getattr(request, "belongs_to", request.path)
        self.current = navigation.current_url(self.entries, path)

    @cached_property
    def sections(self) -> list[tuple[navigation.Section, list[Entry]]]:
        """The side bar's groups."""
        return navigation.by_section(self.entries)

    @cached_property
    def tabs(self) -> list[Entry]:
        """At most three beside Home and Me."""
        return [entry for entry in self.entries if entry.tab][:3]

    @property
    def beyond_tabs(self) -> list[Entry]:
        """What a phone's tab bar has no room for."""
        shown = {"/", *(entry.url for entry in self.tabs)}
        return [e for e in self.entries if e.url not in shown and not e.is_plus]

    @cached_property
    def role(self) -> str:
        """The user's roles in words."""
        return " · ".join(
            str(Role(role).label) for role in sorted({r for r, _ in self.held})
        )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The overview of a unit and period: what each app shows there."""
    scope = Scope.of(request, Unit.objects.visible_to(request.user))  # type: ignore[arg-type]
    context = {
        "panels": panels.rendered(request, scope),
        "state": _state(request, scope),
    }
    return render(request, "home.html", context)


def _state(request: HttpRequest, scope: Scope) -> show.State:
    """Whether the period can still move; without a unit it is closed for nobody."""
    if found := overview.of(request, scope):  # type: ignore[arg-type]
        return found.state
    month, unit = scope.period.last_month, scope.unit
    is_closed = unit is not None and ClosedMonth.objects.is_closed(unit, month)
    return show.state(scope.period, localdate(), is_closed=is_closed)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything the user may see that fits ``?q=``: a page, or a menu for htmx."""
    text = finding.clean(request.GET.get("q", ""))
    in_menu = bool(request.htmx)  # type: ignore[attr-defined]
    limit = IN_MENU if in_menu else ON_PAGE
    results = finding.search(request.user, text, limit) if text else []  # type: ignore[arg-type]
    template = "_found.html" if in_menu else "search.html"
    return render(request, template, {"text": text, "results": results})


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The user's own page: language, appearance, password, log out."""
    return render(request, "me.html")


@require_safe
def pick_unit(request: HttpRequest) -> HttpResponse:
    """Units to switch to: above and below the present one, or fitting ``?find=``.

    ``next`` is the page to show for the unit chosen.
    """
    visible = Unit.objects.visible_to(request.user)  # type: ignore[arg-type]
    scope = Scope.of(request, visible)
    text = finding.clean(request.GET.get("find", ""))
    if text:
        units = visible.matching(text)
    elif scope.unit:
        family = {scope.unit.pk, scope.unit.parent_id}
        near = Q(pk__in=family) | Q(parent=scope.unit)
        units = visible.filter(near)
    else:
        units = visible.none()
    context = {
        "units": units.order_by(from_the_top(), "code")[:PICKED],
        "find": text,
        "next": _local(request.GET.get("next", "")),
    }
    in_menu = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "_units.html" if in_menu else "units.html", context)


@require_safe
def pick_period(request: HttpRequest) -> HttpResponse:
    """The periods of ``?year=``, by default of the present one, to switch to."""
    period = asked_period(request)
    asked = request.GET.get("year", "")
    shown = int(asked) if fullmatch("[0-9]{4}", asked) else period.year
    year = min(max(shown, FIRST_YEAR), LAST_YEAR)
    context = {
        "year": year,
        "groups": _periods_of(year),
        "picked": period,
        "next": _local(request.GET.get("next", "")),
    }
    in_menu = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "_periods.html" if in_menu else "periods.html", context)


def _periods_of(year: int) -> list[tuple[str, list[Period]]]:
    """Months, quarters, halves and the year; year-to-date by its last month."""
    periods = [Period(year, slot) for slot in SLOTS]
    return [
        (_("Month"), periods[:12]),
        (_("Quarter"), periods[12:16]),
        (_("Half-year and year"), periods[16:19]),
        (_("Year to date"), periods[20:31]),
    ]


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, here and (logged in) on every device."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES) or not check_for_language(language):
        raise BadRequest(_("This site does not speak that language."))
    if user := User.objects.filter(pk=request.user.pk).first():
        user.language = language
        write.save(user, "choose-language", by=user.pk)
    response = redirect(_local(request.POST.get("next", "")))
    remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says; kept on this device."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        raise BadRequest(_("There is no such appearance."))
    response = redirect(_local(request.POST.get("next", "")))
    remember(response, THEME_COOKIE, theme)
    return response


def _local(address: str) -> str:
    """An address of this site as it is, anything else as the home page."""
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours and address.startswith("/") else "/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 with the sentence that the code gave."""
    reason = str(exception) if type(exception) is BadRequest else ""
    return _failed(request, "400.html", HTTPStatus.BAD_REQUEST, reason)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: what the account covers and whom to ask."""
    return _failed(
        request,
        "403.html",
        HTTPStatus.FORBIDDEN,
        str(exception),
        covered=_covered(request),
    )


def _covered(request: HttpRequest) -> str:
    """The first units where the reader holds a role; empty where there are none."""
    user = getattr(request, "user", None)
    held = {unit for _role, unit in user.held} if isinstance(user, User) else set()
    units = Unit.objects.filter(pk__in=held).order_by(from_the_top())[:NAMED]
    return pgettext("between words of a list", ", ").join(map(str, units))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 with the sentence that the code gave, but none of the resolver's."""
    reason = exception.args[0] if exception.args else ""
    said = reason if isinstance(reason, str) and "tried" not in reason else ""
    return _failed(request, "404.html", HTTPStatus.NOT_FOUND, said)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without database or context, for either may be what broke.

    The reference is the beginning of the request's number in the logs.
    """
    number = str(get_contextvars().get("request_id", ""))
    again = request.get_full_path() if request.method == "GET" else ""
    said = {"reference": number[:8], "again": again}
    return HttpResponse(render_to_string("500.html", said), status=500)


def _failed(
    request: HttpRequest,
    template: str,
    status: HTTPStatus,
    reason: str,
    **more: Any,
) -> HttpResponse:
    return render(request, template, {"reason": reason, **more}, status=status)
