"""The form by which a card is given on the spot: three taps, nothing to type."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import User
from safety.core import formats
from safety.core.forms import HouseForm
from safety.files.fields import PhotosField
from safety.incentives.models import About, Behaviour, CardRule
from safety.incentives.services.issuing import MAY
from safety.people.fields import PersonField
from safety.people.models import Person


class IssueForm(HouseForm, forms.Form):
    """Who did what right, and what it is worth."""

    save_label = _("Give card")
    worker = PersonField(label=_("Who did it right"))
    behaviour = forms.ModelChoiceField(
        Behaviour.objects.none(),
        label=_("What they did"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    amount = forms.TypedChoiceField(
        label=_("Worth"), coerce=Decimal, widget=forms.RadioSelect
    )
    photos = PhotosField(
        label=_("Photos"), required=False, help_text=_("Only if the worker agrees.")
    )
    note = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )

    printed = forms.CharField(
        label=_("Number of the paper card"),
        required=False,
        max_length=100,
        help_text=_("Of one that was printed in advance; it is worth what it says."),
    )

    # Said by a phone that has kept the form, maybe for days without a line.
    kept_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, rule: CardRule, **kwargs: Any) -> None:
        self.by, self.rule = by, rule
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Offer what the rule of the unit lets, and whom the reader may give it."""
        fields: Any = self.fields
        fields["worker"].queryset = Person.objects.counted()
        fields["worker"].admits = lambda one: one.is_visible_to(self.by, MAY)
        fields["behaviour"].queryset = Behaviour.objects.offered()
        fields["amount"].choices = [
            (written(amount), formats.money(amount)) for amount in self.rule.amounts
        ]
        fields["amount"].initial = written(self.rule.standard)
        fields["photos"].by = self.by.pk

    def clean(self) -> dict[str, Any]:
        """A suggestion is given with what was suggested, which others review."""
        said: dict[str, Any] = super().clean() or {}
        behaviour = said.get("behaviour")
        if behaviour and behaviour.about == About.SUGGESTION and not said.get("note"):
            self.add_error("note", _("Say what was suggested."))
        return said


def written(amount: Decimal) -> str:
    """An amount as the choices of the form have it."""
    return f"{amount.normalize():f}"
