"""Whoever changes a record of a closed month is told that it shows."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from safety.core.months import Month
from safety.indicators import closed
from safety.org.models import Unit

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
            units = Unit.objects.in_bulk({unit for _month, unit in noted})
            for month, unit in sorted(noted):
                text = _(
                    "%(month)s is closed for %(unit)s: the change shows as a"
                    " restatement."
                )
                said = text % {"month": Month(month), "unit": units[unit]}
                messages.warning(request, said, fail_silently=True)
        return response
