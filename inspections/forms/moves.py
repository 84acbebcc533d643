"""Forms of what is done about a hazard."""

from collections.abc import Collection, Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.forms.models import fields_for_model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from inspections.forms.report import CriterionField
from inspections.models import Criterion, Hazard, Level
from inspections.services import photos
from inspections.services.guards import Case
from safety.core.forms import Card, Group, Half, HouseForm
from safety.files.fields import PhotosField
from safety.org.fields import DayField
from safety.people.fields import ContractorField, PersonField
from safety.people.models import Person

LONGEST = 2000
FIXES = ("measures", "budget", "contingency_plan", "standard")
REASONS = (
    _("It is not put right."),
    _("Only a part of it is put right."),
    _("That is another spot."),
    _("The photo does not show it."),
)


def words(**options: Any) -> forms.CharField:
    """A box for a few sentences."""
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(widget=box, max_length=LONGEST, **options)


class MoveForm(HouseForm, forms.Form):
    """A move that needs no words."""

    note = words(label=_("Note"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    @property
    def note_said(self) -> str:
        """The note, or the reason."""
        return str(self.cleaned_data["note"])

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb is given beside the note."""
        return {
            name: value for name, value in self.cleaned_data.items() if name != "note"
        }


class ReasonForm(MoveForm):
    """A move that must say why."""

    note = words(label=_("Reason"))


class SendBackForm(MoveForm):
    """Why a fix is not accepted: one of the usual reasons, or one's own words."""

    why = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        choices=[(reason, reason) for reason in REASONS],
    )
    note = words(required=False)
    layout = Layout(Card("why", "note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without the word "optional": one of the two must be there.
        self.fields["why"].label = _("Reason")
        self.fields["note"].label = _("In your own words")

    def clean(self) -> dict[str, Any]:
        """One of the two is there."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not (found["why"] or found["note"]):
            self.add_error("why", _("Choose a reason, or say it in your own words."))
        return found

    @property
    def note_said(self) -> str:
        said = (self.cleaned_data["why"], self.cleaned_data["note"])
        return " ".join(filter(None, said))

    @property
    def facts(self) -> dict[str, Any]:
        return {}


class AssignForm(MoveForm):
    """Who shall rectify it, and how."""

    to = PersonField(label=_("Who rectifies it"))
    contractor = ContractorField(
        required=False, help_text=_("Empty: the one that the person works for.")
    )

    def arrange(self) -> None:
        """Offer who works in the actor's units, and begin with what is said already."""
        people = Person.objects.counted()
        fields: Any = self.fields
        fields["to"].queryset = people.visible_to(
            self.case.actor.user, "inspections.assign"
        )
        fields["to"].initial = self.case.hazard.responsible_id
        fields["contractor"].initial = self.case.hazard.contractor_id
        fields |= fix_fields(self.case.hazard, FIXES)
        self.helper.layout = Layout(
            Group(_("Who shall do it"), "to", "contractor"),
            Group(_("How"), *self._graver(), *FIXES, "note"),
        )

    def _graver(self) -> list[str]:
        """A general hazard may turn out to be a major one; the way back is another."""
        hazard, fields = self.case.hazard, self.fields
        if hazard.level == Level.MAJOR:
            return []
        fields["criterion"] = CriterionField(
            Criterion.objects.in_force(hazard.found_on),
            label=_("Criterion of a major hazard"),
            required=False,
            empty_label=_("None: a general hazard"),
        )
        return ["criterion"]


class AssignManyForm(MoveForm):
    """Who shall rectify them all."""

    to = PersonField(label=_("Who rectifies them"))

    def arrange(self) -> None:
        """Offer who works in the actor's units."""
        people, user = Person.objects.counted(), self.case.actor.user
        fields: Any = self.fields
        fields["to"].queryset = people.visible_to(user, "inspections.assign")
        self.helper.layout = Layout(Card("to", "note"))


class SubmitForm(MoveForm):
    """That it is put right: what was done, and what policy still misses."""

    photos = PhotosField(label=_("Photos that show it"), required=False)

    def arrange(self) -> None:
        """Ask for measures, and for what is compulsory and nobody has said yet."""
        hazard, compulsory = self.case.hazard, self.case.policy.compulsory
        empty = [name for name in compulsory if getattr(hazard, name) in (None, "")]
        asked = dict.fromkeys(["measures", *empty])
        self.fields |= fix_fields(hazard, asked, required=compulsory)
        pictures: Any = self.fields["photos"]
        pictures.by = self.case.actor.user.pk
        is_asked = self.case.policy.photo_to_submit
        pictures.required = is_asked and not photos.has_after(hazard)
        self.helper.layout = Layout(Card("photos", *asked, "note"))


def fix_fields(
    hazard: Hazard, names: Iterable[str], required: Collection[str] = ()
) -> dict[str, forms.Field]:
    """Fields of the fixes (DOMAIN 1.6), compulsory where policy says so."""
    found: dict[str, forms.Field] = fields_for_model(Hazard, fields=list(names))
    for name, field in found.items():
        field.required = name in required
        field.initial = getattr(hazard, name)
        field.label = capfirst(str(field.label))
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
            field.max_length = LONGEST  # type: ignore[attr-defined]
        if name == "budget":
            field.help_text = _("In RMB; 0 where it costs nothing.")
    return found


class ExtensionForm(MoveForm):
    """Until when more time is asked for, and why."""

    until = DayField(label=_("Until which day"))
    note = words(label=_("Reason"))
    layout = Layout(Card(Half("until"), "note"))
