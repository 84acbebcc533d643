"""Forms that hand in, close and open a month, and answer for what differs."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from safety.closing.models.due import MOST
from safety.closing.services.months import Found
from safety.core.forms import Card, Group, HouseForm
from safety.files.signing import SignField
from safety.org.models import Kind


class SignForm(HouseForm, forms.Form):
    """Each exception explained, and a signature."""

    save_label = _("Sign")
    drawn = SignField(label=_("Signature"))

    def __init__(
        self, *args: Any, found: Sequence[Found], by: int, **kwargs: Any
    ) -> None:
        self.found = [each for each in found if not each.check.is_blocking]
        super().__init__(*args, **kwargs)
        self.fields["drawn"].by = by  # type: ignore[attr-defined]

    def arrange(self) -> None:
        """A field for each exception that can be explained."""
        for each in self.found:
            self.fields[each.check.code] = forms.CharField(
                label=each.sentence,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Why it is so, and what becomes of it."),
            )

    def arranged(self) -> Layout:
        """What is to be explained, then the signature."""
        asked = [each.check.code for each in self.found]
        groups = [Group(_("To be explained"), *asked)] if asked else []
        return Layout(*groups, Card("drawn"))

    @property
    def explained(self) -> dict[str, str]:
        """What was said, by the code of the check."""
        codes = (each.check.code for each in self.found)
        return {code: self.cleaned_data[code] for code in codes}


class DueDaysForm(HouseForm, forms.Form):
    """By which working day of the next month each kind of unit is done."""

    save_label = _("Save due days")

    def arrange(self) -> None:
        """A number for each kind that has something to do."""
        for kind in (Kind.PROJECT, Kind.COMPANY, Kind.GROUP):
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label,
                min_value=1,
                max_value=MOST,
                help_text=_("Working day of the next month"),
            )


class WhyForm(HouseForm, forms.Form):
    """A reason, for what leaves a trace."""

    why = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    layout = Layout(Card("why"))

    def __init__(self, *args: Any, is_asked: bool = True, **kwargs: Any) -> None:
        self.is_asked = is_asked
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Where nothing has to be explained, nobody has to."""
        self.fields["why"].required = self.is_asked


class CloseForm(WhyForm):
    """Closing in spite of what the checks find."""

    save_label = _("Close the month")


class ReopenForm(WhyForm):
    """Opening a closed month again."""

    save_label = _("Open again")


class SendBackForm(WhyForm):
    """What is to be mended before it is signed anew."""

    save_label = _("Send back")


class ApproveForm(WhyForm):
    """Why a figure is restated."""

    save_label = _("Approve")


class AskForm(WhyForm):
    """What headquarters wants to see."""

    save_label = _("Ask for evidence")
    why = forms.CharField(
        label=_("What is asked"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(WhyForm):
    """What the unit says to it."""

    save_label = _("Answer")
    why = forms.CharField(
        label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
