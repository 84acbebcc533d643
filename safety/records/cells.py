"""What a cell of a column may hold: its text, its value, and what it says when wrong.

Everything comes from the model's field: type, choices, length, range, emptiness.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias, cast

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core.declare.records import Column
from safety.core.fields import HundredthsField, MonthField, PeriodField, written
from safety.core.months import FIRST_YEAR, LAST_YEAR, PERIODS, SLOTS, Month, Period
from safety.core.text import FORMULA_ERROR, SHORTENED, UNSEEN

Field: TypeAlias = "models.Field[Any, Any]"
Text = str | Promise
# A workbook's cell with a formula whose result was not stored (`safety.records.sheet`).
FAULT = "\0"
# What most keys are of: nothing in it is to be mended, or to be looked at twice.
PLAIN = re.compile(r"[\w./-]+")
# How a statement writes a period inside its year.
SUFFIX = (
    f"CASE {{0}} %% {PERIODS}"
    + "".join(f" WHEN {slot.index} THEN '{slot.suffix}'" for slot in SLOTS)
    + " END"
)
# Distinct texts of one column that are remembered with their values.
REMEMBERED = 50_000


class Cell:
    """One column of a kind; subclasses differ by the type of the field.

    ``attname`` is its name in the model's table (and in the table of a load), ``json``
    how a statement writes the value into a change, by database.
    """

    says: Text = gettext_lazy("text")
    example: str = ""
    is_number: ClassVar[bool] = False
    json: ClassVar[dict[str, str]] = {"postgresql": "{}", "sqlite": "{}"}

    def __init__(self, column: Column, field: Field, *, is_own: bool) -> None:
        self.name, self.field, self.is_own = column.name, field, is_own
        self.attname = field.attname if is_own else column.name
        self.label = field.verbose_name
        self.is_required = not (
            field.blank or field.has_default() or column.is_optional
        )
        self.example = column.example or self.example
        self.called, self.perhaps = column.called.split(), column.perhaps.split()

    @property
    def sql_type(self) -> str:
        """The type of the value in a table."""
        return cast("str", self.field.db_type(connection))

    @property
    def staged_type(self) -> str:
        """The type of what a cell's text is read as."""
        return self.sql_type

    @property
    def empty(self) -> Any:
        """The value of an empty cell."""
        if self.field.has_default():
            default = self.field.get_default()
            plain = isinstance(default, str)
            return str(default) if plain else self.field.get_prep_value(default)
        return None if self.field.null or not isinstance(self.field, TEXT) else ""

    def value(self, text: str) -> Any:
        """The database's value of a cell's text; ValidationError says what is right."""
        if text:
            return self.parse(text)
        if self.is_required:
            raise ValidationError(_("Fill in this cell."))
        return self.empty

    def parse(self, text: str) -> Any:
        """The value of a text that is not empty."""
        self.field.run_validators(text)
        return text

    def text(self, value: Any) -> str:
        """A value, as the database or a record holds it, as a file writes it."""
        is_default = not self.is_required and value == self.empty
        return "" if value is None or is_default else self.write(value)

    def write(self, value: Any) -> str:
        """The text of a value that is there."""
        return str(value)

    def from_workbook(self, text: str) -> str:
        """What a workbook's cell means, where the program that wrote it knew better."""
        return text


class ChoiceCell(Cell):
    """One of the codes of a field with choices."""

    @property
    def codes(self) -> list[str]:
        return [str(code) for code, _label in self.field.flatchoices if code != ""]

    @property
    def says(self) -> Text:  # type: ignore[override]
        return _("one of: %(codes)s") % {"codes": ", ".join(self.codes)}

    def parse(self, text: str) -> Any:
        if text not in self.codes:
            message = _("Write one of: %(codes)s.")
            raise ValidationError(message % {"codes": ", ".join(self.codes)})
        return text


class DayCell(Cell):
    """A local date."""

    says = gettext_lazy("day, like 2019-06-30")
    example = "2019-06-30"
    shape = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

    def parse(self, text: str) -> str:
        day = self._day(text)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            message = _("Write a day from %(first)s-01-01 to %(last)s-12-31.")
            if self.field.null:
                message += " " + _("Leave the cell empty if there is none.")
            raise ValidationError(message % {"first": FIRST_YEAR, "last": LAST_YEAR})
        self.field.run_validators(day)
        return text

    def _day(self, text: str) -> date:
        try:
            if self.shape.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise ValidationError(_("Write a day of the calendar, like 2019-06-30."))


class MonthCell(Cell):
    """A reporting month."""

    of: type[Month | Period] = Month
    says = gettext_lazy("month, like 2019-06")
    example = "2019-06"
    json = {
        "postgresql": "to_char({0} / 12, 'FM0000')"
        " || to_char({0} %% 12 + 1, '\"-\"FM00')",
        "sqlite": "CASE WHEN {0} IS NOT NULL"
        " THEN printf('%%04d-%%02d', {0} / 12, {0} %% 12 + 1) END",
    }

    def parse(self, text: str) -> int:
        return written(self.of, text).index

    def write(self, value: Any) -> str:
        return str(self.field.to_python(value))

    def from_workbook(self, text: str) -> str:
        """Excel makes of a typed 2019-06 the first of June."""
        return text[:7] if re.fullmatch(r"[0-9]{4}-[0-9]{2}-01", text) else text


class PeriodCell(MonthCell):
    """A reporting period."""

    of = Period
    says = gettext_lazy("month, quarter, half-year or year, like 2019-Q2")
    example = "2019-Q2"
    json = {
        "postgresql": f"to_char({{0}} / {PERIODS * 12}, 'FM0000') || {SUFFIX}",
        "sqlite": f"printf('%%04d', {{0}} / {PERIODS * 12}) || {SUFFIX}",
    }


class AmountCell(Cell):
    """An amount with at most two decimals, kept as whole hundredths."""

    says = gettext_lazy("number with at most two decimals, like 12.50")
    example = "12.50"
    is_number = True
    shape = re.compile(r"(-?[0-9]+)(?:\.([0-9]+))?")
    json = {
        "postgresql": "round({0} / 100.0, 2)::text",
        "sqlite": "CASE WHEN {0} IS NOT NULL THEN printf('%%.2f', {0} / 100.0) END",
    }

    def parse(self, text: str) -> int:
        found = self.shape.fullmatch(text)
        if not found:
            raise ValidationError(_("Write a number with a point, like 1250.50."))
        decimals = found[2] or ""
        if len(decimals) > 2:
            raise ValidationError(_("Write at most two decimals."))
        self.field.run_validators(Decimal(text))
        return int(found[1] + decimals.ljust(2, "0"))

    def write(self, value: Any) -> str:
        amount = Decimal(value).scaleb(-2) if isinstance(value, int) else value
        return f"{amount:f}"


class NumberCell(Cell):
    """A whole number."""

    says = gettext_lazy("whole number")
    example = "1"
    is_number = True
    shape = re.compile(r"-?[0-9]{1,18}")

    def parse(self, text: str) -> int:
        if not self.shape.fullmatch(text):
            raise ValidationError(_("Write a whole number, like 12."))
        self.field.run_validators(int(text))
        return int(text)


class YesNoCell(Cell):
    """Yes or no."""

    says = gettext_lazy("yes or no")
    example = "yes"
    json = {
        "postgresql": "{}",
        "sqlite": "json(CASE {} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)",
    }

    def parse(self, text: str) -> bool:
        if text.lower() not in {"yes", "no"}:
            raise ValidationError(_("Write yes or no."))
        return text.lower() == "yes"

    def write(self, value: Any) -> str:
        return "yes" if value else "no"


class ReferenceCell(Cell):
    """The key of another record; whether there is one is asked of all rows at once."""

    def __init__(self, column: Column, field: Field, *, is_own: bool) -> None:
        super().__init__(column, field, is_own=is_own)
        self.attname = field.attname if is_own else f"{column.name}_id"

    @property
    def points_to(self) -> type[models.Model]:
        return cast("type[models.Model]", self.field.related_model)

    @property
    def says(self) -> Text:  # type: ignore[override]
        name = self.points_to._meta.verbose_name
        return _("key of the %(record)s") % {"record": name}

    @property
    def staged_type(self) -> str:
        return "text"

    @property
    def empty(self) -> None:
        return None

    def parse(self, text: str) -> str:
        return text


# The first class of fields that a field is of says how its cells are read.
TEXT = (models.CharField, models.TextField)
TYPES: tuple[tuple[Any, type[Cell]], ...] = (
    (models.ForeignKey, ReferenceCell),
    (models.BooleanField, YesNoCell),
    (models.DateField, DayCell),
    (HundredthsField, AmountCell),
    (MonthField, MonthCell),
    (PeriodField, PeriodCell),
    (models.IntegerField, NumberCell),
    (TEXT, Cell),
)


def cell_of(column: Column, model: type[models.Model]) -> Cell:
    """A declared column with what its field says."""
    own = None if column.like else model._meta.get_field(column.field or column.name)
    field = cast("Field", column.like or own)
    if field.choices:
        return ChoiceCell(column, field, is_own=own is not None)
    kind = next(cell for fields, cell in TYPES if isinstance(field, fields))
    return kind(column, field, is_own=own is not None)


def json_of(field: Field) -> str:
    """How a statement writes the value of a field into a change; ``{}`` is a column."""
    kinds = (cell.json for fields, cell in TYPES if isinstance(field, fields))
    return next(kinds, Cell.json)[connection.vendor]


class Memo(dict[str, Any]):
    """Texts of one column to values, each worked out once.

    A text that is wrong has no value (None) and is in ``wrong`` with what would be
    right; it is asked again each time, so that ``wrong`` may be emptied.
    """

    def __init__(self, cell: Cell, *, of_workbook: bool) -> None:
        super().__init__()
        self.wrong: dict[str, str] = {}
        self._is_text = isinstance(cell, ReferenceCell)
        self._of_workbook = of_workbook
        self._value = cell.value
        self._meant: Callable[[str], str] = cell.from_workbook if of_workbook else str

    def values_of(self, texts: Sequence[str]) -> Sequence[Any]:
        """The values of some texts: those of plain keys are the texts themselves."""
        if self._is_text and all(texts) and PLAIN.fullmatch("".join(texts)):
            return texts
        return list(map(self.__getitem__, texts))

    def __missing__(self, text: str) -> Any:
        if self._is_text and PLAIN.fullmatch(text):
            return text
        try:
            value = self._value(self._meant(self._legible(text.strip())))
        except ValidationError as error:
            self.wrong[text] = " ".join(error.messages)
            return None
        if len(self) < REMEMBERED:
            self[text] = value
        return value

    def _legible(self, text: str) -> str:
        """The text itself, unless it is none."""
        if self._of_workbook and text == FAULT:
            message = _("The result of this formula is not stored. Save it in Excel.")
            raise ValidationError(message)
        if FORMULA_ERROR.fullmatch(text):
            raise ValidationError(_("The formula here gives an error. Mend it."))
        if SHORTENED.fullmatch(text):
            message = _(
                "Excel has shortened this number. Format the cells as text, and type "
                "it again."
            )
            raise ValidationError(message)
        if UNSEEN.search(text):
            raise ValidationError(_("Take out the characters that cannot be seen."))
        return text
