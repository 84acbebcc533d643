"""The PDF of a hazard and of an inspection, in either language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections import amended, printed
from inspections.models import Inspection
from inspections.services.guards import Actor, Case
from inspections.views.hazard import (
    VIEW,
    done,
    facts,
    fixes,
    hazard_of,
    timeline,
)
from inspections.views.inspection import facts_of, inspection_of
from inspections.walk import Walk
from safety.accounts.guard import Request, may
from safety.core.paper import NoFont, Paper, Printable


@may(VIEW)
@require_safe
def print_hazard(request: Request, key: int) -> HttpResponse:
    """The rectification notice."""
    hazard = hazard_of(request, key)
    case = Case(hazard, Actor.of(request.user))

    def paper() -> Paper:
        return printed.notice(
            hazard,
            facts=facts(hazard),
            fixes=[(label, value) for _icon, label, value in fixes(request, case)],
            done=done(request, case),
            timeline=timeline(request, case.moves),
        )

    return answer(request, hazard, hazard.number, paper)


@may(VIEW)
@require_safe
def print_inspection(request: Request, key: int) -> HttpResponse:
    """The record of an inspection, with the live state of what was found."""
    inspection = inspection_of(request, key)

    def paper() -> Paper:
        facts = [*facts_of(request, inspection), *_amended(inspection)]
        return printed.record(inspection, Walk(inspection), facts=facts)

    return answer(request, inspection, inspection.number, paper)


def _amended(inspection: Inspection) -> list[tuple[str, str]]:
    """What was not right in it, and why: a record on paper says so, too."""
    shown = amended.of(inspection)
    said = [(_("Amended"), each.on_paper) for each in shown]
    if first := amended.first_score(shown):
        said.insert(0, (_("Score at the end of the walk"), first))
    return said


def answer(
    request: HttpRequest, back: Any, name: str, paper: Callable[[], Printable]
) -> HttpResponse:
    """The file in the language of ``?language=``, or of the page.

    ``back`` is the page, or what has one, that says so when nothing can be printed.
    """
    asked = request.GET.get("language", "")
    known = asked in dict(settings.LANGUAGES)
    try:
        with translation.override(asked if known else translation.get_language()):
            content = paper().pdf()
    except NoFont:
        said = _(
            "There is no font with Chinese characters on the server, so nothing can be "
            "printed. Ask the administrator to install fonts-noto-cjk."
        )
        messages.error(request, said)
        return redirect(back)
    shown = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    headers = {"Content-Disposition": shown or "inline"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
