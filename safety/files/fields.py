"""The field for photos of any form: sent with it, before it, or still to come.

    photos = PhotosField(label=_("Photos"))
    …
    form.fields["photos"].by = request.user.pk

Without script it is a plain choice of files. With script (``frontend/js/photos.js``)
photos are made small and sent to `files:add-file` while one types, and the form names
them by their keys. Photos that are taken stay when the form is shown again. A phone
that sends its photos later declares them by their hashes, ``photos-sha256``.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES
from django.forms.widgets import Input
from django.utils.translation import gettext as _

from safety.core import formats
from safety.files.models import File
from safety.files.refused import Refused
from safety.files.services import receive

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HASH = re.compile(r"[0-9a-f]{64}")


class Sent(NamedTuple):
    """Photos that are here, and hashes of those that are still to come."""

    files: Sequence[File] = ()
    declared: Sequence[str] = ()

    @property
    def by_hash(self) -> dict[str, File | None]:
        """The file of each, None of one that is still to come."""
        here = {file.sha256: file for file in self.files}
        return here | {sha256: here.get(sha256) for sha256 in self.declared}

    @property
    def hashes(self) -> list[str]:
        """Of all of them, each once."""
        return list(self.by_hash)


class PhotosInput(Input):
    """A choice of several photos, beside those that are here already."""

    input_type = "file"
    template_name = "files/_photos_input.html"
    needs_multipart_form = True

    def __init__(self) -> None:
        super().__init__({"accept": "image/*", "multiple": True})
        self.kept: Sequence[File] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The files chosen, the keys of those sent before, the hashes declared."""
        chosen = files.getlist(name) if hasattr(files, "getlist") else []
        if not hasattr(data, "getlist"):
            return chosen, [], []
        return chosen, data.getlist(name), data.getlist(f"{name}-sha256")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(self.value_from_datadict(data, files, name))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:  # noqa: ARG002
        context = super().get_context(name, None, attrs)
        return {**context, "kept": self.kept, "most": settings.MOST_FILES}


class PhotosField(forms.Field):
    """Gives a `Sent`. ``by`` is the key of whoever sends, None without an account."""

    widget = PhotosInput
    by: int | None = None
    empty_values = [*EMPTY_VALUES, Sent(), ([], [], [])]

    def clean(self, value: Any) -> Sent:
        """Keep what was sent; ValidationError for what is not taken, or is missing."""
        chosen, keys, declared = value or ([], [], [])
        if len(chosen) + len(keys) + len(declared) > settings.MOST_FILES:
            raise ValidationError(too_many())
        kept, refused = self._known(keys), []
        for upload in chosen:
            try:
                kept.append(receive(upload, by=self.by, photos_only=True))
            except Refused as refusal:
                refused.append(f"{upload.name}: {refusal.sentence}")
        hashes = [text for text in declared if HASH.fullmatch(text)]
        kept += self._arrived(hashes)
        self.widget.kept = kept = list(dict.fromkeys(kept))
        if refused:
            raise ValidationError(refused)
        sent = Sent(kept, hashes)
        if self.required and not sent.hashes:
            raise ValidationError(self.error_messages["required"], code="required")
        return sent

    def _known(self, keys: Sequence[str]) -> list[File]:
        """Those that the sender has sent before; of others nothing is said."""
        written = [key for key in keys if KEY.fullmatch(key)]
        if self.by is None or not written:
            return []
        return list(File.objects.filter(key__in=written, uploaded_by=self.by))

    def _arrived(self, hashes: Sequence[str]) -> list[File]:
        """Those declared that the sender has sent already."""
        if self.by is None or not hashes:
            return []
        return list(File.objects.filter(sha256__in=hashes, uploaded_by=self.by))

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ARG002
        return data not in self.empty_values


def too_many() -> str:
    """What is said when a record would have more files than it may."""
    most = formats.number(settings.MOST_FILES)
    return _("A record has at most %(most)s photos.") % {"most": most}
