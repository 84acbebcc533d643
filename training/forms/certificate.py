"""The form of a certificate, with its scan."""

from typing import Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.forms import Card, Half, ReasonForm, Third
from safety.files.fields import PhotosField
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from training.models import Certificate, CertificateKind


class CertificateForm(RecordForm):
    """What somebody was given by whom, and until when; its holder is known."""

    save_label = _("Save certificate")
    photos = PhotosField(label=_("Scan"), required=False)
    layout = Layout(
        Card(
            *map(Half, ("kind", "number", "trade", "issuer")),
            *map(Third, ("issued_on", "expires_on", "recheck_on")),
            "photos",
        )
    )

    class Meta:
        model = Certificate
        fields = (
            *("kind", "number", "trade", "issuer"),
            *("issued_on", "expires_on", "recheck_on"),
        )
        field_classes = dict.fromkeys(
            ("issued_on", "expires_on", "recheck_on"), DayField
        )
        help_texts = {
            "trade": _("As the certificate has it, such as electrician."),
            "expires_on": _("Empty: by the rule of its kind."),
            "recheck_on": _("Empty: by the rule of its kind."),
        }

    def __init__(self, *args: Any, by: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [
            choice
            for choice in fields["kind"].choices
            if choice[0] != CertificateKind.OWN
        ]
        self.fields["photos"].by = by  # type: ignore[attr-defined]
        self.fields["photos"].show_hidden_initial = False


class WithdrawForm(ReasonForm):
    """Why a certificate holds no more."""

    save_label = pgettext_lazy("certificate", "Withdraw")
