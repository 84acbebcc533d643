"""Forms of units, places and calendar days, and what all our record forms share."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import BLANK_CHOICE_DASH, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safety.core import formats
from safety.core.fields import MonthInput
from safety.core.forms import Card, Half, HouseForm
from safety.core.months import Month
from safety.core.text import is_lost
from safety.org.fields import UNSEEN, DayField, UnitField, WeekdaysField
from safety.org.guard import Request
from safety.org.models import WEEKDAYS, Calendar, CalendarDay, Kind, Place, Unit

# What Django says of a choice that is not made.
DASHES = BLANK_CHOICE_DASH[0][1]
# A page that shows a form and takes it.
form_page = require_http_methods(["GET", "HEAD", "POST"])


class RecordForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """A form of one journalled record; the view saves it through the journal.

    The page says beside each field what it showed. So what somebody else has saved
    meanwhile stays, unless both changed the same field: then the form says so.
    """

    is_understood = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_stored = not self.instance._state.adding
        for field in self.fields.values():
            field.show_hidden_initial = is_stored
            if isinstance(field, forms.ModelChoiceField):
                # Its rows are said later: choices of its own would hide them.
                if not field.required and field.empty_label == DASHES:
                    field.empty_label = _("Not given")
            elif isinstance(field, forms.ChoiceField) and not (
                field.required or field.widget.allow_multiple_selected
            ):
                choices: Any = field.choices
                known = [choice for choice in choices if choice[0] != ""]
                field.choices = [("", _("Not given")), *known]

    def clean(self) -> dict[str, Any]:
        """Keep what is stored where nothing was changed, refuse what would undo it."""
        super().clean()
        self._refuse_what_no_file_takes()
        for name, field in self.fields.items():
            if not field.show_hidden_initial or name not in self.cleaned_data:
                continue
            if name not in (self._meta.fields or ()):
                continue  # of what is beside the record nothing is shown
            shown = self.data.get(self[name].html_initial_name)
            if shown is None:
                continue
            stored = self.get_initial_for_field(field, name)
            if name not in self.changed_data:
                self.cleaned_data[name] = getattr(self.instance, name)
            elif field.has_changed(stored, shown) and field.has_changed(
                stored, self[name].data
            ):
                self._say_overtaken(name, stored)
        return self.cleaned_data

    def _refuse_what_no_file_takes(self) -> None:
        """A text that says a fault in every file would not come back from one."""
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and is_lost(value):
                said = _(
                    "A spreadsheet writes this for an error or a number that it has "
                    "shortened. Type what is meant."
                )
                self.add_error(name, said)

    def _say_overtaken(self, name: str, stored: Any) -> None:
        """Say what is stored now; whoever saves once more has seen it."""
        field = self.fields[name]
        now = field.prepare_value(stored)
        labels = dict(getattr(field, "choices", ()))
        said = _(
            "Somebody has changed this to “%(value)s” meanwhile. Check and save again."
        )
        value = labels.get(now, now) or formats.DASH
        self.add_error(name, ValidationError(said, params={"value": value}))
        self.data = {**dict(self.data.items()), self[name].html_initial_name: now}

    def _post_clean(self) -> None:
        self.is_understood = not self.errors
        super()._post_clean()  # type: ignore[misc]  # what Django calls, unstubbed

    def twin(self, visible: QuerySet[Any]) -> Any | None:
        """The record that this same form made a moment ago: equal in every field."""
        if not self.is_understood or not self.instance._state.adding:
            return None
        names = [name for name in self._meta.fields or () if name in self.fields]
        values = {name: getattr(self.instance, name) for name in names}
        return visible.filter(**values).first()


def carry_out(form: forms.BaseForm, verb: Callable[[], object]) -> bool:
    """Run a verb; what it refuses becomes errors of the form. True when it is done."""
    try:
        with transaction.atomic():
            verb()
    except ValidationError as refusal:
        _put(form, refusal)
    except IntegrityError:
        form.add_error(
            None, _("Somebody has just saved the same. See what is there, then save.")
        )
    return form.is_valid()


def save_once(
    form: RecordForm, verb: Callable[[], object], visible: QuerySet[Any]
) -> Any | None:
    """The record of a form: saved now, or a moment ago when it is sent twice.

    None when there is something to mend; then the form says what.
    """
    if form.is_valid() and carry_out(form, verb):
        return form.instance
    return form.twin(visible)


def _put(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Each message to its field where the form has it, else to the whole form."""
    by_field = getattr(refusal, "message_dict", {None: refusal.messages})
    for name, messages in by_field.items():
        form.add_error(name if name in form.fields else None, messages)


def answer(
    request: Request,
    template: str,
    form: forms.BaseForm,
    **context: Any,
) -> HttpResponse:
    """The page of a form; 404 when it names a record that the user cannot see."""
    is_lost = any(form.has_error(name, UNSEEN) for name in form.fields)
    status = HTTPStatus.NOT_FOUND if is_lost else HTTPStatus.OK
    return render(request, template, {"form": form, **context}, status=status)


class UnitForm(RecordForm):
    """Facts of a unit. Its kind and parent are known before the form is made."""

    save_label = _("Save unit")

    class Meta:
        model = Unit
        fields = (
            "code",
            "project_type",
            "name",
            "name_zh",
            "opened_on",
            "closed_on",
            "time_zone",
            "calendar",
        )
        field_classes = {"opened_on": DayField, "closed_on": DayField}
        help_texts = {
            "code": _("Files, links and QR codes name the unit by it."),
            "time_zone": _("Like Asia/Shanghai. Empty: that of the unit above."),
            "closed_on": _("The last day. Empty it to open the unit again."),
            "calendar": _("By which deadlines in working days and escalations count."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind != Kind.PROJECT:
            del self.fields["project_type"]
        if self.instance.closed_on is None:
            del self.fields["closed_on"]
        calendar: Any = self.fields["calendar"]
        calendar.choices = [("", _("That of the unit above")), *calendar.choices[1:]]
        self.helper.layout = Layout(Card(*map(Half, self.fields)))


class MoveForm(HouseForm, forms.Form):
    """Where a unit shall hang from now on, and from which month numbers follow."""

    save_label = _("Move unit")
    to = UnitField(may="org.change", label=_("New parent"))
    from_month = MonthInput(
        label=_("From month"),
        required=False,
        widget=forms.TextInput(attrs={"type": "month"}),
        help_text=_("Empty: from the first month that is open for all three."),
    )
    layout = Layout(Card("to", Half("from_month")))

    def __init__(self, *args: Any, visible: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = visible  # type: ignore[attr-defined]

    def clean_from_month(self) -> Month | None:
        """A move shows in the tree at once, so it begins this month or earlier."""
        month: Month | None = self.cleaned_data["from_month"]
        now = Month.containing(timezone.localdate())
        if month and month > now:
            said = _(
                "Choose %(month)s or an earlier month: the tree shows a move at once."
            )
            raise ValidationError(said, params={"month": formats.month(now)})
        return month


class PlaceForm(RecordForm):
    """A place of a unit."""

    save_label = _("Save place")
    unit = UnitField(may="org.change_place")
    layout = Layout(Card("unit", Half("name"), Half("name_zh"), "takes_reports"))

    class Meta:
        model = Place
        fields = ("unit", "name", "name_zh", "takes_reports")

    def __init__(self, *args: Any, visible: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = visible  # type: ignore[attr-defined]


class CalendarForm(RecordForm):
    """A working-day calendar: what it is called, and which weekdays rest."""

    save_label = _("Save calendar")
    rest_days = WeekdaysField(label=_("Days of rest"))
    layout = Layout(Card(Half("name"), Half("name_zh"), "rest_days"))

    class Meta:
        model = Calendar
        fields = ("name", "name_zh", "rest_days")

    def clean_rest_days(self) -> str:
        """Somewhere a week is worked."""
        written: str = self.cleaned_data["rest_days"]
        if len(written.split(",")) == len(WEEKDAYS):
            raise ValidationError(_("One day of the week at least is worked."))
        return written


class CalendarDayForm(RecordForm):
    """A day off, or a weekend day worked."""

    save_label = _("Save day")
    WORKED: ClassVar = ((False, _("Day off")), (True, _("Worked")))
    is_working = forms.TypedChoiceField(
        label=_("What it is"),
        choices=WORKED,
        coerce=lambda value: str(value) == "True",
        widget=forms.RadioSelect,
        initial=False,
    )
    layout = Layout(Card(Half("day"), Half("is_working"), Half("name"), Half("source")))

    class Meta:
        model = CalendarDay
        fields = ("day", "is_working", "name", "source")
        field_classes = {"day": DayField}
        help_texts = {"source": _("Who announced it, and in which notice.")}

    def _post_clean(self) -> None:
        """The calendar, which is that of the page, names a day once."""
        super()._post_clean()
        named = self.instance.calendar.days.exclude(pk=self.instance.pk)
        if named.filter(day=self.cleaned_data.get("day")).exists():
            self.add_error("day", _("The calendar names this day already."))
