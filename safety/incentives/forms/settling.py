"""The form that settles what a counter has paid, signed by two."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Group, Half, HouseForm
from safety.files.signing import SignField
from safety.incentives.models.settlement import Signer
from safety.incentives.services.settling import Signed
from safety.org.fields import DayField


class SettleForm(HouseForm, forms.Form):
    """Up to which day, and both signatures."""

    save_label = _("Settle")
    until = DayField(label=_("Redeemed until"))
    clerk = forms.CharField(label=_("Who signs"), max_length=100)
    clerk_drawn = SignField(label=_("Signature"))
    second = forms.CharField(label=_("Who signs"), max_length=100)
    second_drawn = SignField(label=_("Signature"))
    layout = Layout(
        Card(Half("until")),
        Group(Signer.CLERK.label, "clerk", "clerk_drawn"),
        Group(Signer.SECOND.label, "second", "second_drawn"),
    )

    def __init__(self, *args: Any, by: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("clerk_drawn", "second_drawn"):
            self.fields[name].by = by  # type: ignore[attr-defined]

    @property
    def signed(self) -> dict[str, Signed]:
        """Who has signed what, by who he is."""
        said = self.cleaned_data
        return {
            signer: Signed(said[signer.value], said[f"{signer.value}_drawn"])
            for signer in Signer
        }
