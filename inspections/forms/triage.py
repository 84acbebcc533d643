"""Forms of what becomes of a report, and of doubles."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.forms.moves import LONGEST, MoveForm, words
from inspections.forms.report import Judged
from inspections.models import Hazard, Policy, Refusal
from inspections.services import due, merging
from safety.core import formats
from safety.core.forms import Card, Group, Half

ANOTHER = "another"


class AcceptForm(Judged, MoveForm):
    """A report becomes a hazard: how grave it is, where, who rectifies it."""

    description = words(label=pgettext_lazy("hazard", "What is wrong"))

    def arrange(self) -> None:
        """Begin with what the reporter said, and say what policy proposes."""
        hazard, fields = self.case.hazard, self.fields
        for name in ("description", "category", "place"):
            fields[name].initial = getattr(hazard, name)
        today = hazard.unit.today
        self.offer(hazard.found_on, self.case.actor.user, "inspections.assign")
        policy = Policy.objects.in_force(hazard.level, hazard.found_on)
        day = formats.day(due.day(hazard.unit, policy, today))
        fields["due_on"].help_text = _("Empty: %(day)s, or later if it is major.") % {
            "day": day
        }
        self.helper.layout = Layout(
            Group(_("What"), "description", "risk", "criterion", Half("category")),
            Group(
                _("Where, who and when"),
                *map(Half, ("place", "responsible", "due_on")),
                "note",
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Nothing is due before it was found."""
        found: dict[str, Any] = super().clean() or {}
        due = found.get("due_on")
        if due and due < self.case.hazard.found_on:
            self.add_error("due_on", _("The hazard is due before it was found."))
        return found


class DeclineForm(MoveForm):
    """Why it is no hazard: the reporter reads the reason, and nothing else."""

    why = forms.ChoiceField(
        label=_("What the reporter reads"),
        widget=forms.RadioSelect,
        choices=Refusal.choices,
    )
    note = words(
        label=_("Note"), required=False, help_text=_("The reporter does not read it.")
    )
    layout = Layout(Card("why", "note"))

    @property
    def note_said(self) -> str:
        said = (str(Refusal(self.cleaned_data["why"]).label), self.cleaned_data["note"])
        return " ".join(filter(None, said))


class MergeForm(MoveForm):
    """Of which hazard it is a double: one of those that are likely, or by number."""

    into = forms.ChoiceField(
        label=_("It is the same as"), widget=forms.RadioSelect, required=False
    )
    number = forms.CharField(
        label=_("Number of another hazard"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    layout = Layout(Card("into", "number", "note"))

    def arrange(self) -> None:
        """Offer what is open at the project, the most alike first."""
        chosen: Any = self.fields["into"]
        chosen.choices = [
            (
                str(each.pk),
                " · ".join(filter(None, (each.number, each.place, each.description)))[
                    :LONGEST
                ],
            )
            for each in merging.likely(self.case.hazard)
        ]
        if not chosen.choices:
            del self.fields["into"]
            self.helper.layout = Layout(Card("number", "note"))

    def clean(self) -> dict[str, Any]:
        """One of the two names a hazard of the project that is open."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        near = merging.targets(self.case.hazard)
        number, chosen = found.pop("number"), found.pop("into", "")
        target: Hazard | None = None
        if number:
            target = near.filter(number=number).first()
        elif chosen:
            target = near.filter(pk=chosen).first()
        if target is None:
            said = _("Choose an open hazard of this project.")
            if number:
                said = _("No open hazard of this project has that number.")
            self.add_error("number", said)
        return {**found, "into": target}
