"""The form that starts an inspection: what for, whose, and with which checklists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import (
    OUTCOMES,
    SCORED,
    Amendment,
    Answer,
    Answering,
    ChecklistVersion,
    Form,
    Inspection,
    Programme,
)
from safety.core.forms import Card, Half, HouseForm
from safety.org.validators import within_calendar


class StartForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """An inspection of the unit of the page, today, led by who starts it."""

    save_label = _("Start inspection")
    versions = forms.TypedMultipleChoiceField(
        label=_("Checklists"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    layout = Layout(Card("place", "versions", Half("programme"), Half("form")))

    class Meta:
        model = Inspection
        fields = ("place", "programme", "form")
        help_texts = {"place": _("Hazards that you raise on the way are there.")}

    def __init__(
        self,
        *args: Any,
        usable: Sequence[ChecklistVersion],
        proposed: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.usable = {version.pk: version for version in usable}
        first = set(proposed.get("versions", []))
        self.fields["versions"].choices = [  # type: ignore[attr-defined]
            (key, str(self.usable[key].checklist))
            for key in sorted(self.usable, key=lambda key: key not in first)
        ]
        usual = {"programme": Programme.QHSE, "form": Form.SELF}
        self.initial = {**self.initial, **usual, **proposed}
        if len(self.usable) == 1:
            self.initial["versions"] = list(self.usable)

    @property
    def chosen(self) -> list[ChecklistVersion]:
        """The checklists that were ticked, in their order."""
        ticked = self.cleaned_data["versions"]
        return [version for key, version in self.usable.items() if key in ticked]


MOMENTS = ("started_at", "ended_at")
TO_THE_MINUTE = "%Y-%m-%dT%H:%M"


class AmendForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """What is right in words, when it began and ended, and why it is amended."""

    save_label = _("Amend")

    class Meta:
        model = Amendment
        fields = ("text", "reason")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"text": _("An answer is amended on the record, beside its item.")}

    def arrange(self) -> None:
        """Moments are asked for where the walk has set them."""
        inspection = self.instance.inspection
        for name, label in zip(MOMENTS, (_("Began at"), _("Ended at")), strict=True):
            moment = getattr(inspection, name)
            if moment is None:
                continue
            local = timezone.localtime(moment, inspection.unit.zone)
            self.initial[name] = local.strftime(TO_THE_MINUTE)
            self.fields[name] = forms.DateTimeField(
                label=label,
                required=False,
                widget=forms.DateTimeInput({"type": "datetime-local"}, TO_THE_MINUTE),
                input_formats=[TO_THE_MINUTE, f"{TO_THE_MINUTE}:%S"],
            )
        self.helper.layout = Layout(
            Card("text", *(Half(n) for n in MOMENTS if n in self.fields), "reason")
        )

    def clean(self) -> dict[str, Any]:
        """Moments are of the years that the calendar knows."""
        found: dict[str, Any] = super().clean() or {}
        for name in MOMENTS:
            if moment := found.get(name):
                try:
                    within_calendar(moment.date())
                except ValidationError as refusal:
                    self.add_error(name, refusal)
        return found

    @property
    def moments(self) -> dict[str, datetime]:
        """Those that are otherwise now, where the unit is."""
        zone = self.instance.inspection.unit.zone
        return {
            name: self.cleaned_data[name].replace(tzinfo=zone)
            for name in MOMENTS
            if name in self.fields
            and self.cleaned_data.get(name)
            and self[name].data
            and not self[name].data.startswith(str(self.initial[name]))
        }


class VoidForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """Why a finished inspection shall count no more."""

    save_label = _("Void")

    class Meta:
        model = Amendment
        fields = ("reason",)
        labels = {"reason": _("Reason")}


class AmendAnswerForm(HouseForm, forms.Form):
    """What is right at an item, by its kind, and why it is amended."""

    save_label = _("Amend")
    outcome = forms.ChoiceField(
        label=_("Result"), choices=list(OUTCOMES.items()), widget=forms.RadioSelect
    )
    deducted = forms.CharField(label=_("Deduct"), required=False, max_length=20)
    said = forms.CharField(label=_("Answer"), required=False, max_length=1000)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)
    reason = forms.CharField(label=_("Why it is amended"), max_length=500)

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        self.answer = answer
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Ask what the item asks."""
        item, fields = self.answer.item, self.fields
        if item.answering in SCORED:
            del fields["said"]
        else:
            del fields["outcome"]
        if item.answering != Answering.DEDUCTION:
            del fields["deducted"]
        if item.answering == Answering.CHOICE:
            fields["said"] = forms.ChoiceField(
                label=_("Answer"), choices=item.coded_options, widget=forms.RadioSelect
            )
        elif item.answering == Answering.PHOTO:
            del fields["said"]
        names = [name for name in fields if name != "reason"]
        self.initial = {name: getattr(self.answer, name) for name in names}

    @property
    def told(self) -> dict[str, str]:
        """What the item is answered with."""
        said = {k: v for k, v in self.cleaned_data.items() if k != "reason"}
        if not said.get("deducted"):
            said.pop("deducted", None)
        return said
