"""Forms of a drill: what is said of it, who comes as a guest, why it is voided."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.forms import Card, Group, Half, HouseForm, Third
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from safety.people.fields import PersonField
from safety.people.models import Person
from training.models import Drill, DrillKind, DrillRole, DrillStep, PlanVersion


class Rehearsing(forms.Form):
    """By which emergency plan, and what of it: without words the whole of the plan."""

    version = forms.ModelChoiceField(
        PlanVersion.objects.none(),
        label=_("Emergency plan"),
        required=False,
        empty_label=_("Not kept here"),
    )
    plan = forms.CharField(
        label=_("What is rehearsed"),
        required=False,
        max_length=200,
        help_text=_("Such as fire or a fall from height. Empty: the whole plan."),
    )

    def offer(self, versions: QuerySet[PlanVersion]) -> None:
        """The plans that can be chosen; without any, words alone."""
        fields: Any = self.fields
        fields["version"].queryset = versions

    def clean(self) -> dict[str, Any]:
        """Without words it is called as its plan."""
        said: dict[str, Any] = super().clean() or {}
        version = said.get("version")
        if not said.get("plan") and version:
            said["plan"] = version.plan.name[:200]
        elif not said.get("plan"):
            self.add_error("plan", _("Choose a plan, or say what is rehearsed."))
        return said


class DrillForm(Rehearsing, RecordForm):
    """What was rehearsed, where, when and led by whom; the unit is known."""

    save_label = _("Save drill")
    organiser = PersonField(label=_("Organiser"), required=False)
    commander = PersonField(label=_("Commander"), required=False)
    layout = Layout(
        Card(
            *map(Half, ("version", "plan", "kind", "held_on")),
            *("place", "aims", "scenario", "resources"),
        ),
        Group(
            _("Who"),
            Half("organiser"),
            Half("commander"),
            Half("outsiders"),
            Half("outside_bodies"),
        ),
        Group(
            _("Report to the regulator"),
            *map(Third, ("reported_on", "reported_to", "receipt")),
        ),
    )

    class Meta:
        model = Drill
        fields = (
            *("version", "plan", "kind", "held_on", "place"),
            *("aims", "scenario", "resources"),
            *("organiser", "commander", "outsiders", "outside_bodies"),
            *("reported_on", "reported_to", "receipt"),
        )
        field_classes = {"held_on": DayField, "reported_on": DayField}
        widgets = {
            **dict.fromkeys(
                ("aims", "scenario", "resources"), forms.Textarea({"rows": 3})
            ),
            "kind": forms.RadioSelect,
            "outsiders": forms.NumberInput({"inputmode": "numeric"}),
        }
        labels = {
            "plan": _("Emergency plan"),
            "aims": _("Aims of the drill"),
            "outsiders": _("People from outside"),
            "reported_on": _("Reported on"),
        }
        help_texts = {
            "aims": _("What it shall show; its evaluation says whether it did."),
            "resources": _("People, equipment and materials; money, if it is known."),
            "outsiders": _("A head-count apart: they are no participants."),
            "outside_bodies": _("Fire brigade, hospital, neighbours …"),
        }

    def __init__(
        self,
        *args: Any,
        people: QuerySet[Person],
        versions: QuerySet[PlanVersion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(versions)
        fields: Any = self.fields
        fields["organiser"].queryset = fields["commander"].queryset = people
        fields["kind"].choices = DrillKind.choices


class StartDrillForm(Rehearsing, HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """What is rehearsed, and how: as the last time, unless it is said otherwise."""

    save_label = _("Start drill")
    layout = Layout(Card("version", "plan", "kind"))

    class Meta:
        model = Drill
        fields = ("version", "plan", "kind")
        widgets = {"kind": forms.RadioSelect}

    def __init__(
        self, *args: Any, versions: QuerySet[PlanVersion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(versions)
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


class RoleForm(GuestForm):
    """Who has to do what."""

    person = PersonField(label=_("Person"))
    role = forms.ChoiceField(
        label=pgettext_lazy("drill", "Role"), choices=DrillRole.choices
    )
