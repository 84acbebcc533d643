"""Forms of a drill: what is said of it, who comes as a guest, why it is voided."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Group, Half, HouseForm
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from safety.people.fields import PersonField
from safety.people.models import Person
from training.models import Drill, DrillKind, DrillStep


class DrillForm(RecordForm):
    """What was rehearsed, where, when and led by whom; the unit is known."""

    save_label = _("Save drill")
    organiser = PersonField(label=_("Organiser"), required=False)
    commander = PersonField(label=_("Commander"), required=False)
    layout = Layout(
        Card("plan", Half("kind"), Half("held_on"), "place", "scenario"),
        Group(
            _("Who"),
            Half("organiser"),
            Half("commander"),
            Half("outsiders"),
            Half("outside_bodies"),
        ),
    )

    class Meta:
        model = Drill
        fields = (
            *("plan", "kind", "held_on", "place", "scenario"),
            *("organiser", "commander", "outsiders", "outside_bodies"),
        )
        field_classes = {"held_on": DayField}
        widgets = {
            "scenario": forms.Textarea({"rows": 3}),
            "kind": forms.RadioSelect,
            "outsiders": forms.NumberInput({"inputmode": "numeric"}),
        }
        labels = {
            "plan": _("Emergency plan"),
            "outsiders": _("People from outside"),
        }
        help_texts = {
            "plan": _("What is rehearsed, such as fire or a fall from height."),
            "outsiders": _("A head-count apart: they are no participants."),
            "outside_bodies": _("Fire brigade, hospital, neighbours …"),
        }

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organiser"].queryset = fields["commander"].queryset = people
        fields["kind"].choices = DrillKind.choices


class StartDrillForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """What is rehearsed, and how: as the last time, unless it is said otherwise."""

    save_label = _("Start drill")
    layout = Layout(Card("plan", "kind"))

    class Meta:
        model = Drill
        fields = ("plan", "kind")
        labels = {"plan": _("Emergency plan")}
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = DrillKind.choices  # type: ignore[attr-defined]


class StepForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """What has just happened, typed or chosen."""

    class Meta:
        model = DrillStep
        fields = ("what",)
        labels = {"what": _("Something else happened")}


class CountForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """How many people from outside are there."""

    class Meta:
        model = Drill
        fields = ("outsiders",)
        widgets = {"outsiders": forms.NumberInput({"inputmode": "numeric"})}
        labels = {"outsiders": _("People from outside")}


class GuestForm(HouseForm, forms.Form):
    """Somebody who is not on the muster list."""

    person = PersonField(label=_("Somebody else"))

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class VoidDrillForm(HouseForm, forms.Form):
    """Why a drill shall count no more."""

    save_label = _("Void")
    reason = forms.CharField(label=_("Reason"), max_length=500)
