"""The form by which a leader answers the proposed cards of a day."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from safety.core.forms import HouseForm, ReasonForm
from safety.incentives.models import Proposal


class WithdrawForm(ReasonForm):
    """Why a card shall not be given after all."""

    save_label = pgettext_lazy("proposed card", "Take back")


class ApproveForm(HouseForm, forms.Form):
    """Which cards are approved, or rejected for one reason."""

    save_label = gettext_lazy("Approve")
    cards = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Cards"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    why = forms.CharField(
        label=gettext_lazy("Reason, when you reject"), required=False, max_length=300
    )

    def __init__(self, *args: Any, waiting: Iterable[Proposal], **kwargs: Any) -> None:
        self.waiting = list(waiting)
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Offer what waits, all of it ticked."""
        keys = [said.pk for said in self.waiting]
        field: Any = self.fields["cards"]
        field.choices = [(key, key) for key in keys]
        field.initial = keys

    @property
    def is_rejected(self) -> bool:
        """Which of the two buttons was pressed."""
        return "reject" in self.data

    def clean(self) -> dict[str, Any]:
        """A reason is asked of who rejects."""
        said: dict[str, Any] = super().clean() or {}
        if self.is_rejected and not said.get("why"):
            self.add_error("why", _("Say why you reject it."))
        return said
