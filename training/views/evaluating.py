"""How well a drill went: its evaluations, and its report as PDF."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections.models import Status
from inspections.views.printed import answer as answer_paper
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from training import printed
from training.forms.evaluating import EvaluationForm
from training.models import Evaluation, EvaluationItem, EvaluationKind
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
    form = EvaluationForm(
        request.POST if request.method == "POST" else None,
        instance=known or Evaluation(drill=drill, kind=kind),
        items=EvaluationItem.objects.of(drill),
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
