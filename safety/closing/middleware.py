"""Whoever changes a record of a closed month is told that it shows."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.months import Month
from safety.indicators import closed
from safety.org.models import Unit

FEW = 3  # closed months that are named one by one
Next = Callable[[HttpRequest], HttpResponseBase]


class RestatedMiddleware:
    """Say on the next page which closed months a request has touched."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request, and note what its records were of."""
        noted: set[tuple[int, int]] = set()
        outer = closed.touched.set(noted)
        try:
            response = self.get_response(request)
        finally:
            closed.touched.reset(outer)
        # Whoever has saved is sent on; a form that comes back has saved nothing.
        if noted and response.status_code == HTTPStatus.FOUND:
            for said in _sentences(noted):
                messages.warning(request, said, fail_silently=True)
        return response


def _sentences(noted: set[tuple[int, int]]) -> list[str]:
    """That each of a few months is closed, or how many there are."""
    if len(noted) > FEW:
        months = sorted({month for month, _unit in noted})
        text = _(
            "%(number)s closed months, from %(first)s to %(last)s, show the change as a"
            " restatement."
        )
        said = {"first": Month(months[0]), "last": Month(months[-1])}
        return [text % {"number": formats.number(len(months)), **said}]
    units = Unit.objects.in_bulk({unit for _month, unit in noted})
    text = _("%(month)s is closed for %(unit)s: the change shows as a restatement.")
    return [
        text % {"month": Month(month), "unit": units[unit]}
        for month, unit in sorted(noted)
    ]
