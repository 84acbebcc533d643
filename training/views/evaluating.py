"""How well a drill went: its evaluations, by which items, and its report as PDF."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections.models import Status
from inspections.views.printed import answer as answer_paper
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.rules import RuleTable, sourced
from safety.journal import write as journal
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from training import printed
from training.forms.evaluating import EvaluationForm, ItemForm
from training.models import Evaluation, EvaluationItem, EvaluationKind, Mode
from training.services import evaluating
from training.views.drills import (
    CHANGE,
    VIEW,
    changeable,
    drill_of,
    facts_of,
    gap_rows,
    trail,
)
from training.views.muster import Muster

POLICY = "courses.policy"


@may(CHANGE)
@form_page
@once
def evaluate_drill(request: Request, key: int, kind: str) -> HttpResponse:
    """The sheet of one who evaluates; filled in before, it is corrected."""
    drill = changeable(request, key)
    if kind not in EvaluationKind:
        raise Http404(_("There is no such evaluation."))
    if drill.status != Status.FINAL:
        messages.error(request, _("A drill is evaluated when it has ended."))
        return redirect(drill)
    known = drill.evaluations.filter(kind=kind).first()
    evaluation = known or Evaluation(drill=drill, kind=kind)
    form = EvaluationForm(
        request.POST if request.method == "POST" else None,
        instance=evaluation,
        items=EvaluationItem.objects.of(evaluation),
    )
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: evaluating.evaluate(form.instance, form.results, by=by)
    ):
        messages.success(request, _("The evaluation is saved."))
        return redirect(f"{drill.get_absolute_url()}#gaps")
    title, back = str(EvaluationKind(kind).label), drill.get_absolute_url()
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=trail((str(drill), back), (title, "")),
        cancel_url=back,
    )


@may(VIEW)
@require_safe
def print_drill(request: Request, key: int) -> HttpResponse:
    """The report of a drill, with what has become of its gaps so far."""
    drill = drill_of(request, key)
    muster, found = Muster(request, drill), drill.gaps.counted().with_results()
    there = [
        printed.There(
            row.person.employee_no, name, row.get_role_display(), row.ticked_at
        )
        for row, name in muster.present(request)
    ]
    return answer_paper(
        request,
        drill,
        drill.number,
        lambda: printed.drill(
            drill,
            facts=facts_of(request, drill),
            there=there,
            missing=muster.missing,
            gaps=gap_rows(request, found, drill.unit.today),
        ),
    )


@may(VIEW)
@require_safe
def list_items(request: Request) -> HttpResponse:
    """By what drills are evaluated: the items of both sheets."""
    columns = [
        Column("__str__", _("Item")),
        Column("valid_from", _("Valid from"), show=formats.day),
        Column("valid_to", _("Valid to"), show=formats.day),
        *sourced(),
    ]
    may_set = request.user.may(POLICY)
    rules = [
        RuleTable(
            mode.label, columns, EvaluationItem.objects.filter(mode=mode), may_set
        )
        for mode in Mode
    ]
    title = _("Items of evaluation")
    context = {
        "title": title,
        "rules": rules,
        "may_set": may_set,
        "crumbs": trail((title, "")),
    }
    return render(request, "training/item_list.html", context)


@may(POLICY)
@form_page
@once
def add_item(request: Request) -> HttpResponse:
    """Drills of a day and later are judged by this, too."""
    item = EvaluationItem(valid_from=timezone.localdate())
    return _item(request, item, _("New item of evaluation"))


@may(POLICY)
@form_page
@once
def change_item(request: Request, key: int) -> HttpResponse:
    """It ends, or is checked against the text; unused also its wording."""
    item = get_object_or_404(EvaluationItem, pk=key)
    return _item(request, item, _("Change “%(item)s”") % {"item": item})


def _item(request: Request, item: EvaluationItem, title: str) -> HttpResponse:
    form = ItemForm(request.POST if request.method == "POST" else None, instance=item)
    verb, by = "change" if item.pk else "add", request.user.pk
    if form.is_valid() and carry_out(form, lambda: journal.save(item, verb, by=by)):
        messages.success(request, _("“%(item)s” is saved.") % {"item": item})
        return redirect("training:list-evaluation-items")
    back = reverse("training:list-evaluation-items")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=trail((_("Items of evaluation"), back), (title, "")),
        cancel_url=back,
    )
