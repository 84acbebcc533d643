"""Tags and filters of every template; a builtin, so no ``{% load %}`` is needed.

``{% icon "search" %}``, ``{{ n|number }}``, ``{{ ratio|percent }}``,
``{{ hours|hours }}``, ``{{ yuan|money }}``, ``{{ date|day }}``, ``{{ time|moment }}``,
``{{ month|month_name }}``, ``{{ period|period_name }}``, ``{{ value|dash }}``,
``{% scoped "indicators:list-indicators" %}``, ``{% sparkline values %}``,
``{% progress part whole %}``. Graphics carry attributes only, never styles.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from safety.core import formats
from safety.core.scope import Scope

register = template.Library()

register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("hours", formats.hours)
register.filter("money", formats.money)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("month_name", formats.month)
register.filter("period_name", formats.period)
register.filter("period_short", formats.period_short)

# Width and height of a sparkline, and the margin that keeps its last point inside.
WIDTH, HEIGHT, MARGIN = 72, 26, 3


@register.filter
def dash(value: Any) -> Any:
    """The value, or an en dash where there is none (zero is a value)."""
    return formats.DASH if value is None or value == "" else value


@register.filter
def small_words(number: str) -> SafeString:
    """A number as it is, its unit smaller: ``2,556`` and a small ``h``."""
    parts = re.split(r"([\d.,–]+)", number)
    return format_html_join(
        "",
        "{}",
        (
            (part if place % 2 else format_html("<small>{}</small>", part),)
            for place, part in enumerate(parts)
            if part.strip()
        ),
    )


@register.filter
def up(crumbs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The nearest page above: label and address of the last crumb that has one."""
    return next(each for each in reversed(crumbs) if each[1])


@register.filter
def initials(name: str) -> str:
    """Up to two letters for an avatar: ``SM`` of "Safety manager", 安 of 安全经理."""
    words = str(name).split() or [""]
    is_han = words[0] > "\u2e80"
    letters = words[0][:1] + ("" if is_han or len(words) == 1 else words[-1][:1])
    return letters.upper()


@register.simple_tag
@cache
def icon(name: str, css: str = "") -> SafeString:
    """A Tabler icon, hidden from screen readers: the text beside it says it."""
    return format_html(
        '<svg class="ti {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        css,
        static("icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def scoped(
    context: dict[str, Any], view_name: str, *args: Any, unit: Any = None
) -> str:
    """The address of a page with the unit (or another one) and period of this one."""
    url, scope = reverse(view_name, args=args), context.get("scope")
    if scope and unit:
        scope = Scope(unit, scope.period)
    return f"{url}?{scope.query}" if scope else url


@register.simple_tag
def sparkline(values: Sequence[Any], css: str = "") -> SafeString:
    """A small line of numbers, its last point marked; None leaves a gap out."""
    known = [(x, float(value)) for x, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return SafeString("")
    low, high = min(v for _, v in known), max(v for _, v in known)
    across = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    up = (HEIGHT - 2 * MARGIN) / (high - low or 1)
    low -= (high == low) / 2  # what never changes runs through the middle
    points = [
        (round(MARGIN + x * across, 1), round(HEIGHT - MARGIN - (v - low) * up, 1))
        for x, v in known
    ]
    return format_html(
        '<svg class="sp {}" width="{}" height="{}" viewBox="0 0 {} {}" '
        'aria-hidden="true"><polyline points="{}"/>'
        '<circle cx="{}" cy="{}" r="3"/></svg>',
        css,
        *(WIDTH, HEIGHT) * 2,
        " ".join(f"{x},{y}" for x, y in points),
        *points[-1],
    )


@register.simple_tag
def progress(part: Any, whole: Any = 100, css: str = "") -> SafeString:
    """A bar filled by part / whole; the number itself stands beside it."""
    share = min(max(float(part or 0) / float(whole), 0), 1) if whole else 0
    return format_html(
        '<svg class="az-pb {}" aria-hidden="true"><rect width="{}%"/></svg>',
        css,
        round(100 * share, 1),
    )
