"""By which numbers stars are ranked and published: shown, and changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.rules import RuleTable, sourced
from safety.incentives.forms.selecting import StarRuleForm
from safety.incentives.models import StarRule
from safety.incentives.services.selecting import POLICY
from safety.incentives.views.selections import VIEW, crumbs
from safety.journal import write as journal
from safety.org.forms import answer, carry_out, form_page


@may(VIEW)
@require_safe
def list_star_rules(request: Request) -> HttpResponse:
    """What counts how much, and for how many days objections are taken."""
    columns = [
        Column("__str__", _("Rule")),
        Column("value", _("Value"), numeric=True, show=formats.number),
        *sourced(),
    ]
    title = _("Rules of stars")
    may_set = request.user.may(POLICY)
    context = {
        "title": title,
        "table": RuleTable(title, columns, StarRule.objects.all(), may_set),
        "crumbs": crumbs((title, "")),
    }
    return render(request, "incentives/star_rule_list.html", context)


@may(POLICY)
@form_page
def change_star_rule(request: Request, key: int) -> HttpResponse:
    """Selections from now on are ranked, and published, by this."""
    rule = get_object_or_404(StarRule, pk=key)
    form: Any = StarRuleForm(
        request.POST if request.method == "POST" else None, instance=rule
    )
    by = request.user.pk
    if form.is_valid() and carry_out(form, lambda: journal.save(rule, "change", by=by)):
        messages.success(request, _("“%(rule)s” is saved.") % {"rule": rule})
        return redirect("incentives:list-star-rules")
    title, back = _("Change “%(rule)s”") % {"rule": rule}, _rules()
    way = crumbs((_("Rules of stars"), back), (title, ""))
    return answer(request, "form.html", form, title=title, crumbs=way, cancel_url=back)


def _rules() -> str:
    return reverse("incentives:list-star-rules")
