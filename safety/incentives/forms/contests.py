"""The forms of contests of teams, and of consent to be named."""

from collections.abc import Collection
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.forms.planning import SomeField
from inspections.models import Checklist
from safety.core.forms import Card, Half, HouseForm
from safety.incentives.models import Contest
from safety.org.forms import RecordForm
from safety.org.models import Unit
from safety.people.fields import PersonField
from safety.people.models import Person


class ContestForm(RecordForm):
    """Which teams are compared, for how long, by which checklist, for what prize."""

    save_label = _("Save contest")
    teams = SomeField(label=_("Teams"))
    layout = Layout(
        Card("title", *map(Half, ("period", "prize")), "checklist", "teams")
    )

    class Meta:
        model = Contest
        fields = ("title", "period", "prize", "checklist")
        help_texts = {
            "period": _("A month, a quarter, a half-year or a year, like 2019-06."),
            "checklist": _("Whoever inspects a team with it gives it a score."),
        }

    def __init__(
        self,
        *args: Any,
        teams: Collection[Unit],
        checklists: QuerySet[Checklist],
        **kwargs: Any,
    ) -> None:
        self.offered, self.checklists = teams, checklists
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Offer what the unit has; tick the teams that take part."""
        fields: Any = self.fields
        fields["teams"].offer(self.offered)
        fields["checklist"].queryset = self.checklists
        if self.instance.pk:
            entrants = self.instance.entrants.values_list("unit", flat=True)
            self.initial["teams"] = list(entrants)


class WinForm(HouseForm, forms.Form):
    """Which team has won, and who takes the prize for it."""

    save_label = pgettext_lazy("contest", "Confirm")
    team = forms.TypedChoiceField(
        label=pgettext_lazy("contest", "Winner"), coerce=int, widget=forms.RadioSelect
    )
    person = PersonField(label=_("Who takes the prize for the team"))

    def __init__(
        self,
        *args: Any,
        leaders: Collection[Unit],
        people: QuerySet[Person],
        **kwargs: Any,
    ) -> None:
        self.leaders = {unit.pk: unit for unit in leaders}
        self.people = people
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Teams with the best average, of which one is ticked."""
        fields: Any = self.fields
        fields["team"].choices = [
            (key, str(unit)) for key, unit in self.leaders.items()
        ]
        fields["person"].queryset = self.people
        self.initial.setdefault("team", next(iter(self.leaders), None))

    def clean_team(self) -> Unit:
        """The team that was chosen."""
        return self.leaders[self.cleaned_data["team"]]


class ConsentForm(HouseForm, forms.Form):
    """What somebody says to being named."""

    save_label = _("Save consent")
    is_given = forms.TypedChoiceField(
        label=_("On the wall of the canteen"),
        choices=[("yes", _("the person agrees to be named")), ("no", _("no name"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
