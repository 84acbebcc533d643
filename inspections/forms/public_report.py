"""The form for whoever passes by: a photo or some words, nothing else is asked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Danger
from inspections.services.public_reports import Said
from safety.core.forms import HouseForm
from safety.files.fields import PhotosField, PhotosInput
from safety.org.models import Place

MOST_PHOTOS = 3
ICONS = {
    Danger.FALL: "arrow-down-to-arc",
    Danger.ELECTRIC: "bolt",
    Danger.FIRE: "flame",
    Danger.LIFTING: "crane",
    Danger.EDGE: "barrier-block",
    Danger.OTHER: "dots",
}


def box(**attributes: Any) -> dict[str, Any]:
    """What makes a text box look like all others, drawn without crispy."""
    return {"class": "form-control", **attributes}


class OnePhotoInput(PhotosInput):
    """One large button that takes a photo; what is taken goes with the form."""

    template_name = "inspections/_photo_input.html"


class OutsidePhotosField(PhotosField):
    """Photos of whoever has no account: with the form, and few."""

    widget = OnePhotoInput

    def clean(self, value: Any) -> Any:
        """As ever; nothing was sent before, and nothing is still to come."""
        chosen: list[Any] = value[0] if value else []
        if len(chosen) > MOST_PHOTOS:
            raise ValidationError(_("Three photos are enough."))
        return super().clean((chosen, [], []))


class PublicReportForm(HouseForm, forms.Form):
    """What is wrong at a place. ``more`` is for robots: who fills it in sends none."""

    photos = OutsidePhotosField(label=_("Photos"), required=False)
    danger = forms.ChoiceField(
        label=pgettext_lazy("danger", "What is wrong"),
        required=False,
        choices=Danger.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Anything to add"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(
            attrs=box(rows="2", placeholder=_("For example, cable is in water"))
        ),
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=box(autocomplete="name")),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=box(inputmode="tel", autocomplete="tel")),
    )
    more = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs=box(autocomplete="off", tabindex="-1")),
    )

    def clean_more(self) -> str:
        """Nobody sees this box; only a robot fills it in."""
        if self.cleaned_data["more"]:
            raise ValidationError(_("Leave this empty: only robots fill it in."))
        return ""

    def clean(self) -> dict[str, Any]:
        """A photo, or words: one of them says what is wrong."""
        found: dict[str, Any] = super().clean() or {}
        is_shown = bool(found.get("photos") and found["photos"].hashes)
        if not self.errors and not (is_shown or found["words"]):
            raise ValidationError(_("Take a photo, or say in words what is wrong."))
        return found

    def said(self, place: Place) -> Said:
        """What was said."""
        names = ("danger", "words", "name", "phone", "photos")
        return Said(place, **{name: self.cleaned_data[name] for name in names})

    @property
    def dangers(self) -> list[tuple[str, Any]]:
        """The choices, each with its icon."""
        return [
            (ICONS[Danger(str(each.data["value"]))], each) for each in self["danger"]
        ]
