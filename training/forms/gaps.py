"""Forms of the gaps that a drill has shown."""

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.forms.report import HazardForm
from safety.core.forms import Card, Half, HouseForm
from safety.files.fields import PhotosField
from safety.org.fields import DayField
from safety.people.fields import PersonField
from safety.people.models import Person
from training.models import EmergencyPlan, Gap


class PhotosForm(HouseForm, forms.Form):
    """Photos of a drill."""

    save_label = gettext_lazy("Save photos")
    photos = PhotosField(label=gettext_lazy("Photos"))

    def __init__(self, *args: Any, by: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].by = by  # type: ignore[attr-defined]


class GapForm(PhotosForm, forms.ModelForm):  # type: ignore[type-arg]
    """What was missing or wrong, and photos that show it."""

    save_label = gettext_lazy("Add gap")
    photos = PhotosField(label=gettext_lazy("Photos"), required=False)
    layout = Layout(Div("what", "photos", css_class="az-fields"))

    class Meta:
        model = Gap
        fields = ("what",)
        labels = {"what": gettext_lazy("What was missing or wrong")}


class GapHazardForm(HazardForm):
    """The hazard that a gap becomes, on a page of its own."""

    def arranged(self) -> Layout:
        """What is known already on top."""
        return Layout(
            Card(
                *("description", "photos", "risk"),
                *map(Half, ("responsible", "due_on", "category", "place")),
                *("criterion", "is_fixed"),
                Div("photos_after", css_class="az-when-fixed"),
            )
        )

    def clean(self) -> dict[str, Any]:
        """Nothing is due before it is found."""
        said: dict[str, Any] = super().clean() or {}
        if (day := said.get("due_on")) and day < self.today:
            self.add_error("due_on", _("The hazard is due before it was found."))
        return said


class RevisionForm(HouseForm, forms.Form):
    """Which plan is revised, by whom and until when."""

    save_label = gettext_lazy("Have it revised")
    plan = forms.ModelChoiceField(
        EmergencyPlan.objects.none(), label=gettext_lazy("Emergency plan")
    )
    owner = PersonField(label=gettext_lazy("Who revises it"))
    due_on = DayField(label=gettext_lazy("Due on"))
    layout = Layout(Card("plan", Half("owner"), Half("due_on")))

    def __init__(
        self,
        *args: Any,
        plans: QuerySet[EmergencyPlan],
        people: QuerySet[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["plan"].queryset, fields["owner"].queryset = plans, people
