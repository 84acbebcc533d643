"""The forms of training sessions: what is taught, and why one is voided."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Group, Half, HouseForm, Third
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from safety.people.fields import PersonField
from safety.people.models import Person
from training.models import Session


class SessionForm(RecordForm):
    """What is taught, when, for how long and by whom; the unit is known."""

    save_label = _("Save session")
    trainer = PersonField(label=_("Trainer"), required=False)
    layout = Layout(
        Card("topic", Half("kind"), Half("place")),
        Group(
            _("When"),
            *map(Third, ("started_on", "ended_on", "hours")),
            "has_exam",
        ),
        Group(_("Who teaches"), Half("trainer"), Half("trainer_name")),
    )

    class Meta:
        model = Session
        fields = (
            *("topic", "kind", "place", "started_on", "ended_on", "hours"),
            *("has_exam", "trainer", "trainer_name"),
        )
        field_classes = {"started_on": DayField, "ended_on": DayField}
        labels = {"started_on": _("First day"), "ended_on": _("Last day")}
        help_texts = {
            "hours": _("Of 60 minutes each; what everybody present is credited."),
            "has_exam": _("Who does not pass is credited nothing."),
            "trainer_name": _("The name and firm of somebody who is not registered."),
        }

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trainer"].queryset = people  # type: ignore[attr-defined]


class VoidForm(HouseForm, forms.Form):
    """Why a session shall count no more."""

    save_label = _("Void")
    reason = forms.CharField(label=_("Reason"), max_length=500)
