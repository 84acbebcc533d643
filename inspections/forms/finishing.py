"""The form that ends an inspection: who of the inspected side signs, or why nobody."""

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from inspections.models import WhyNot
from inspections.services.finishing import Signed
from safety.core.forms import HouseForm
from safety.files.models import File
from safety.files.signing import SignField


class FinishForm(HouseForm, forms.Form):
    """A drawing with the name of who drew it, or a reason."""

    save_label = _("Finish inspection")
    drawn = SignField(label=_("Signature of the inspected side"), required=False)
    name = forms.CharField(label=_("Who signs"), required=False, max_length=100)
    why_not = forms.ChoiceField(
        label=_("If nobody signs"),
        required=False,
        choices=WhyNot.choices,
        widget=forms.RadioSelect,
    )
    layout = Layout(Div("drawn", "name", "why_not", css_class="az-fields"))

    def __init__(self, *args: Any, by: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drawn"].by = by  # type: ignore[attr-defined]
        # One of both is asked for, so none is optional.
        for name, field in self.fields.items():
            field.label = self.base_fields[name].label

    def clean(self) -> dict[str, Any]:
        """One of both: who has signed gives no reason why not."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        if found["drawn"] and not found["name"]:
            self.add_error("name", _("Write who has signed."))
        if not found["drawn"] and not found["why_not"]:
            said = _("Let somebody of the inspected side sign, or say why nobody does.")
            self.add_error("why_not", said)
        return found

    @property
    def signed(self) -> Signed:
        """What the form says."""
        said = self.cleaned_data
        drawn: File | None = said["drawn"]
        why_not = "" if drawn else said["why_not"]
        return Signed(said["name"], drawn, why_not)
