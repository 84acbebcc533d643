"""The forms of a counter: which cards are redeemed, and who signs for them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core import formats
from safety.core.forms import HouseForm
from safety.files.signing import SignField
from safety.incentives.models import Good
from safety.incentives.services import printing
from safety.incentives.services.wallet import MOST

MOST_OF_GOOD = 99  # of one good at once


class RedeemForm(HouseForm, forms.Form):
    """Serial numbers as a scanner writes them, one a line, and who signs for them."""

    save_label = gettext_lazy("Redeem")
    serials = forms.CharField(
        label=gettext_lazy("Serial numbers"),
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=gettext_lazy("Scan or type the cards of one worker, one a line."),
    )
    drawn = SignField(label=gettext_lazy("Signature of the worker"))

    def __init__(self, *args: Any, by: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drawn"].by = by  # type: ignore[attr-defined]

    def clean_serials(self) -> list[str]:
        """Each once, however often it was scanned."""
        lines = (
            printing.serial_of(line.strip())
            for line in self.cleaned_data["serials"].splitlines()
        )
        serials = list(dict.fromkeys(line for line in lines if line))
        if len(serials) > MOST:
            said = _("At most %(number)s cards at once.")
            raise ValidationError(said % {"number": formats.number(MOST)})
        return serials


class TickedField(forms.MultipleChoiceField):
    """Serial numbers; one that is not on offer is refused with its own reason."""

    def valid_value(self, value: Any) -> bool:  # noqa: ARG002 (whatever it is)
        return True


class WalletForm(HouseForm, forms.Form):
    """The cards of one worker that are ticked, the goods, and the signature."""

    serials = TickedField(label=gettext_lazy("Cards to redeem"))
    drawn = SignField(label=gettext_lazy("Signature of the worker"))

    def __init__(
        self, *args: Any, by: int, goods: Sequence[Good], **kwargs: Any
    ) -> None:
        self.goods = goods
        super().__init__(*args, **kwargs)
        self.fields["drawn"].by = by  # type: ignore[attr-defined]

    def arrange(self) -> None:
        """How many of each good; none unless said."""
        for good in self.goods:
            self.fields[f"good-{good.pk}"] = forms.IntegerField(
                label=str(good), required=False, min_value=0, max_value=MOST_OF_GOOD
            )

    @property
    def taken(self) -> dict[Good, int]:
        """The goods that are taken, and how many of each."""
        said = ((good, self.cleaned_data[f"good-{good.pk}"]) for good in self.goods)
        return {good: number for good, number in said if number}

    @property
    def lines(self) -> list[tuple[Good, forms.BoundField]]:
        """Each good with its field."""
        return [(good, self[f"good-{good.pk}"]) for good in self.goods]
