"""Forms of the rules of cards, and of the behaviours they are given for."""

from decimal import Decimal, InvalidOperation
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.accounts.permissions import PERMISSIONS, Role
from safety.core import formats
from safety.core.forms import Card, Group, Half
from safety.incentives.models import Behaviour, CardRule
from safety.org.forms import RecordForm

MOST_VALUES = 6  # that a phone shows as big choices
DEAREST = Decimal(1000)


class RolesField(forms.MultipleChoiceField):
    """Some of the roles that a permission has, kept as ``clerk auditor``."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, permission: str, **options: Any) -> None:
        held = [role for role in Role if role in PERMISSIONS[permission]]
        choices = [(role.value, role.label) for role in held]
        super().__init__(choices=choices, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return " ".join(role for role in Role if role in chosen)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or ""), data)


class ValuesField(forms.CharField):
    """A few amounts of money, kept as ``2 5 10`` from the smallest on."""

    def clean(self, value: Any) -> Any:
        words = super().clean(value).replace(",", " ").split()
        try:
            amounts = sorted({Decimal(word) for word in words})
        except InvalidOperation as error:
            said = _("Write amounts like 2 5 10, with spaces between.")
            raise ValidationError(said) from error
        if not all(_is_payable(amount) for amount in amounts):
            said = _("A face value is between 0.01 and %(most)s, in whole fen.")
            raise ValidationError(said % {"most": formats.money(DEAREST)})
        if len(amounts) > MOST_VALUES:
            said = _("At most %(number)s face values.")
            raise ValidationError(said % {"number": formats.number(MOST_VALUES)})
        return " ".join(f"{amount.normalize():f}" for amount in amounts)


def _is_payable(amount: Decimal) -> bool:
    return amount.is_finite() and 0 < amount <= DEAREST and amount == round(amount, 2)


class CardRuleForm(RecordForm):
    """Who gives cards of which value, and how many."""

    save_label = gettext_lazy("Save rule")
    issuers = RolesField(
        "incentives.issue",
        label=gettext_lazy("Given by"),
        help_text=gettext_lazy("Whoever holds one of these roles there, or above."),
    )
    face_values = ValuesField(
        label=gettext_lazy("Face values"),
        help_text=gettext_lazy("With spaces between, as 2 5 10 20."),
    )
    layout = Layout(
        Group(
            gettext_lazy("Who and what"),
            "issuers",
            *map(Half, ("face_values", "standard", "free_up_to", "days_valid")),
        ),
        Group(
            gettext_lazy("How many"),
            *map(Half, ("of_issuer_a_day", "of_worker_a_day")),
            *map(Half, ("of_pair_a_week", "share_of_own_team", "days_late")),
        ),
        Card(*map(Half, ("source", "mark"))),
    )

    class Meta:
        model = CardRule
        fields = (
            *("issuers", "face_values", "standard", "free_up_to", "days_valid"),
            *("of_issuer_a_day", "of_worker_a_day", "of_pair_a_week"),
            *("share_of_own_team", "days_late", "source", "mark"),
        )
        help_texts = {
            "standard": gettext_lazy("Chosen already when the page opens."),
            "free_up_to": gettext_lazy(
                "A leader approves cards that are worth more. 0: all of them; empty: "
                "none."
            ),
            "days_valid": gettext_lazy(
                "Counted from the day after it is given. Empty: it never expires."
            ),
            "of_pair_a_week": gettext_lazy("From Monday to Sunday."),
            "share_of_own_team": gettext_lazy(
                "Of all cards that somebody gives in a month: to the own team or the "
                "own contractor’s people. Rounded up to whole cards, so the first of a "
                "month may be for the own team; 0: none may."
            ),
            "days_late": gettext_lazy(
                "Without a line; it is of the day on which it was given. 0: only of "
                "the day on which it arrives."
            ),
            "source": gettext_lazy("The document, with its number, that asks for it."),
        }

    def clean(self) -> dict[str, Any]:
        """The standard is one of the values."""
        said = super().clean()
        values = said.get("face_values", "").split()
        standard = said.get("standard")
        if values and standard and standard not in map(Decimal, values):
            self.add_error("standard", _("Choose one of the face values."))
        return said


class BehaviourForm(RecordForm):
    """What cards are given for."""

    save_label = gettext_lazy("Save behaviour")
    layout = Layout(
        Card(
            *map(Half, ("name", "name_zh", "term", "about", "source", "mark")),
            "is_offered",
        )
    )

    class Meta:
        model = Behaviour
        fields = (
            *("name", "name_zh", "term", "about"),
            *("source", "mark", "is_offered"),
        )
        help_texts = {
            "term": gettext_lazy("The words that files and cards carry."),
            "about": gettext_lazy(
                "Offered when a hazard that somebody has reported is accepted, or "
                "asks for the suggestion in words."
            ),
            "source": gettext_lazy("The document, with its number, that asks for it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["term"].disabled = True  # cards carry it
