"""Form fields for days, and for one record out of thousands."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safety.org.models import WEEKDAYS, Unit
from safety.org.validators import FIRST_DAY, LAST_DAY, within_calendar

ISO = "%Y-%m-%d"
# The error of a record that does not exist for this user: pages answer it with 404.
UNSEEN = "unseen"
Rows = QuerySet[Any] | Callable[[], QuerySet[Any]]


class DayField(forms.DateField):
    """A local date, typed as 2019-06-30 or picked."""

    widget = forms.DateInput(
        format=ISO,
        attrs={"type": "date", "min": str(FIRST_DAY), "max": str(LAST_DAY)},
    )
    input_formats = [ISO]
    default_validators = [within_calendar]
    default_error_messages = {"invalid": _("Write the day like 2019-06-30.")}

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class SearchInput(forms.TextInput):
    """A text box that offers records while one types (htmx into a datalist)."""

    template_name = "org/_search_input.html"

    def __init__(self, url_name: str, **query: str) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false"})
        self.url_name, self.query = url_name, query

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        asked = urlencode({**self.query, "field": name})
        own |= {
            "list": f"{own.get('id', name)}-options",
            "hx-get": f"{reverse(self.url_name)}?{asked}",
            "hx-trigger": "focus once, input changed delay:200ms",
            "hx-target": "next datalist",
            "hx-sync": "this:replace",
        }
        return context


def _key_of(typed: Any) -> str:
    """The key in "key name"."""
    return next(iter(str(typed or "").split(maxsplit=1)), "")


class SearchField(forms.Field):
    """One record, typed as its key or picked as "key name" from what the box offers.

    Set ``queryset`` to what the user may see, or to a function that gives it when it is
    asked; anything else is the error `UNSEEN`. ``known`` is one of it that the page has
    already, and need not be asked for. ``admits`` says whether a found record may be
    chosen, where that is sooner asked of one than sought among all.
    """

    known: Model | None = None
    admits: Callable[[Any], bool] | None = None

    default_error_messages = {UNSEEN: _("There is no “%(key)s” that you can see.")}

    def __init__(self, queryset: Rows, key: str, **options: Any) -> None:
        super().__init__(**options)
        self.queryset, self.key = queryset, key

    def _first(self, **named: Any) -> Any:
        rows = self.queryset() if callable(self.queryset) else self.queryset
        # There is one of a key: it need not be put in order, which costs as much again.
        found = next(iter(rows.filter(**named).order_by()), None)
        return found if found is None or not self.admits or self.admits(found) else None

    def to_python(self, value: Any) -> Model | None:
        key = _key_of(value)
        if not key:
            return None
        if self.known and key == getattr(self.known, self.key):
            return self.known
        found = None
        if key.isprintable():
            found = self._first(**{self.key: key})
        if found is None:
            message = self.error_messages[UNSEEN]
            raise ValidationError(message, UNSEEN, {"key": key})
        return found  # type: ignore[no-any-return]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = self._first(pk=value)
        return self.label_of(value) if isinstance(value, Model) else value

    def label_of(self, record: Model) -> str:
        """What stands in the box for a record."""
        return f"{getattr(record, self.key)} {record}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another record is meant; the same may be called otherwise by now."""
        return _key_of(self.prepare_value(initial)) != _key_of(data)


class UnitField(SearchField):
    """A unit, not a voided one; the box offers those where ``may`` is held."""

    def __init__(self, *, may: str, **options: Any) -> None:
        options.setdefault("label", _("Unit"))
        options.setdefault("help_text", _("Type a code or a part of the name."))
        options["widget"] = SearchInput("org:choose-unit", may=may)
        super().__init__(Unit.objects.none(), "code", **options)

    def validate(self, value: Unit | None) -> None:
        """Refuse a voided unit: nothing new happens there."""
        super().validate(value)
        if value:
            value.require_standing()


class WeekdaysField(forms.MultipleChoiceField):
    """Some weekdays, kept as ``MO,WE``."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=list(WEEKDAYS.items()), required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return ",".join(day for day in WEEKDAYS if day in chosen)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or ""), data)
