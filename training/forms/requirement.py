"""Forms of what must be held, and of hours that are asked."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Half
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from training.models import CertificateRule, Course, HoursRule, Reminder, Requirement


class RequirementForm(RecordForm):
    """A course that must be held at the unit of the page and below it."""

    save_label = _("Save requirement")
    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    layout = Layout(
        Card(
            "course",
            *map(Half, ("who", "trade", "unit_kind", "valid_from")),
            "source",
        )
    )

    class Meta:
        model = Requirement
        fields = ("course", "who", "trade", "unit_kind", "valid_from", "source")
        field_classes = {"valid_from": DayField}
        help_texts = {
            "trade": _("As certificates have it. Not given: whatever they do."),
            "unit_kind": _("Not given: wherever below the unit they work."),
            "source": _("The document, with its number, that asks for it."),
        }

    def __init__(self, *args: Any, courses: QuerySet[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]
        self.initial.setdefault("valid_from", self.instance.unit.today)


class HoursForm(RecordForm):
    """How many hours are asked of whom from a day on."""

    save_label = _("Save rule")
    layout = Layout(
        Card(
            *map(Half, ("who", "every", "kind", "hours")),
            *map(Half, ("valid_from", "mark")),
            "source",
            "is_on",
        )
    )

    class Meta:
        model = HoursRule
        fields = (
            *("who", "every", "kind", "hours"),
            *("valid_from", "mark", "source", "is_on"),
        )
        field_classes = {"valid_from": DayField}
        help_texts = {
            "kind": _("Not given: hours of every kind count."),
            "hours": _("Of 60 minutes each."),
            "source": _("The document, with its number, that asks for it."),
            "is_on": _("Without the tick nobody is asked from that day on."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            # Another of these is another rule, from its own day on.
            for name in ("who", "every", "kind", "valid_from", "source"):
                self.fields[name].disabled = True


class ValidityForm(RecordForm):
    """How long certificates of one kind are valid, and when they are checked again."""

    save_label = _("Save rule")
    layout = Layout(
        Card(
            *map(Half, ("valid_months", "recheck_months", "days_ahead", "mark")),
            "source",
        )
    )

    class Meta:
        model = CertificateRule
        fields = ("valid_months", "recheck_months", "days_ahead", "mark", "source")
        help_texts = {
            "recheck_months": _("Empty: they are not checked in between."),
            "source": _("The document, with its number, that asks for it."),
        }


class ReminderForm(RecordForm):
    """So many days before something expires whoever must know is told."""

    save_label = _("Save reminder")
    layout = Layout(Card(Half("days"), Half("mark"), "source", "is_on"))

    class Meta:
        model = Reminder
        fields = ("days", "mark", "source", "is_on")
        help_texts = {
            "source": _("The document, with its number, that asks for it."),
            "is_on": _("Without the tick nobody is told."),
        }
