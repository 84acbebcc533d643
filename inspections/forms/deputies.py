"""The form of a deputy."""

from typing import Any

from crispy_forms.layout import Layout
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inspections.models import Deputy
from safety.accounts.models import User
from safety.core.forms import Card, Half
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from safety.people.fields import PersonField
from safety.people.models import Person


class DeputyForm(RecordForm):
    """Who acts for whom and when: for oneself, or for whom one looks after."""

    save_label = _("Save deputy")
    person = PersonField(
        label=_("Who is on leave"), required=False, help_text=_("Empty: you.")
    )
    deputy = PersonField(
        label=_("Who acts instead"),
        help_text=_("Somebody with an account, who sees the same hazards."),
    )
    layout = Layout(Card("person", "deputy", Half("first_on"), Half("last_on"), "note"))

    class Meta:
        model = Deputy
        fields = ("person", "deputy", "first_on", "last_on", "note")
        field_classes = {"first_on": DayField, "last_on": DayField}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        people = Person.objects.counted().visible_to(user).select_related("user")
        fields: Any = self.fields
        fields["person"].queryset = fields["deputy"].queryset = people

    def clean_person(self) -> Person:
        """Oneself, unless somebody whose account one looks after is named."""
        found: Person | None = self.cleaned_data["person"]
        person = found or Person.objects.counted().filter(user=self.user).first()
        if person is None:
            raise ValidationError(_("Your account is linked to no person."))
        is_me = person.user_id == self.user.pk
        if not is_me and not (person.user and self.user.may_change(person.user)):
            raise ValidationError(
                _("You say who acts for yourself, and for people of your units.")
            )
        return person

    def clean_deputy(self) -> Person:
        """Somebody who can act at all."""
        deputy: Person = self.cleaned_data["deputy"]
        if not (deputy.user and deputy.user.may("inspections.view")):
            raise ValidationError(
                _("%(person)s has no account that sees hazards.") % {"person": deputy}
            )
        return deputy
