"""The note that a manager adds to a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safety.core.forms import HouseForm
from safety.reports.models import Note


class NoteForm(HouseForm, forms.Form):
    """A note, or nothing to take it away."""

    save_label = _("Save note")
    text = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=Note._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Stands below the first sentences, with your name, in every form."),
    )
