"""Who must hold which course, and how many hours law asks: shown, added, changed."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.rules import RuleTable, sourced, ticked
from safety.journal import write as journal
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import may_at, require, scope_of, unit_of
from safety.org.models import Ancestry, Unit
from training.forms.requirement import (
    HoursForm,
    ReminderForm,
    RequirementForm,
    ValidityForm,
)
from training.models import CertificateRule, Course, HoursRule, Reminder, Requirement
from training.views.course import CHANGE, VIEW

POLICY = "courses.policy"


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the page of what is required."""
    return [
        (_("Courses"), reverse("training:list-courses")),
        (_("Requirements"), reverse("training:list-requirements")),
        *last,
    ]


@may(VIEW)
@require_safe
def list_requirements(request: Request) -> HttpResponse:
    """What holds at a unit: its own, those of units above, and of units below."""
    scope = scope_of(request, VIEW)
    unit = cast(Unit, scope.unit)
    here, tree = [unit.pk], Ancestry.objects.current()
    rows = Requirement.objects.filter(status=Requirement.Status.COUNTED)
    used = rows.filter(unit__in=tree.above(here)) | rows.filter(
        unit__in=tree.below(here)
    )
    shown = list(used.select_related("course", "unit").order_by("course__code", "pk"))
    mine = tree.below(request.user.unit_ids_for(CHANGE))
    held = set(mine.values_list("unit", flat=True))
    context = {
        "title": _("Requirements"),
        "scope": scope,
        "crumbs": [*crumbs()[:-1], (_("Requirements"), "")],
        "requirements": [(each, each.unit_id in held) for each in shown],
        "rules": _rules(may_set=request.user.may(POLICY)),
        "may_add": may_at(request, CHANGE, unit),
    }
    return render(request, "training/requirement_list.html", context)


def _rules(*, may_set: bool) -> list[RuleTable]:
    """What law asks of hours and certificates, and when people are told."""
    return [
        RuleTable(
            _("Hours"),
            [
                Column("__str__", pgettext("requirement", "Required of")),
                Column("get_every_display", _("When")),
                Column("get_kind_display", _("Kind")),
                Column("hours", _("Hours"), numeric=True),
                Column("valid_from", _("Valid from"), show=formats.day),
                *sourced(),
                Column("is_on", pgettext("rule of hours", "Asked"), show=ticked),
            ],
            HoursRule.objects.all(),
            may_set,
            ("training:add-hours", _("Rule of hours")),
        ),
        RuleTable(
            _("Certificates"),
            [
                Column("__str__", _("Certificate")),
                Column("valid_months", _("Valid for months"), numeric=True),
                Column("recheck_months", _("Checked again every months"), numeric=True),
                *sourced(),
            ],
            CertificateRule.objects.all(),
            may_set,
        ),
        RuleTable(
            _("Reminders"),
            [
                Column("__str__", _("When")),
                *sourced(),
                Column("is_on", pgettext("reminder", "Given"), show=ticked),
            ],
            Reminder.objects.all(),
            may_set,
            ("training:add-reminder", _("Reminder")),
            _(
                "So many days before a certificate or a required course ends, its "
                "holder and whoever answers for safety where he is posted are told, "
                "once; before an emergency plan is to be reviewed, whoever answers for "
                "safety at its unit."
            ),
        ),
    ]


@may(CHANGE)
@form_page
def add_requirement(request: Request) -> HttpResponse:
    """A course of the library that must be held at the unit of the page."""
    unit = unit_of(request, CHANGE)
    back = f"{reverse('training:list-requirements')}?unit={unit.code}"
    form = RequirementForm(
        request.POST if request.method == "POST" else None,
        instance=Requirement(unit=unit),
        courses=Course.objects.counted().used_at([unit.pk]),
    )
    if request.method == "POST":
        by, mine = request.user.pk, Requirement.objects.filter(unit=unit)
        made = save_once(form, lambda: journal.save(form.instance, "add", by=by), mine)
        if made:
            said = _("%(course)s is required at %(unit)s.")
            messages.success(request, said % {"course": made, "unit": unit})
            return redirect(back)
    title = _("New requirement")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=crumbs((title, "")),
        cancel_url=back,
    )


@may(CHANGE)
@form_page
def withdraw_requirement(request: Request, key: int) -> HttpResponse:
    """Require it no more."""
    rows = Requirement.objects.visible_to(request.user).select_related("course", "unit")
    asked: Requirement | None = rows.filter(pk=key).first()
    if asked is None:
        raise Http404(_("There is no such requirement that you can see."))
    require(request.user, CHANGE, asked.unit_id)
    back = f"{reverse('training:list-requirements')}?unit={asked.unit.code}"
    if request.method == "POST":
        asked.status = Requirement.Status.VOIDED
        journal.save(asked, "withdraw", by=request.user.pk)
        said = _("%(course)s is not required at %(unit)s any more.")
        messages.success(request, said % {"course": asked, "unit": asked.unit})
        return redirect(back)
    withdraw = pgettext("requirement", "Withdraw")
    context = {
        "title": _("Withdraw requirement"),
        "crumbs": crumbs((withdraw, "")),
        "text": _(
            "%(course)s, required of “%(who)s” at %(unit)s and below it, is asked of "
            "nobody any more."
        )
        % {"course": asked, "who": asked.get_who_display(), "unit": asked.unit},
        "action": withdraw,
        "is_grave": True,
        "cancel_url": back,
    }
    return render(request, "confirm.html", context)


@may(POLICY)
@form_page
def add_hours(request: Request) -> HttpResponse:
    """A new rule of hours, or the same from another day on."""
    form = HoursForm(request.POST if request.method == "POST" else None)
    return _added(request, form, HoursRule.objects.all(), _("New rule of hours"))


@may(POLICY)
@form_page
def change_hours(request: Request, key: int) -> HttpResponse:
    """Other hours, or nobody is asked; its history keeps what it was."""
    return _changed(request, HoursForm, get_object_or_404(HoursRule, pk=key))


@may(POLICY)
@form_page
def change_validity(request: Request, key: int) -> HttpResponse:
    """How long certificates of a kind are valid that are entered from now on."""
    return _changed(request, ValidityForm, get_object_or_404(CertificateRule, pk=key))


@may(POLICY)
@form_page
def add_reminder(request: Request) -> HttpResponse:
    """People are told so many days before something expires, too."""
    form = ReminderForm(request.POST if request.method == "POST" else None)
    return _added(request, form, Reminder.objects.all(), _("New reminder"))


@may(POLICY)
@form_page
def change_reminder(request: Request, key: int) -> HttpResponse:
    """More days ahead or fewer, or no reminder any more."""
    return _changed(request, ReminderForm, get_object_or_404(Reminder, pk=key))


def _added(request: Request, form: Any, rows: Any, title: str) -> HttpResponse:
    if request.method == "POST":
        by = request.user.pk
        made = save_once(form, lambda: journal.save(form.instance, "add", by=by), rows)
        if made:
            messages.success(request, _("“%(rule)s” is added.") % {"rule": made})
            return redirect("training:list-requirements")
    return _page(request, form, title)


def _changed(request: Request, form_class: Any, rule: Any) -> HttpResponse:
    title = _("Change “%(rule)s”") % {"rule": rule}
    form = form_class(request.POST if request.method == "POST" else None, instance=rule)
    by = request.user.pk
    if form.is_valid() and carry_out(form, lambda: journal.save(rule, "change", by=by)):
        messages.success(request, _("“%(rule)s” is saved.") % {"rule": rule})
        return redirect("training:list-requirements")
    return _page(request, form, title)


def _page(request: Request, form: Any, title: str) -> HttpResponse:
    back = reverse("training:list-requirements")
    way = crumbs((title, ""))
    return answer(request, "form.html", form, title=title, crumbs=way, cancel_url=back)
