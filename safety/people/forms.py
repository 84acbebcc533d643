"""Forms of persons, postings and contractors."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.core import formats
from safety.core.forms import Card, Group, Half, HouseForm
from safety.org.fields import DayField, UnitField
from safety.org.forms import RecordForm
from safety.people.fields import ContractorField, PersonField
from safety.people.models import Contractor, Person, Posting

# Personal data: for who holds people.view_private where the person is posted.
PRIVATE = ("gender", "phone", "email")
# More postings than anybody ticks one by one: then all of them end, or none.
MOST_TO_TICK = 200


class PersonForm(RecordForm):
    """Facts of a person; without ``may_see_private`` the personal ones are left out."""

    save_label = _("Save person")
    contractor = ContractorField(
        required=False,
        help_text=_("Type a code or a part of the name. Empty: own employee."),
    )

    class Meta:
        model = Person
        fields = ("employee_no", "name", "category", "contractor", *PRIVATE)

    def __init__(self, *args: Any, may_see_private: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Contractor.objects.filter(pk=self.instance.contractor_id)
        offered = Contractor.objects.counted() | own
        self.fields["contractor"].queryset = offered  # type: ignore[attr-defined]
        if not may_see_private:
            for name in PRIVATE:
                del self.fields[name]
        self.helper.layout = Layout(Group(_("Who"), *map(Half, self.fields)))


class RegisterForm(PersonForm):
    """A new person with the first posting."""

    save_label = _("Register person")
    unit = UnitField(may="people.change", label=_("Posted to"))
    start_on = DayField(label=_("From"))

    def __init__(self, *args: Any, visible: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = visible  # type: ignore[attr-defined]
        self.fields["start_on"].initial = timezone.localdate
        posting = ("unit", "start_on")
        person = [name for name in self.fields if name not in posting]
        self.helper.layout = Layout(
            Group(_("Who"), *map(Half, person)), Group(_("Where"), *map(Half, posting))
        )

    @property
    def posting(self) -> Posting:
        """The first posting, as typed."""
        return Posting(
            unit=self.cleaned_data["unit"], start_on=self.cleaned_data["start_on"]
        )


class PostingForm(RecordForm):
    """A posting of a person known before (``people`` None), or of one to choose."""

    save_label = _("Save posting")
    person = PersonField()
    unit = UnitField(may="people.change")

    class Meta:
        model = Posting
        fields = ("person", "unit", "start_on", "end_on")
        field_classes = {"start_on": DayField, "end_on": DayField}
        help_texts = {
            "start_on": _("The first day."),
            "end_on": _("The last day. Empty while it goes on."),
        }

    def __init__(
        self,
        *args: Any,
        units: QuerySet[Any],
        people: QuerySet[Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not self.initial.get("start_on"):
            self.initial["start_on"] = timezone.localdate()
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = people  # type: ignore[attr-defined]
        whole = [name for name in ("person", "unit") if name in self.fields]
        self.helper.layout = Layout(Card(*whole, Half("start_on"), Half("end_on")))


class ContractorForm(RecordForm):
    """A contractor of the group's register."""

    save_label = _("Save contractor")
    layout = Layout(
        Card(Half("code"), Half("name"), Half("qualification"), Half("qualified_until"))
    )

    class Meta:
        model = Contractor
        fields = ("code", "name", "qualification", "qualified_until")
        field_classes = {"qualified_until": DayField}


def _described(posting: Posting) -> str:
    """A posting to tick: who, where, since when."""
    who = f"{posting.person} ({posting.person.employee_no})"
    since = _("since %(day)s") % {"day": formats.day(posting.start_on)}
    return f"{who} · {posting.unit} · {since}"


class CloseForm(HouseForm, forms.Form):
    """The last day of a unit, and which of its postings end with it."""

    save_label = _("Close unit")
    ALL, SOME, NONE = "all", "some", "none"
    closed_on = DayField(label=_("Last day"))
    ending = forms.ChoiceField(
        label=_("Postings to end on that day"), widget=forms.RadioSelect
    )
    postings = forms.MultipleChoiceField(
        label=_("Open postings"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, postings: QuerySet[Any], number: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.going_on = postings
        self.fields["closed_on"].initial = timezone.localdate
        if number == 0:
            del self.fields["ending"]
        if 0 < number <= MOST_TO_TICK:
            self.fields["postings"].choices = [  # type: ignore[attr-defined]
                (str(posting.pk), _described(posting)) for posting in postings
            ]
        else:
            del self.fields["postings"]
        if "ending" in self.fields:
            self._offer()

    def _offer(self) -> None:
        choices = [
            (self.ALL, _("All of them")),
            (self.NONE, _("None: these people stay posted here")),
        ]
        if "postings" in self.fields:
            choices.insert(1, (self.SOME, _("Those ticked below")))
        self.fields["ending"].choices = choices  # type: ignore[attr-defined]
        self.fields["ending"].initial = self.ALL

    @property
    def ended(self) -> list[Posting]:
        """The postings that shall end."""
        which = self.cleaned_data.get("ending", self.NONE)
        if which == self.SOME:
            ticked = set(self.cleaned_data["postings"])
            return [each for each in self.going_on if str(each.pk) in ticked]
        return list(self.going_on) if which == self.ALL else []
