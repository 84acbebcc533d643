"""The form that adds photos to a hazard."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safety.core.forms import HouseForm
from safety.files.fields import PhotosField


class PhotosForm(HouseForm, forms.Form):
    """Some photos."""

    save_label = _("Add photos")
    photos = PhotosField(label=_("Photos"))

    def __init__(self, *args: Any, by: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].by = by  # type: ignore[attr-defined]


def photos_under(key: int, *sent: Any, by: int | None = None) -> PhotosForm:
    """The form that adds photos under the item of a key."""
    return PhotosForm(*sent, by=by, auto_id=f"photos-{key}-%s")
