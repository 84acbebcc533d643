"""The form of a robot of a chat group."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Half
from safety.notices import groups
from safety.notices.models import Robot
from safety.org.fields import UnitField
from safety.org.forms import RecordForm


class RobotForm(RecordForm):
    """Where a group is told. Its address and key are typed in, and never shown."""

    save_label = _("Save robot")
    unit = UnitField(may="notices.robots")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    address = forms.CharField(
        label=_("Address of the robot"),
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Copied from the robot in the group. It is never shown again."),
    )
    key = forms.CharField(
        label=_("Key for signatures"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Where DingTalk or Feishu asks for a signature. Never shown again."
        ),
    )
    layout = Layout(
        Card(
            "unit",
            *map(Half, ("name", "service", "language", "is_on")),
            *("address", "key"),
        )
    )

    class Meta:
        model = Robot
        fields = ("unit", "name", "service", "language", "is_on")

    def arrange(self) -> None:
        """A robot stays at its unit; what is not typed stays as it is."""
        if not self.instance._state.adding:
            del self.fields["unit"]
            self.fields["address"].required = False
            self.fields["address"].help_text = _("Empty: %(address)s stays.") % {
                "address": self.instance.tail
            }
            self.helper.layout = Layout(
                Card(
                    *map(Half, ("name", "service", "language", "is_on")),
                    "address",
                    "key",
                )
            )

    def clean(self) -> dict[str, Any]:
        """Refuse an address that is not the service's."""
        found = super().clean()
        url = found.get("address") or self.instance.secret_url
        if url and "service" in found and not self.has_error("address"):
            try:
                groups.require_known(url, found["service"])
            except ValidationError as refusal:
                self.add_error("address", refusal)
        return found
