"""Panels of the home page.

An app declares in ``<app>/home.py``::

    register(Panel(10, "indicators/_home.html", key_numbers))

``context(request, scope)`` gives the template's context, or None for no panel.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class Panel:
    """One panel and what fills it."""

    order: int
    template_name: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None]


_panels: list[Panel] = []


def register(*panels: Panel) -> None:
    """Declare panels; order of calls does not matter."""
    _panels.extend(panels)


@cache
def _discover() -> None:
    autodiscover_modules("home")


def rendered(request: HttpRequest, scope: Any) -> list[str]:
    """The panels this request gets, from top to bottom, as safe HTML."""
    _discover()
    pages: list[str] = []
    for panel in sorted(_panels, key=lambda each: each.order):
        context = panel.context(request, scope)
        if context is not None:
            pages.append(render_to_string(panel.template_name, context, request))
    return pages
