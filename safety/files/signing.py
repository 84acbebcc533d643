"""The field for a signature: drawn with a finger, kept as a picture."""

from base64 import b64decode
from binascii import Error
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from safety.files.services import receive

PNG = "data:image/png;base64,"
MOST = 400_000  # characters of a drawing


class SignInput(forms.Widget):
    """A place to draw in."""

    template_name = "files/_sign.html"


class SignField(forms.CharField):
    """Gives the `File` of what was drawn; None for nothing."""

    widget = SignInput
    by: int | None = None

    def clean(self, value: Any) -> Any:
        drawn: str = super().clean(value)
        if not drawn:
            return None
        if not drawn.startswith(PNG) or len(drawn) > MOST:
            raise ValidationError(_("This is no drawing. Clear it and sign again."))
        try:
            content = b64decode(drawn.removeprefix(PNG), validate=True)
        except (Error, ValueError) as error:
            said = _("This is no drawing. Clear it and sign again.")
            raise ValidationError(said) from error
        return receive(
            SimpleUploadedFile("signature.png", content), by=self.by, photos_only=True
        )
