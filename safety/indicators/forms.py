"""The form of a target."""

from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from safety.core.declare.indicators import Indicator, Quantity
from safety.core.forms import Card, Half, HouseForm
from safety.indicators.models import MOST_WEIGHT, Target
from safety.org.forms import RecordForm

MOST_SHARE = 100


class TargetForm(RecordForm):
    """What a unit and all below it aim at in a year, and where it becomes worrying."""

    save_label = _("Save target")
    WAYS: ClassVar = ((True, _("Higher is better")), (False, _("Lower is better")))
    is_higher_better = forms.TypedChoiceField(
        label=_("Which way is good"),
        choices=WAYS,
        coerce=lambda value: str(value) == "True",
        widget=forms.RadioSelect,
    )
    layout = Layout(Card(Half("target"), Half("alert"), "is_higher_better"))

    class Meta:
        model = Target
        fields = ("target", "alert", "is_higher_better")
        help_texts = {
            "target": _(
                "Holds for all units below that have none of their own. Both empty: "
                "what holds above."
            )
        }

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_share = indicator.quantity is Quantity.SHARE
        if self.is_share:
            for name in ("target", "alert"):
                field = self.fields[name]
                field.label = f"{field.label} (%)"

    def clean(self) -> dict[str, Any]:
        """The threshold is on the bad side of the target; no share is above 100 %."""
        said = super().clean()
        amounts = {name: said.get(name) for name in ("target", "alert")}
        for name, amount in amounts.items():
            if self.is_share and amount is not None and amount > MOST_SHARE:
                self.add_error(name, _("A share is 100 % at most."))
        target, alert = amounts.values()
        if target is None or alert is None or "is_higher_better" not in said:
            return said
        if alert > target if said["is_higher_better"] else alert < target:
            self.add_error("alert", _("It is worse than the target, not better."))
        return said


class WeightsForm(HouseForm, forms.Form):
    """What each share counts for in the score of the league table."""

    save_label = _("Save weights")

    def __init__(
        self, *args: Any, indicators: Sequence[Indicator], **kwargs: Any
    ) -> None:
        self.indicators = indicators
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """A number for each share."""
        for each in self.indicators:
            self.fields[each.code] = forms.IntegerField(
                label=str(each.name),
                min_value=0,
                max_value=MOST_WEIGHT,
                help_text=_("0: does not count"),
            )

    def clean(self) -> dict[str, Any]:
        """Something must count, or nobody has a score."""
        said = super().clean() or {}
        if not self.errors and not any(said.values()):
            raise forms.ValidationError(_("At least one must count."))
        return said
