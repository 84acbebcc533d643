"""Forms of schedules and of who gets their reports."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.accounts.models import User
from safety.core.forms import Card, Half
from safety.deliveries.models import Recipient, Schedule
from safety.notices.models import Robot
from safety.org.fields import SearchField, UnitField
from safety.org.forms import RecordForm
from safety.reports import registry


class ScheduleForm(RecordForm):
    """What leaves when. Report and unit stay as they were first chosen."""

    save_label = _("Save schedule")
    report = forms.ChoiceField(label=pgettext_lazy("document", "Report"))
    unit = UnitField(may="deliveries.change")
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=settings.LANGUAGES,
        help_text=_("Not given: each reader’s own."),
    )

    class Meta:
        model = Schedule
        fields = (
            *("report", "unit", "start", "working_day", "hour", "language", "policy"),
            *("has_pdf", "has_excel", "asks_receipt", "is_on"),
        )

    def arrange(self) -> None:
        """A schedule stays one of its report and unit."""
        reports: Any = self.fields["report"]
        reports.choices = [(each.name, each.title) for each in registry.every()]
        if not self.instance._state.adding:
            del self.fields["report"], self.fields["unit"]

    def arranged(self) -> Layout:
        return Layout(Card(*map(Half, self.fields)))


class RecipientForm(RecordForm):
    """One more reader: an account, a chat group, or an address outside."""

    save_label = _("Add reader")
    user = SearchField(
        User.objects.none(),
        "username",
        label=_("Account"),
        required=False,
        help_text=_("Type the user name. The report goes to its e-mail address."),
    )

    class Meta:
        model = Recipient
        fields = ("user", "robot", "address", "reason")
        help_texts = {
            "robot": _("Is told the first sentences, and where the report is."),
            "address": _("Gets what you may see, as long as you may see it."),
            "reason": _("Said on the report that an address outside gets."),
        }

    def arranged(self) -> Layout:
        return Layout(Card("user", "robot", *map(Half, ("address", "reason"))))

    def offer(self, viewer: User) -> None:
        """Accounts and groups that whoever adds them may see."""
        accounts: Any = self.fields["user"]
        accounts.queryset = User.objects.visible_to(viewer)
        robots: Any = self.fields["robot"]
        robots.queryset = Robot.objects.visible_to(viewer).filter(is_on=True)
