"""Forms of signals: from when on something is one, and what an audit has found."""

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy

from safety.core.forms import Card, Half
from safety.incentives.models import CardAudit, SignalRule
from safety.org.forms import RecordForm


class AuditForm(RecordForm):
    """What somebody who asked about a card has found."""

    save_label = gettext_lazy("Save finding")
    layout = Layout(Card("finding", "note"))

    class Meta:
        model = CardAudit
        fields = ("finding", "note")
        help_texts = {
            "finding": gettext_lazy(
                "Ask the worker whether he did it, and whether he has the card."
            )
        }


class SignalRuleForm(RecordForm):
    """One number from which on something is a signal."""

    save_label = gettext_lazy("Save rule")
    layout = Layout(Card(Half("value"), Half("mark"), "source"))

    class Meta:
        model = SignalRule
        fields = ("value", "mark", "source")
        help_texts = {
            "source": gettext_lazy("The document, with its number, that asks for it.")
        }
