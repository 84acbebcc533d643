"""The form of a budget: of when, how much, and why."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Half
from safety.incentives.models import Budget
from safety.org.forms import RecordForm


class BudgetForm(RecordForm):
    """How much cards of a unit may be worth in a month or a year."""

    save_label = _("Save budget")
    reason = forms.CharField(label=_("Reason"), max_length=500)
    layout = Layout(Card(*map(Half, ("period", "amount", "warn_at")), "reason"))

    class Meta:
        model = Budget
        fields = ("period", "amount", "warn_at")
        labels = {"period": _("Period"), "amount": _("Budget")}
        help_texts = {
            "period": _("A month like 2019-06 or a year like 2019."),
            "warn_at": _("Who issues past it is warned, and its manager is told once."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Another period is another budget.
        self.fields["period"].disabled = not self.instance._state.adding
