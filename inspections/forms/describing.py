"""The form of what an inspection is about."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from inspections.forms.planning import SomeField
from inspections.forms.report import SUGGESTED, Suggesting
from inspections.models import Inspection, Tag, Weather
from safety.core.forms import Card
from safety.org.forms import RecordForm
from safety.org.models import Place
from safety.people.models import Person


class DescribeForm(RecordForm):
    """Weather, place, scope and members; all may stay away."""

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

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        at = Place.objects.at_or_below(self.instance.unit)[:SUGGESTED]
        fields["place"].widget.suggested = list(map(str, at))
        terms = self.instance.terms
        offered = Tag.objects.offered() | Tag.objects.filter(term__in=terms)
        fields["tags"].choices = [(tag.term, str(tag)) for tag in offered]
        members = [
            each.person for each in self.instance.members.select_related("person")
        ]
        others = people.exclude(pk=self.instance.lead_id)
        fields["people"].offer([*members, *others])
        if not fields["people"].choices:
            fields["people"].help_text = _("Nobody else inspects here.")
        self.initial["tags"] = terms
        self.initial["people"] = [person.pk for person in members]
        for name in ("tags", "people"):
            fields[name].show_hidden_initial = False
