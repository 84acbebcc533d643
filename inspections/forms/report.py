"""The form that reports a hazard: on a phone, with as little to type as can be."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, cached_property, partial
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from inspections import marks
from inspections.models import (
    Category,
    Criterion,
    Hazard,
    Item,
    Level,
    Mark,
    PolicyQuerySet,
    Risk,
    Scheme,
)
from inspections.services import due
from inspections.services.photos import NONE, Pictures, has_before
from safety.core import formats
from safety.core.access import Viewer
from safety.core.forms import Group, Half, HouseForm, Later, html_lazy
from safety.files.fields import PhotosField
from safety.org.fields import DayField, UnitField
from safety.org.guard import Holder
from safety.org.models import Place, Unit
from safety.people.fields import PersonField
from safety.people.models import Person

ANOTHER = "no"
# What a hazard keeps as it was typed.
SAID = ("description", "risk", "category", "criterion", "place", "responsible")
SUGGESTED = 50  # places
mark_of = lazy(marks.risk, SafeString)
COLOURS = {"1": _("red"), "2": _("orange"), "3": _("yellow"), "4": _("blue")}
RISKS = [
    (value, html_lazy("{}{}", mark_of(value), COLOURS[value])) for value in Risk.values
]


class PlacesOf:
    """What is suggested as a place at a unit, asked for once, by the first to show it.

    A form that is sent shows nothing, and its questions are not even put together.
    """

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    @cached_property
    def _rows(self) -> list[Place]:
        return list(Place.objects.at_or_below(self.unit)[:SUGGESTED])

    def __iter__(self) -> Iterator[Place]:
        return iter(self._rows)


class Suggesting(forms.TextInput):
    """A text box with suggestions below it."""

    template_name = "inspections/_suggesting.html"

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off"})
        self.suggested: Iterable[Place] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        own["list"] = f"{own.get('id', name)}-known"
        return {**context, "suggested": self.suggested}


class DueInput(forms.DateInput):
    """A day in a phone's own picker, the two nearest ones one tap away."""

    template_name = "inspections/_due_input.html"

    def __init__(self) -> None:
        own = DayField.widget
        super().__init__(format=own.format, attrs={"type": "date", **own.attrs})


class CriterionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """What makes a hazard major; says how sure it is that the law says so."""

    def label_from_instance(self, criterion: Any) -> str:
        said = f"{criterion.article} {criterion.display_name}"
        if criterion.mark == Mark.VERIFIED:
            return said
        return f"{said} [{criterion.get_mark_display()}]"


class Judged(forms.Form):
    """How grave a hazard is, where, who rectifies it and by when."""

    risk = forms.ChoiceField(label=_("Risk"), required=False, widget=forms.RadioSelect)
    category = forms.ChoiceField(
        label=pgettext_lazy("hazard", "Category"), required=False
    )
    criterion = CriterionField(
        Criterion.objects.none(),
        label=_("Criterion of a major hazard"),
        required=False,
        empty_label=_("None: a general hazard"),
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    responsible = PersonField(label=_("Who rectifies it"), required=False)
    due_on = DayField(label=_("Due on"), required=False, widget=DueInput)

    def offer(self, day: date, by: Viewer, permission: str) -> None:
        """What can be chosen on a day, and who of those that are seen with it."""
        fields: Any = self.fields
        # Whoever is given something is told, and so has to be read with the account.
        people = Person.objects.counted().select_related("user")
        fields["responsible"].queryset = people
        fields["responsible"].admits = lambda one: one.is_visible_to(by, permission)
        fields["criterion"].queryset = Criterion.objects.in_force(day)
        fields["risk"].choices = RISKS
        fields["category"].choices = cache(categories)


class HazardForm(HouseForm, Judged):
    """What is said of any new hazard. ``offer_repeats`` asks whether it is an old one.

    ``at`` and ``today`` are where and when it is found, by whose calendar and policy.
    What only the page shows, and not what is sent, is asked for when it is shown.
    ``draft`` is the hazard that was begun before; its photos are there already.
    """

    save_label = _("Report hazard")
    description = forms.CharField(
        label=pgettext_lazy("hazard", "What is wrong"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )
    place = forms.CharField(
        label=_("Place"), required=False, max_length=200, widget=Suggesting
    )
    is_fixed = forms.BooleanField(label=_("Fixed on the spot"), required=False)
    photos = PhotosField(label=_("Photos"), required=False)
    photos_after = PhotosField(label=_("Photos after it was fixed"), required=False)

    def __init__(
        self,
        *args: Any,
        by: Holder,
        policies: PolicyQuerySet,
        at: Unit | None,
        today: date,
        draft: Hazard | None = None,
        **kwargs: Any,
    ) -> None:
        self.by, self.at, self.today = by, at, today
        self.draft = draft
        self.policies = policies.of_levels(today)
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Offer what the reporter sees, and say what policy proposes."""
        fields: Any = self.fields
        fields["photos"].by = fields["photos_after"].by = self.by.pk
        wants = [each.photo_to_report for each in self.policies.values()]
        fields["photos"].required = all(wants) and not self._has_photos
        self.offer(self.today, self.by, "inspections.report")
        fields["due_on"].help_text = Later(self._days_proposed)
        fields["is_fixed"].help_text = _("Somebody else still verifies it.")
        if self.at:
            self.places = PlacesOf(self.at)
            fields["place"].widget.suggested = self.places

    @property
    def _has_photos(self) -> bool:
        return self.draft is not None and has_before(self.draft)

    def _days_proposed(self) -> str:
        days = {level: each.days_to_rectify for level, each in self.policies.items()}
        known = due.all_after(self.at, self.today, set(days.values()))
        said = {level: formats.day(known[number]) for level, number in days.items()}
        return gettext("Empty: %(general)s; if it is major, %(major)s.") % said

    @property
    def hazard(self) -> Hazard:
        """The hazard as typed."""
        said = self.cleaned_data
        repeats = said.get("repeats", ANOTHER)
        made = self.draft or Hazard(unit=self.at, found_on=self.today)
        for name in SAID:
            setattr(made, name, said[name])
        made.level = Level.MAJOR if said["criterion"] else Level.GENERAL
        made.repeat_of_id = None if repeats == ANOTHER else int(repeats)
        return made

    @property
    def pictures(self) -> Pictures:
        """What was taken before, and, if it was fixed on the spot, after."""
        said = self.cleaned_data
        after = said["photos_after"] if said["is_fixed"] else NONE
        return Pictures(said["photos"], after)

    def offer_repeats(self, found: Sequence[Hazard]) -> None:
        """Ask which of these it repeats."""
        self.fields["repeats"] = forms.ChoiceField(
            label=_("Is it one of these again?"),
            widget=forms.RadioSelect,
            choices=[
                *(
                    (str(each.pk), f"{each.number} · {each.description}")
                    for each in found
                ),
                (ANOTHER, _("No, another one")),
            ],
        )
        self.helper.layout.insert(0, Group(_("Seen before"), "repeats"))


class ReportForm(HazardForm):
    """A hazard that somebody reports freely, of any unit and day."""

    unit = UnitField(may="inspections.report")
    found_on = DayField(label=_("Found on"))

    def __init__(
        self, *args: Any, units: Callable[[], QuerySet[Any]], **kwargs: Any
    ) -> None:
        self.units = units
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        super().arrange()
        unit: Any = self.fields["unit"]
        unit.queryset, unit.known = self.units, self.at

    def arranged(self) -> Layout:
        """In groups, on a page of its own."""
        return Layout(
            Group(
                _("What"),
                *("photos", "description", "risk", "criterion"),
                Half("category"),
            ),
            Group(_("Where it is"), Half("unit"), Half("place")),
            Group(
                _("Who and when"),
                *map(Half, ("responsible", "due_on", "found_on")),
                "is_fixed",
                Div("photos_after", css_class="az-when-fixed"),
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Nothing is found tomorrow, nor due before it was found."""
        found: dict[str, Any] = super().clean() or {}
        day, due = found.get("found_on"), found.get("due_on")
        unit: Unit | None = found.get("unit")
        if day and unit and day > unit.today:
            self.add_error("found_on", _("That day is still to come."))
        if day and due and due < day:
            self.add_error("due_on", _("The hazard is due before it was found."))
        return found

    @property
    def hazard(self) -> Hazard:
        """Of the unit and day that are typed."""
        made = super().hazard
        made.unit = self.cleaned_data["unit"]
        made.found_on = self.cleaned_data["found_on"]
        return made


class RaiseForm(HazardForm):
    """A hazard that a failed item makes: all proposed, so that nothing must be typed.

    What is left as it was proposed follows what has become of the item meanwhile; the
    item's own note comes along, which may be on its way still.
    """

    note = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def __init__(self, *args: Any, item: Item | None = None, **kwargs: Any) -> None:
        self.item = item
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """The category may be one of the item's own."""
        super().arrange()
        self.fields["description"].required = False
        own = self.item.hazard_category if self.item else ""
        offered: Any = self.fields["category"]
        offered.choices = cache(partial(categories, own))

    def arranged(self) -> Layout:
        """Below each other, under the item."""
        return Layout(
            Div(
                *("photos", "description", "risk", "responsible", "due_on"),
                *("criterion", "category", "place", "is_fixed"),
                Div("photos_after", css_class="az-when-fixed"),
                css_class="az-fields",
            )
        )

    def clean(self) -> dict[str, Any]:
        """A proposed day is no demand, and nothing is due before it was found."""
        found: dict[str, Any] = super().clean() or {}
        found["description"] = found.get("description") or str(self.item)
        due = found.get("due_on")
        if "due_on" not in self.changed_data:
            found["due_on"] = None
        elif due and due < self.today:
            self.add_error("due_on", _("The hazard is due before it was found."))
        return found


def categories(own: str = "") -> list[tuple[Any, Any]]:
    """What forms offer: none, one of the standards that sort so, or an item's own."""
    rows = list(Category.objects.offered())
    is_other = own and all(row.term != own for row in rows)
    return [
        ("", _("Not given")),
        *(
            (
                scheme.label,
                [(row.term, row.display_name) for row in rows if row.scheme == scheme],
            )
            for scheme in Scheme
        ),
        *([(own, own)] if is_other else []),
    ]
