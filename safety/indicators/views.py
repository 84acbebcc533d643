"""Numbers of a unit and period, one number with all it rests on, and its records."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from safety.core.exports import EXPORTS, as_csv
from safety.indicators import (
    chart,
    cuts,
    explain,
    registry,
    show,
    subjects,
    targets,
)
from safety.indicators.asked import Asked, One, scoped
from safety.indicators.behind import Behind
from safety.indicators.forms import TargetForm
from safety.indicators.show import Line
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import Request, may, may_at, unit_of

TARGET = "indicators.target"


@scoped
def list_indicators(asked: Asked) -> HttpResponseBase:
    """Every indicator of the unit and period, by what it is about."""
    declared = registry.indicators().values()
    lines = show.lines(asked.unit, asked.beside, declared)
    if writer := EXPORTS.get(asked.ask("export")):
        heads = [_("Code"), _("Indicator"), *_heads(), *map(str, asked.beside.earlier)]
        return writer(
            f"indicators-{asked.name}", heads, _lines_of_file(asked, lines.values())
        )
    context = {
        **asked.frame,
        "title": _("Indicators"),
        "state": show.state_of(next(iter(lines.values())).figure),
        "groups": [
            (name, [lines[each.code] for each in some])
            for name, some in show.by_group(declared)
        ],
        "earlier": asked.beside.earlier,
        "has_ratios": any(line.figure.is_ratio for line in lines.values()),
        "list": asked.files,
    }
    return render(asked.request, "indicators/indicator_list.html", context)


def _heads() -> list[str]:
    """The columns that both files have: where, when, and the number."""
    where = [_("Unit"), _("Period")]
    return [*where, _("Value"), _("Numerator"), _("Denominator")]


def _lines_of_file(asked: Asked, lines: Iterable[Line]) -> Iterator[list[Any]]:
    for line in lines:
        figure = line.figure
        named = [figure.indicator.code, figure.indicator.name]
        earlier = [each.figure.value for each in line.earlier]
        yield [
            *named,
            asked.unit.code,
            str(asked.period),
            *show.cells(figure),
            *earlier,
        ]


@scoped
def view_indicator(asked: Asked, code: str) -> HttpResponseBase:
    """One number: its months, how it is worked out, its units, slices and records."""
    one = One.of(asked, code)
    units, line = one.below(), asked.beside.line(one.found)
    target = targets.line_of(one.indicator, asked.unit, asked.period)
    if writer := EXPORTS.get(asked.ask("export")):
        heads = [_("Name"), *_heads()]
        return writer(f"{code}-{asked.name}", heads, units.table())
    context = {
        **asked.frame,
        "title": one.indicator.name,
        "state": show.state_of(one.figure),
        "line": line,
        "why": one.why(units),
        "explained": explain.Explained(one.figure),
        "chart": chart.ByMonth(asked.period, one.found, timezone.localdate(), target),
        "below": units,
        "before_url": asked.url(page=units.number - 1),
        "after_url": asked.url(page=units.number + 1),
        "dimensions": cuts.by_dimension(one.indicator, asked.unit, asked.period),
        "one": one,
        "target": target,
        "records_url": one.records_url(),
        "crumbs": _crumbs(asked, (show.group_name(one.indicator), "")),
        "list": asked.files,
    }
    return render(asked.request, "indicators/indicator_detail.html", context)


def _crumbs(asked: Asked, *ways: tuple[str, str]) -> list[tuple[str, str]]:
    url = reverse("indicators:list-indicators")
    return [(_("Indicators"), f"{url}?{urlencode(asked.scope)}"), *ways]


@scoped
def list_records(asked: Asked, code: str) -> HttpResponseBase:
    """A page of the list behind a number, or all of it as CSV; a part for htmx."""
    one = One.of(asked, code)
    name, why_none = str(one.indicator.name), one.why_no_records
    if asked.ask("export") == "csv" and not why_none:
        heads = [_("Kind"), _("Code"), _("Name"), _("Unit"), _("Date")]
        heads += [_("Numerator"), _("Denominator")]
        return as_csv(f"{code}-{asked.name}-records", heads, _lines_of_records(one))
    context = {
        "title": name,
        "unit": asked.unit,
        "why_none": why_none,
        "behind": None if why_none else Behind(one),
        "crumbs": _crumbs(asked, (name, one.url()), (_("Records"), "")),
        "number_url": one.url(),
    }
    page = "_records.html" if asked.request.htmx else "record_list.html"
    response = render(asked.request, f"indicators/{page}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _lines_of_records(one: One) -> Iterator[list[Any]]:
    for part in subjects.parts(one.indicator).values():
        kind = str(subjects.model_of(part)._meta.verbose_name)
        for each in subjects.everyone(one.asked.request.user, part, one.question):
            said = [kind, each.code, each.name, each.place, each.day]
            yield [*said, each.numerator, each.denominator]


@scoped
def list_targets(asked: Asked) -> HttpResponseBase:
    """What the unit aims at in the year of the period, its own or from above."""
    declared = registry.indicators().values()
    lines = targets.lines(asked.unit, asked.period, declared)
    context = {
        **asked.frame,
        "title": _("Targets %(year)s") % {"year": asked.period.year},
        "groups": [
            (name, [lines[each.code] for each in some])
            for name, some in show.by_group(declared)
        ],
        "may_set": may_at(asked.request, TARGET, asked.unit),
        "crumbs": _crumbs(asked, (_("Targets"), "")),
    }
    return render(asked.request, "indicators/target_list.html", context)


@may(TARGET)
@form_page
@once
def set_target(request: Request, code: str) -> HttpResponse:
    """Set what the unit of the page aims at in a year; emptied, it is taken back."""
    indicator = registry.indicators().get(code)
    if indicator is None:
        raise Http404(_("There is no indicator %(code)s.") % {"code": code})
    unit, period = unit_of(request, TARGET), request.scope.period
    own = targets.own(indicator, unit, period.year)
    form = TargetForm(
        request.POST if request.method == "POST" else None,
        instance=own or targets.proposed(indicator, unit, period.year),
        indicator=indicator,
    )
    by, row = request.user.pk, form.instance
    scope = urlencode({"unit": unit.code, "period": str(period)})
    back = f"{reverse('indicators:list-targets')}?{scope}"
    if form.is_valid() and carry_out(form, lambda: targets.put(row, by=by)):
        messages.success(request, _("The target is saved."))
        return redirect(back)
    return answer(
        request,
        "form.html",
        form,
        title=_("Target %(year)s: %(name)s")
        % {"year": period.year, "name": indicator.name},
        hidden={"request_id": uuid4()},
        cancel_url=back,
        crumbs=[(_("Targets"), back), (indicator.name, "")],
    )
