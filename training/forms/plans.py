"""Forms of emergency plans and their versions."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Half, Third
from safety.files.models import File
from safety.files.refused import Refused
from safety.files.services import receive
from safety.org.fields import DayField, UnitField
from safety.org.forms import RecordForm
from training.models import EmergencyPlan, Gap, PlanVersion


class PaperField(forms.FileField):
    """The text of a plan: gives the `File` kept, None for none. ``by`` is who sends."""

    by: int | None = None

    def __init__(self) -> None:
        super().__init__(
            label=_("Text of the plan"),
            required=False,
            help_text=_("A PDF, or a photo."),
            widget=forms.FileInput({"accept": "application/pdf,image/*"}),
        )

    def clean(self, data: Any, initial: Any = None) -> File | None:
        """Keep what was sent; ValidationError for what is not taken."""
        sent = super().clean(data, initial)
        try:
            return receive(sent, by=self.by) if sent else None
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal


class VersionForm(RecordForm):
    """From when it holds, by when it is reviewed, and what is new in it."""

    save_label = _("Save version")
    file = PaperField()
    closes = forms.ModelMultipleChoiceField(
        Gap.objects.none(),
        label=_("Gaps of drills that it closes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = PlanVersion
        fields = ("valid_from", "review_on", "changes")
        field_classes = {"valid_from": DayField, "review_on": DayField}

    def __init__(self, *args: Any, by: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["file"].by = by
        waiting = self.instance.plan.gaps.to_revise()
        fields["closes"].queryset, fields["closes"].initial = waiting, waiting
        if not waiting:
            del fields["closes"]
        whole = [name for name in ("changes", "file", "closes") if name in fields]
        days = map(Half, ("valid_from", "review_on"))
        self.helper.layout = Layout(Card(*days, *whole))


class PlanForm(RecordForm):
    """What a plan is called and about; a new one with its unit and first version."""

    save_label = _("Save plan")
    unit = UnitField(may="drills.plan")
    valid_from = DayField(label=_("Valid from"))
    review_on = DayField(label=_("Review by"))
    file = PaperField()
    BESIDE = ("valid_from", "review_on", "file")

    class Meta:
        model = EmergencyPlan
        fields = ("unit", "name", "kind", "is_fire")
        help_texts = {"is_fire": _("Drills of such plans are asked for apart.")}

    def __init__(
        self, *args: Any, by: int | None, visible: QuerySet[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        facts = ("name", Half("kind"), Half("is_fire"))
        if self.instance.pk:
            for name in ("unit", *self.BESIDE):
                del fields[name]
            self.helper.layout = Layout(Card(*facts))
        else:
            fields["unit"].queryset, fields["file"].by = visible, by
            days = map(Third, self.BESIDE)
            self.helper.layout = Layout(Card("unit", *facts, *days))

    @property
    def first(self) -> PlanVersion:
        """The version with which it begins."""
        names = ("valid_from", "review_on")
        return PlanVersion(**{name: self.cleaned_data[name] for name in names})

    def clean(self) -> dict[str, Any]:
        """Its first version is one that can be."""
        said = super().clean()
        if {"valid_from", "review_on"} <= said.keys():
            try:
                self.first.validate_constraints(exclude={"plan", "number"})
            except ValidationError as refusal:
                self.add_error("review_on", refusal.messages)
        return said
