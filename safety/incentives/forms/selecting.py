"""The forms of stars: a selection, a pick, an objection and its answer, a payment."""

import re
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core.forms import Card, Half, HouseForm, ReasonForm
from safety.core.months import Period
from safety.files.signing import SignField
from safety.incentives.models import Objection, Selection, StarRule
from safety.org.forms import RecordForm
from safety.people.models import Person


class SelectionForm(RecordForm):
    """Of which period how many stars are chosen, by whom, for how much."""

    save_label = gettext_lazy("Save selection")
    committee = forms.CharField(
        label=gettext_lazy("Committee"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Employee numbers of those who pick, one in a line. Each has an account."
        ),
    )
    layout = Layout(
        Card("title", *map(Half, ("period", "stars", "prize")), "committee")
    )

    class Meta:
        model = Selection
        fields = ("title", "period", "stars", "prize")
        help_texts = {
            "title": gettext_lazy("The awards are called so."),
            "period": gettext_lazy("A month or a quarter, like 2019-06 or 2019-Q2."),
        }

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        self.people = people
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Show who is of the committee."""
        if self.instance.pk:
            members = self.instance.members.select_related("person")
            numbers = [member.person.employee_no for member in members]
            self.initial["committee"] = "\n".join(numbers)

    def clean_period(self) -> Period:
        """Stars are of a month or a quarter."""
        period: Period = self.cleaned_data["period"]
        if len(list(period.months)) not in (1, 3):
            raise ValidationError(_("Write a month or a quarter."))
        return period

    def clean_committee(self) -> list[Person]:
        """Persons whom the reader sees, and who can log in."""
        typed = re.split(r"[\s,;、，；]+", self.cleaned_data["committee"])
        numbers = list(dict.fromkeys(filter(None, typed)))
        known = {
            person.employee_no: person
            for person in self.people.filter(
                employee_no__in=numbers, user__isnull=False
            )
        }
        missing = [number for number in numbers if number not in known]
        if missing:
            said = _("Nobody with an account has the number %(number)s.")
            raise ValidationError([said % {"number": number} for number in missing])
        return list(known.values())


class PickForm(ReasonForm):
    """Why somebody is a star."""

    save_label = gettext_lazy("Pick as star")


class ExcludeForm(ReasonForm):
    """Why somebody cannot be one."""

    save_label = gettext_lazy("Exclude")


class ObjectionForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """What is said against a star, and by whom if he wants to be named."""

    save_label = gettext_lazy("Save objection")

    class Meta:
        model = Objection
        fields = ("text", "said_by")
        widgets = {"text": forms.Textarea({"rows": 4})}
        help_texts = {
            "said_by": gettext_lazy(
                "Left empty where somebody does not want to be named."
            )
        }


class AnswerForm(HouseForm, forms.Form):
    """Whether an objection is right, and why."""

    save_label = gettext_lazy("Save answer")
    is_upheld = forms.TypedChoiceField(
        label=gettext_lazy("The objection is"),
        choices=[
            ("no", gettext_lazy("not upheld: the star stays")),
            ("yes", gettext_lazy("upheld: the star is struck out")),
        ],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class PayForm(HouseForm, forms.Form):
    """The star signs for the prize."""

    save_label = gettext_lazy("Prize is paid")
    drawn = SignField(label=gettext_lazy("Signature of the star"))

    def __init__(self, *args: Any, by: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drawn"].by = by  # type: ignore[attr-defined]


class StarRuleForm(RecordForm):
    """One number by which stars are ranked or published."""

    save_label = gettext_lazy("Save rule")
    layout = Layout(Card(Half("value"), Half("mark"), "source"))

    class Meta:
        model = StarRule
        fields = ("value", "mark", "source")
        help_texts = {
            "source": gettext_lazy("The document, with its number, that asks for it.")
        }
