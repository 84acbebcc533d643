"""Choosing a file, and saying what its columns are."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.accounts.models import User
from safety.core.declare.records import Kind
from safety.core.forms import Card, HouseForm, ReasonForm
from safety.records.cells import Cell
from safety.records.heads import is_guess, propose, understand
from safety.records.models import Load
from safety.records.read import Line, Refused
from safety.records.registry import cells, kinds
from safety.records.services import MOST_BYTES, remembered

GUESSED = gettext_lazy(
    "In other files this head means something else: look at the rows beside it."
)


def kinds_for(user: User) -> list[Kind]:
    """The kinds whose files a user may load somewhere."""
    may_load = user.may("records.load")
    return [kind for kind in kinds().values() if may_load and user.may(kind.permission)]


class UploadForm(HouseForm, forms.Form):
    """A file and what it is a file of."""

    save_label = gettext_lazy("Upload")
    kind = forms.ChoiceField(
        label=gettext_lazy("What the file holds"),
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in UTF-8, or Excel (.xlsx). The first row names "
            "the columns. Nothing is loaded yet."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        max_length=255,
    )
    layout = Layout(Card("kind", "file"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.name, kind.label) for kind in kinds_for(user)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is too large to keep."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            said = _("The file is larger than %(most)s MB. Split it.")
            raise ValidationError(said % {"most": MOST_BYTES // 1024**2})
        return upload


class ColumnsForm(forms.Form):
    """Which column each head of the file is."""

    def __init__(self, data: Any, *, load: Load, by: User) -> None:
        super().__init__(data)
        self.kind = kinds()[load.kind]
        self.heads: Line = load.sample[0]
        self.samples: list[Line] = load.sample[1:]
        before = load.columns or remembered(self.kind, by)
        proposed = load.columns or propose(self.heads, self.kind, before)
        choices = [("", _("Leave out")), *((n, n) for n in cells(self.kind))]
        self.fields["restate"] = forms.CharField(
            label=_("Why records of closed months change"),
            help_text=_("Only where the file has such records."),
            required=False,
            initial=load.restate,
            max_length=500,
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )
        for place, head in enumerate(self.heads):
            name = proposed.get(head, "")
            look = name and head not in before and is_guess(head, name, self.kind)
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=head,
                choices=choices,
                required=False,
                initial=name,
                help_text=GUESSED if look else "",
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def said(self) -> dict[str, str]:
        """What each head is."""
        return {
            head: self.cleaned_data.get(f"column-{place}", "")
            for place, head in enumerate(self.heads)
        }

    def clean(self) -> None:
        """Refuse columns twice, and missing ones."""
        try:
            understand(self.heads, self.kind, self.said)
        except Refused as refused:
            raise ValidationError([bad.message for bad in refused.bad]) from refused

    @property
    def lines(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Each head with its box and what stands below it in the file."""
        return [
            (
                self[f"column-{place}"],
                [
                    cell
                    for line in self.samples
                    for cell in line[place : place + 1]
                    if cell
                ],
            )
            for place in range(len(self.heads))
        ]

    @property
    def columns(self) -> Sequence[Cell]:
        """All columns that the kind has."""
        return list(cells(self.kind).values())


class TakeBackForm(ReasonForm):
    """Why a load is taken back; where months are closed, why they change."""

    save_label = gettext_lazy("Take back")
