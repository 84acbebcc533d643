"""The form that starts an inspection: what for, whose, and with which checklists."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from inspections.models import (
    Amendment,
    ChecklistVersion,
    Form,
    Inspection,
    Programme,
)
from safety.core.forms import Card, Half, HouseForm


class StartForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """An inspection of the unit of the page, today, led by who starts it."""

    save_label = _("Start inspection")
    versions = forms.TypedMultipleChoiceField(
        label=_("Checklists"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    layout = Layout(Card("place", "versions", Half("programme"), Half("form")))

    class Meta:
        model = Inspection
        fields = ("place", "programme", "form")
        help_texts = {"place": _("Hazards that you raise on the way are there.")}

    def __init__(
        self,
        *args: Any,
        usable: Sequence[ChecklistVersion],
        proposed: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.usable = {version.pk: version for version in usable}
        self.fields["versions"].choices = [  # type: ignore[attr-defined]
            (key, str(version.checklist)) for key, version in self.usable.items()
        ]
        usual = {"programme": Programme.QHSE, "form": Form.SELF}
        self.initial = {**self.initial, **usual, **proposed}
        if len(self.usable) == 1:
            self.initial["versions"] = list(self.usable)

    @property
    def chosen(self) -> list[ChecklistVersion]:
        """The checklists that were ticked, in their order."""
        return [self.usable[key] for key in self.cleaned_data["versions"]]


class AmendForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """What is right, and why it is amended."""

    save_label = _("Amend")
    layout = Layout(Card("text", "reason"))

    class Meta:
        model = Amendment
        fields = ("text", "reason")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"text": _("The answers and the score stay as they were.")}
