"""Panels of the overview as workbooks, the league table, and what it weighs."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.exports import EXPORTS, as_xlsx
from safety.core.months import Month
from safety.indicators.asked import Asked, scoped
from safety.indicators.forms import WeightsForm
from safety.indicators.overview import weighing
from safety.indicators.overview.files import PANELS
from safety.indicators.overview.page import CHOSEN, Overview
from safety.indicators.overview.sheet import Stored
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import Request, may, may_at

WEIGH = "indicators.weigh"


def _overview(asked: Asked) -> Overview:
    today = timezone.localdate()
    stored = Stored(asked.request.user, asked.unit, asked.period, asked.years, today)
    return Overview(stored, asked.ask(CHOSEN))


@scoped
def export_panel(asked: Asked, panel: str) -> HttpResponseBase:
    """A panel of the overview as a workbook, with exact numbers."""
    file = PANELS.get(panel)
    found = file.make(_overview(asked)) if file else None
    if found is None:
        raise Http404(_("The overview has no such part."))
    return as_xlsx(f"{panel}-{asked.name}", found.heads, found.table())


@scoped
def view_league(asked: Asked) -> HttpResponseBase:
    """All units below with their scores, and how these are made."""
    overview = _overview(asked)
    league = overview.league
    if league and (writer := EXPORTS.get(asked.ask("export"))):
        return writer(f"league-{asked.name}", league.heads, league.table())
    title = _("League table")
    context = {
        **asked.frame,
        "title": title,
        "state": overview.state,
        "league": league,
        "may_weigh": may_at(asked.request, WEIGH, asked.unit),
        "crumbs": [(_("Overview"), f"/{asked.url()}"), (title, "")],
        "list": asked.files if league else None,
    }
    return render(asked.request, "indicators/league.html", context)


@may(WEIGH)
@form_page
@once
def set_weights(request: Request) -> HttpResponse:
    """What each share counts for, from the first month that is open for the group."""
    since = weighing.first_open()
    month = Month(since) if since else None
    held = weighing.weights_from(since)
    form = WeightsForm(
        request.POST if request.method == "POST" else None,
        initial={each.code: held.get(each.code, 0) for each in weighing.weighable()},
        indicators=weighing.weighable(),
    )
    back, by = reverse("indicators:view-league"), request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: weighing.weigh(form.cleaned_data, by=by)
    ):
        messages.success(request, _("The weights are saved."))
        return redirect(back)
    said = _("They hold for all months.")
    if month:
        said = _("They hold from %(month)s on, the first month that is open.") % {
            "month": formats.month(month)
        }
    title = _("Weights in the league table")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        sub=said,
        hidden={"request_id": uuid4()},
        cancel_url=back,
        crumbs=[(_("League table"), back), (title, "")],
    )
