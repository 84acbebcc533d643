"""The form by which paper cards are printed in advance."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safety.core import formats
from safety.core.forms import HouseForm
from safety.incentives.models import CardRule

MOST = 300  # paper cards at once: twenty-five pages of A4


class PrintForm(HouseForm, forms.Form):
    """How many paper cards of which value."""

    save_label = _("Print paper cards")
    amount = forms.TypedChoiceField(label=_("Worth"), coerce=Decimal)
    number = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=MOST, initial=60
    )

    def __init__(self, *args: Any, rule: CardRule, **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Offer what cards are worth by the rule of the unit."""
        amount: Any = self.fields["amount"]
        amount.choices = [
            (str(each), formats.money(each)) for each in self.rule.amounts
        ]
