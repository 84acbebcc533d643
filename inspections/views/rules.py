"""What is asked about hazards: policies, criteria of major ones, categories."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from inspections.forms.checklists import ScaleForm
from inspections.forms.rules import (
    CategoryForm,
    CriterionForm,
    PolicyForm,
    RungForm,
    ShiftForm,
    TagForm,
)
from inspections.models import Category, Criterion, Policy, Rung, Scale, Shift, Tag
from inspections.services import escalation
from inspections.views.hazard import VIEW, trail
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.models import Journalled
from safety.core.rules import RuleTable, sourced, ticked
from safety.journal import write as journal
from safety.org.forms import RecordForm, answer, carry_out, form_page, save_once

CHANGE = "inspections.policy"
FORMS: dict[type[Journalled], type[RecordForm]] = {
    Policy: PolicyForm,
    Criterion: CriterionForm,
    Category: CategoryForm,
    Scale: ScaleForm,
    Rung: RungForm,
    Shift: ShiftForm,
    Tag: TagForm,
}
NEW: dict[type[Journalled], str | Promise] = {
    Policy: gettext_lazy("New policy"),
    Criterion: gettext_lazy("New criterion"),
    Category: gettext_lazy("New category"),
    Scale: gettext_lazy("New number of JGJ 59"),
    Rung: gettext_lazy("New rung of the ladder"),
    Shift: gettext_lazy("New hours of a working day"),
    Tag: gettext_lazy("New scope of inspections"),
}
# How a row is saved where the journal alone would not do.
SAVE: dict[type[Journalled], Callable[..., object]] = {Rung: escalation.save_rung}


@may(VIEW)
@require_safe
def list_rules(request: Request) -> HttpResponse:
    """All of them, with their source and how sure they are."""
    context = {
        "title": _("Rules for hazards"),
        "crumbs": [*trail(), (_("Rules"), "")],
        "policies": [(policy, _told(policy)) for policy in Policy.objects.all()],
        "rules": _tables(may_set=request.user.may(CHANGE)),
        "rungs": Rung.objects.all(),
        "shifts": Shift.objects.all(),
        "tags": Tag.objects.all(),
        "may_change": request.user.may(CHANGE),
    }
    return render(request, "inspections/rule_list.html", context)


def _tables(*, may_set: bool) -> list[RuleTable]:
    """What hazards are called, which are major, and numbers of the standard."""
    source, mark = sourced()
    offered = Column("is_offered", _("Offered"), show=ticked)
    return [
        RuleTable(
            _("Criteria of major hazards"),
            [
                Column("display_name", _("Criterion")),
                Column("article", _("Article")),
                Column("edition", _("Edition")),
                *(mark, offered),
            ],
            Criterion.objects.all(),
            may_set,
            ("inspections:add-criterion", _("Criterion")),
        ),
        RuleTable(
            _("Categories of hazards"),
            [
                Column("display_name", pgettext("hazard", "Category")),
                Column("code", _("Code")),
                Column("term", _("Term of the standard")),
                Column("get_scheme_display", _("Sorted by")),
                *(mark, offered),
            ],
            Category.objects.all(),
            may_set,
            ("inspections:add-category", pgettext("hazard", "Category")),
        ),
        RuleTable(
            _("Scoring by JGJ 59"),
            [
                Column("__str__", _("Number of JGJ 59")),
                Column("category", _("Category of tables")),
                Column("value", _("Value"), numeric=True),
                Column("valid_from", _("Valid from"), show=formats.day),
                *(source, mark),
            ],
            Scale.objects.all(),
            may_set,
            ("inspections:add-scale", _("Number of JGJ 59")),
        ),
    ]


def _told(policy: Policy) -> list[tuple[str, str]]:
    """A policy in words."""
    names = [policy._meta.get_field(f"needs_{name}") for name in policy.compulsory]
    asked = [str(field.verbose_name) for field in names]  # type: ignore[union-attr]
    photos = {
        _("to report"): policy.photo_to_report,
        _("to submit a fix"): policy.photo_to_submit,
    }
    return [
        (
            _("Working days to rectify"),
            _("%(days)s, by %(time)s")
            % {
                "days": formats.number(policy.days_to_rectify),
                "time": f"{policy.deadline:%H:%M}",
            },
        ),
        (_("Compulsory"), _(", ").join([_("person"), _("day due"), *asked])),
        (_("Photo"), _(", ").join(name for name, is_on in photos.items() if is_on)),
        (_("Verified by somebody of"), policy.get_closer_display()),
        (_("Days to reopen"), formats.number(policy.days_to_reopen)),
        (_("Minutes to take back"), formats.number(policy.minutes_to_take_back)),
        (_("Days of a link without an account"), formats.number(policy.days_of_link)),
        (_("Repeat within days"), formats.number(policy.days_of_repeat)),
        (_("Source"), policy.shown_source),
        (_("How sure"), policy.get_mark_display()),
    ]


@may(CHANGE)
@form_page
def add_rule(request: Request, of: type[Journalled]) -> HttpResponse:
    """A new row, from which forms take what they ask."""
    form = FORMS[of](request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by, rows = request.user.pk, of._default_manager.all()
        save = SAVE.get(of, journal.save)
        made = save_once(form, lambda: save(form.instance, "add", by=by), rows)
        if made:
            messages.success(request, _("“%(rule)s” is added.") % {"rule": made})
            return redirect(reverse("inspections:list-rules"))
    return _page(request, form, str(NEW[of]))


@may(CHANGE)
@form_page
def change_rule(request: Request, of: type[Journalled], key: int) -> HttpResponse:
    """Change a row; its history keeps what it was."""
    rule: Any = get_object_or_404(of, pk=key)
    form = FORMS[of](request.POST if request.method == "POST" else None, instance=rule)
    by, save = request.user.pk, SAVE.get(of, journal.save)
    if form.is_valid() and carry_out(form, lambda: save(rule, "change", by=by)):
        messages.success(request, _("“%(rule)s” is saved.") % {"rule": rule})
        return redirect(reverse("inspections:list-rules"))
    return _page(request, form, _("Change “%(rule)s”") % {"rule": rule})


def _page(request: Request, form: RecordForm, title: str) -> HttpResponse:
    back = reverse("inspections:list-rules")
    crumbs = [*trail(), (_("Rules"), back), (title, "")]
    return answer(
        request, "form.html", form, title=title, crumbs=crumbs, cancel_url=back
    )
