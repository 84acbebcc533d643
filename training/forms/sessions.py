"""The forms of training sessions: what is taught, to whom, for how long."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from safety.core import formats
from safety.core.forms import Card, Group, Half, HouseForm, Third
from safety.files.fields import PhotosField
from safety.files.signing import SignField
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from safety.org.models import Unit
from safety.people.fields import PersonField
from safety.people.models import Person
from training.models import AttendedDay, Course, Session
from training.services.attending import Paper, Result
from training.services.inviting import LACKING, ROSTER, Proposed

COURSE = _("Whoever is credited the session holds the course.")


def _offer_courses(form: Any) -> None:
    """Courses that the session's unit uses; one that it has stays on offer."""
    session = form.instance
    offered = Course.objects.counted().used_at([session.unit_id])
    if session.course_id:
        offered |= Course.objects.filter(pk=session.course_id)
    form.fields["course"].queryset = offered.order_by("code")


class SessionForm(RecordForm):
    """What is taught, when, for how long and by whom; the unit is known."""

    save_label = _("Save session")
    trainer = PersonField(label=_("Trainer"), required=False)
    layout = Layout(
        Card("topic", "course", Half("kind"), Half("place")),
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
            *("topic", "course", "kind", "place"),
            *("started_on", "ended_on", "hours"),
            *("has_exam", "trainer", "trainer_name"),
        )
        field_classes = {"started_on": DayField, "ended_on": DayField}
        labels = {
            "started_on": _("First day"),
            "ended_on": _("Last day"),
            "hours": _("Hours"),
        }
        help_texts = {
            "course": COURSE,
            "hours": _("Of 60 minutes each; what everybody present is credited."),
            "has_exam": _("Who does not pass is credited nothing."),
            "trainer_name": _("The name and firm of somebody who is not registered."),
        }

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trainer"].queryset = people  # type: ignore[attr-defined]
        _offer_courses(self)


class TakeOffForm(HouseForm, forms.Form):
    """Why a photo is taken off; asked for once the session has ended."""

    save_label = _("Take off")
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It is shown no more. That it was there stays in the history."),
    )

    def __init__(self, *args: Any, has_ended: bool, **kwargs: Any) -> None:
        self.has_ended = has_ended
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Before that nobody has to say why."""
        self.fields["reason"].required = self.has_ended


class StartForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """What is taught to whom, now; all is proposed, so that one tap is enough."""

    save_label = _("Start session")
    group = forms.ChoiceField(label=pgettext_lazy("session", "Group"))
    layout = Layout(
        Card("topic", Half("kind"), Half("group"), Half("place"), Half("hours")),
        Card("course", "has_exam"),
    )

    class Meta:
        model = Session
        fields = ("topic", "course", "kind", "place", "hours", "has_exam")
        labels = {"hours": _("Hours")}
        help_texts = {
            "course": COURSE,
            "hours": _("Empty: as long as it lasts, until you close it."),
        }

    def __init__(self, *args: Any, groups: Sequence[Unit], **kwargs: Any) -> None:
        self.groups = {unit.code: unit for unit in groups}
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Offer the groups, the likeliest first."""
        fields: Any = self.fields
        fields["group"].choices = [(code, str(u)) for code, u in self.groups.items()]
        fields["hours"].required = False
        self.initial["hours"] = self.instance.hours or None
        _offer_courses(self)

    def clean_hours(self) -> Decimal:
        """None are known yet."""
        return self.cleaned_data["hours"] or Decimal(0)

    def clean_group(self) -> Unit:
        """The unit that was chosen, which holds the session."""
        return self.groups[self.cleaned_data["group"]]

    def _post_clean(self) -> None:
        if group := self.cleaned_data.get("group"):
            self.instance.unit = group
        super()._post_clean()  # type: ignore[misc]  # what Django calls, unstubbed


class GuestForm(HouseForm, forms.Form):
    """Somebody of another unit, by employee number."""

    save_label = _("Add guest")
    employee_no = forms.CharField(label=_("Employee number"), max_length=40)


class InviteForm(HouseForm, forms.Form):
    """Who shall come: all of the roster, who lacks the course, or some by number."""

    save_label = pgettext_lazy("session", "Invite")
    whom = forms.ChoiceField(
        label=_("Who shall come"), required=False, widget=forms.RadioSelect
    )
    numbers = forms.CharField(
        label=_("Employee numbers"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=_("Of others, one in a line."),
    )

    def __init__(self, *args: Any, proposed: Proposed, **kwargs: Any) -> None:
        self.proposed = proposed
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """With how many they are."""
        number, course = formats.number, self.proposed.session.course
        roster = _("All of the unit (%(number)s)")
        offered = [(ROSTER, roster % {"number": number(len(self.proposed.roster))})]
        if course:
            lack = _("Who lacks “%(course)s” (%(number)s)")
            found = number(len(self.proposed.lacking))
            offered.insert(0, (LACKING, lack % {"course": course, "number": found}))
        nobody = ("", pgettext("session", "Only those below"))
        whom: Any = self.fields["whom"]
        whom.choices = [*offered, nobody]
        self.initial.setdefault("whom", offered[0][0])

    def clean(self) -> dict[str, Any]:
        """Somebody has to be meant."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("whom") and not _numbers(said.get("numbers", "")):
            self.add_error("whom", _("Say who shall come."))
        return said

    @property
    def meant(self) -> tuple[list[Person], list[str]]:
        """Persons, and numbers of others, each once."""
        said = self.cleaned_data
        return self.proposed.of(said["whom"]), _numbers(said["numbers"])


def _numbers(typed: str) -> list[str]:
    found = re.split(r"[\s,;、，；]+", typed)
    return list(dict.fromkeys(filter(None, found)))


class PaperForm(HouseForm, forms.Form):
    """A sheet of paper that people signed: photographed, counted, and typed."""

    save_label = _("Save sheet")
    photos = PhotosField(label=_("Photos of the sheet"), required=False)
    head_count = forms.IntegerField(
        label=_("How many signed"),
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    numbers = forms.CharField(
        label=_("Employee numbers"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "Of those on the sheet, one in a line; they come beside those ticked "
            "already. You can also tick them, or load attendances from a file."
        ),
    )
    why_differs = forms.CharField(
        label=_("If list and head-count differ: why"), required=False, max_length=500
    )
    day = forms.TypedChoiceField(
        label=_("Day of the sheet"), coerce=date.fromisoformat, empty_value=None
    )
    layout = Layout(Card("photos", "day", "head_count", "numbers", "why_differs"))

    def __init__(
        self, *args: Any, by: int, days: Sequence[date] = (), **kwargs: Any
    ) -> None:
        self.days = days
        super().__init__(*args, **kwargs)
        self.fields["photos"].by = by  # type: ignore[attr-defined]

    def arrange(self) -> None:
        """Only of a session of several days the day is asked for."""
        if not self.days:
            del self.fields["day"]
            return
        day: Any = self.fields["day"]
        day.choices = [(each.isoformat(), formats.day(each)) for each in self.days]
        self.fields["head_count"].help_text = _("On all days, each person once.")

    @property
    def paper(self) -> Paper:
        """What the sheet says; each number once."""
        said = self.cleaned_data
        numbers = _numbers(said["numbers"])
        heads, why = said["head_count"], said["why_differs"]
        return Paper(said["photos"], heads, numbers, why, said.get("day"))


class SignInForm(HouseForm, forms.Form):
    """Who is there, and the signature; nothing else is asked."""

    save_label = pgettext_lazy("session", "Sign in")
    employee_no = forms.CharField(
        label=_("Employee number"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "off"}),
    )
    drawn = SignField(label=_("Signature"))
    layout = Layout("employee_no", "drawn")


class CreditForm(HouseForm, forms.Form):
    """For how long somebody was there, and whether the exam was passed."""

    save_label = _("Save")
    minutes = forms.IntegerField(
        label=_("Minutes attended"),
        min_value=0,
        max_value=60 * 24 * 366,
        required=False,
        help_text=_("Empty: from beginning to end."),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    passed = forms.TypedChoiceField(
        label=_("Exam"),
        required=False,
        choices=[("", _("Not known yet")), ("yes", _("Passed")), ("no", _("Failed"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        has_exam: bool,
        days: Mapping[date, AttendedDay],
        **kwargs: Any,
    ) -> None:
        self.has_exam, self.days = has_exam, days
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Minutes of each day that somebody was there; an exam where there is one."""
        if not self.has_exam:
            del self.fields["passed"]
        fields: Any = self.fields
        for day, each in sorted(self.days.items()):
            fields[day.isoformat()] = field = deepcopy(fields["minutes"])
            said = _("Minutes attended on %(day)s")
            field.label = said % {"day": formats.day(day)}
            self.initial[day.isoformat()] = each.minutes
        if self.days:
            del fields["minutes"]

    @property
    def result(self) -> Result:
        """What the form says."""
        said = self.cleaned_data
        of_days = {day: said[day.isoformat()] for day in self.days}
        return Result(said.get("minutes"), said.get("passed"), of_days or None)
