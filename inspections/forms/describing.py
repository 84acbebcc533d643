"""The form of what an inspection is about."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

from inspections.forms.planning import SomeField
from inspections.forms.report import PlacesOf, Suggesting
from inspections.models import Inspection, Tag, Weather
from safety.core.forms import Card
from safety.org.forms import RecordForm
from safety.org.models import Place
from safety.people.models import Person

TICKED = "tags", "people"
FIRST = "weather"  # tells whether a page has said what it showed


class DescribeForm(RecordForm):
    """Weather, place, scope and members; all may stay away.

    A phone may send it long after it was shown, so it changes only what was changed in
    it: also of what is ticked.
    """

    save_label = _("Save")
    weather = forms.ChoiceField(
        label=_("Weather"),
        required=False,
        choices=Weather.choices,
        widget=forms.RadioSelect,
    )
    tags = forms.MultipleChoiceField(
        label=_("Scope"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = SomeField(label=_("Members"), required=False)
    layout = Layout(Card("weather", "place", "tags", "people"))

    class Meta:
        model = Inspection
        fields = ("weather", "place")
        widgets = {"place": Suggesting}

    def __init__(
        self,
        *args: Any,
        people: QuerySet[Person],
        places: Iterable[Place] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if places is None:
            places = PlacesOf(self.instance.unit)
        fields["place"].widget.suggested = places
        terms = self.instance.terms
        offered = Tag.objects.offered() | Tag.objects.filter(term__in=terms)
        fields["tags"].choices = [(tag.term, str(tag)) for tag in offered]
        known = Person.objects.filter(pk__in=self.instance.members.values("person"))
        others = people.exclude(pk=self.instance.lead_id)
        parts = [
            rows.order_by().annotate(is_member=Value(value))
            for rows, value in ((known, 1), (others, 0))
        ]
        everyone: dict[int, Any] = {}
        for person in parts[0].union(parts[1]).order_by("-is_member", "pk"):
            everyone.setdefault(person.pk, person)
        fields["people"].offer(everyone.values())
        if not fields["people"].choices:
            fields["people"].help_text = _("Nobody else inspects here.")
        self.initial["tags"] = terms
        self.initial["people"] = [k for k, each in everyone.items() if each.is_member]
        for field in fields.values():
            field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        """What was ticked or not ticked here, and the rest as it stands by now."""
        found = super().clean()
        for name in TICKED:
            if name in found and self[FIRST].html_initial_name in self.data:
                found[name] = self.fields[name].clean(self._ticked(name))
        return found

    def _ticked(self, name: str) -> list[str]:
        data: Any = self.data
        shown, said = data.getlist(self[name].html_initial_name), data.getlist(name)
        stored = list(map(str, self.initial[name]))
        choices: Any = self.fields[name].choices  # type: ignore[attr-defined]
        keys = [str(key) for key, _label in choices]
        changed = set(shown) ^ set(said)
        return [key for key in keys if key in (said if key in changed else stored)]
