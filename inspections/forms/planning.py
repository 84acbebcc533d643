"""Forms of plans: the rule alone, as it is previewed, and the whole."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inspections.models import Checklist, Form, Plan, Programme, Reach, Repeat
from inspections.services.planning import Parts
from safety.core.forms import Card, Group, Half, Third
from safety.org.fields import DayField, WeekdaysField
from safety.org.forms import RecordForm
from safety.org.models import Kind
from safety.people.models import Person

# What the days follow from.
RULE = ("repeat", "every", "weekdays", "nth", "starts_on", "ends_on", "day_off")
# A rule is followed from its beginning on, which is not for ever.
OLDEST = timedelta(days=3660)


class SomeField(forms.TypedMultipleChoiceField):
    """Some of a few records, which the form is given, ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, **options)
        self.records: dict[int, Any] = {}

    def offer(self, records: Iterable[Any]) -> None:
        """Offer these records, and no others."""
        self.records = {record.pk: record for record in records}
        self.choices = [(key, str(record)) for key, record in self.records.items()]

    def clean(self, value: Any) -> list[Any]:
        """The records that were ticked."""
        return [self.records[key] for key in super().clean(value)]


class RuleForm(RecordForm):
    """How often, from when to when: enough to say the next days."""

    weekdays = WeekdaysField(
        label=_("On weekdays"),
        help_text=_("Of a week; or of a month, when you say which of them."),
    )

    class Meta:
        model = Plan
        fields: tuple[str, ...] = RULE
        field_classes = {"starts_on": DayField, "ends_on": DayField}

    def clean_starts_on(self) -> Any:
        """No older than anybody needs, so that rules are worked out at once."""
        day = self.cleaned_data["starts_on"]
        oldest = self.instance.unit.today - OLDEST
        if day < oldest:
            said = gettext("Choose a day after %(day)s.")
            raise ValidationError(said, params={"day": oldest})
        return day


class PlanForm(RuleForm):
    """The whole plan; the unit that it lies at is known."""

    save_label = _("Save plan")
    checklists = SomeField(label=_("Checklists"))
    people = SomeField(
        label=_("Persons"),
        required=False,
        help_text=_("Nobody: anybody of the unit who may inspect."),
    )

    class Meta(RuleForm.Meta):
        fields = (
            *("name", "programme", "form", "reach", "share"),
            *RULE,
            *("due_time", "grace_hours", "days_ahead"),
        )
        widgets = {
            "due_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "reach": forms.RadioSelect,
            "share": forms.RadioSelect,
        }
        help_texts = {
            "every": _("2 with weeks: every second week."),
            "nth": _("Empty: on the day of the month of “from”."),
            "day_off": _("By the working-day calendar, with 调休."),
            "due_time": _("Where the unit is."),
            "grace_hours": _("Until then it is late, and can still be done."),
        }

    def __init__(
        self,
        *args: Any,
        checklists: QuerySet[Checklist],
        people: QuerySet[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checklists"].offer(checklists)  # type: ignore[attr-defined]
        self.fields["people"].offer(people)  # type: ignore[attr-defined]
        for name in ("checklists", "people", "weekdays"):
            self.fields[name].show_hidden_initial = False
        if self.instance.pk:
            self.initial["checklists"] = _keys(self.instance.checklists)
            self.initial["people"] = _keys(self.instance.people)
        else:
            self.initial = {
                **self.initial,
                "programme": Programme.QHSE,
                "form": Form.SELF,
                "reach": Reach.PROJECTS,
                "repeat": Repeat.DAILY,
                "starts_on": self.instance.unit.today,
            }
        if self.instance.unit.kind in (Kind.PROJECT, Kind.TEAM):
            del self.fields["reach"]
            self.instance.reach = Reach.UNIT

    def arranged(self) -> Layout:
        """What, when and who."""
        where = ["reach"] if "reach" in self.fields else []
        return Layout(
            Card("name", Half("programme"), Half("form"), "checklists", *where),
            Group(
                _("When"),
                *map(Third, ("repeat", "every", "nth")),
                "weekdays",
                *map(Third, ("starts_on", "ends_on", "day_off")),
                *map(Third, ("due_time", "grace_hours", "days_ahead")),
            ),
            Group(_("Who"), "people", "share"),
        )

    @property
    def parts(self) -> Parts:
        """What was chosen beside the plan's own columns."""
        said = self.cleaned_data
        return Parts(said["checklists"], said["people"])


def _keys(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))
