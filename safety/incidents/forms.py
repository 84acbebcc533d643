"""Forms of an incident: what is said of it, and why it is voided."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.forms import Card, Half
from safety.incidents.models import Category, Incident, Severity
from safety.org.fields import DayField
from safety.org.forms import RecordForm


class IncidentForm(RecordForm):
    """When it was, of which kind and how grave, what happened; the unit is known."""

    save_label = _("Save incident")
    category = forms.ChoiceField(
        label=pgettext_lazy("incident", "Category"), help_text=_("By GB 6441.")
    )
    layout = Layout(
        Card(
            *map(Half, ("occurred_on", "severity", "category")),
            *map(Half, ("deaths", "lost_days")),
            "description",
        )
    )

    class Meta:
        model = Incident
        fields = (
            *("occurred_on", "severity", "category", "deaths", "lost_days"),
            "description",
        )
        field_classes = {"occurred_on": DayField}
        help_texts = {
            "lost_days": _("Working days that people could not work."),
            "description": _(
                "What happened, and what was done at once. Name nobody who was hurt."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, was = list(Category.choices), self.instance.category
        if was and was not in Category.values:
            known.append((was, was))
        category: Any = self.fields["category"]
        category.choices = [("", _("Choose")), *known]

    def clean(self) -> dict[str, Any]:
        """Somebody has died in what is fatal, and in nothing else."""
        said = super().clean()
        if "severity" not in said or "deaths" not in said:
            return said
        deaths, is_fatal = said["deaths"], said["severity"] == Severity.FATAL
        if is_fatal and not deaths:
            self.add_error("deaths", _("Say how many people have died."))
        if deaths and not is_fatal:
            self.add_error("severity", _("An incident with deaths is fatal."))
        return said
