"""The form of a counter: which cards are redeemed."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core import formats
from safety.core.forms import HouseForm

MOST = 100  # cards at once


class RedeemForm(HouseForm, forms.Form):
    """Serial numbers as a scanner writes them: one a line."""

    save_label = gettext_lazy("Redeem")
    serials = forms.CharField(
        label=gettext_lazy("Serial numbers"),
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=gettext_lazy("Scan or type the cards, one a line."),
    )

    def clean_serials(self) -> list[str]:
        """Each once, however often it was scanned."""
        lines = (line.strip() for line in self.cleaned_data["serials"].splitlines())
        serials = list(dict.fromkeys(line for line in lines if line))
        if len(serials) > MOST:
            said = _("At most %(number)s cards at once.")
            raise ValidationError(said % {"number": formats.number(MOST)})
        return serials
