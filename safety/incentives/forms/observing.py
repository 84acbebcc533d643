"""The forms of suggestions and of observation points."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Half, HouseForm
from safety.incentives.models import Duty, Review
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from safety.people.fields import PersonField
from safety.people.models import Person


class ReviewForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """Whether a suggestion is adopted, and why."""

    save_label = _("Save review")
    is_adopted = forms.TypedChoiceField(
        label=_("The suggestion is"),
        choices=[("yes", _("adopted")), ("no", _("not adopted"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Review
        fields = ("is_adopted", "reason")
        widgets = {"reason": forms.Textarea({"rows": 3})}

    def arrange(self) -> None:
        """What was said before stands there."""
        if self.instance.pk:
            self.initial["is_adopted"] = "yes" if self.instance.is_adopted else "no"


class DutyForm(RecordForm):
    """Who watches a place, from when to when."""

    save_label = _("Save duty")
    person = PersonField(label=_("Person on duty"))
    layout = Layout(Card("person", Half("first_on"), Half("last_on")))

    class Meta:
        model = Duty
        fields = ("person", "first_on", "last_on")
        field_classes = {"first_on": DayField, "last_on": DayField}

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
