"""The form of a serious violation: who, on which day, and what."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import User
from safety.core.forms import Card, Half
from safety.incentives.models import Violation
from safety.incentives.services.violations import MAY
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from safety.people.fields import PersonField
from safety.people.models import Person


class ViolationForm(RecordForm):
    """One serious violation; the unit is known."""

    save_label = _("Save violation")
    person = PersonField()
    layout = Layout(Card(Half("person"), Half("day"), "what", "reported_by"))

    class Meta:
        model = Violation
        fields = ("person", "day", "what", "reported_by")
        field_classes = {"day": DayField}
        widgets = {"what": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Whoever the reader may see at work."""
        fields: Any = self.fields
        fields["person"].queryset = Person.objects.counted()
        fields["person"].admits = lambda one: one.is_visible_to(self.by, MAY)
