"""Columns that are exact on both databases.

SQLite keeps a DecimalField as a float, so money, hours and scores are whole
hundredths in an integer column and `Decimal` everywhere else.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from safety.core.months import Month, Period

# Sums of this many records of the largest amount still fit 64 bits.
MOST = Decimal("9999999999.99")


class HundredthsField(models.BigIntegerField):  # type: ignore[type-arg]
    """A `Decimal` with two places, stored as a whole number of hundredths."""

    _pyi_private_set_type: Decimal | int | str | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    description = _("Amount with two decimals")
    default_validators = [MaxValueValidator(MOST)]

    @property
    def validators(self) -> list[Any]:
        own: list[Any] = self._validators  # type: ignore[attr-defined]
        return [*self.default_validators, *own]

    def from_db_value(self, value: int | None, *_args: object) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            raise ValidationError(_("Write a number like 12.50.")) from error

    def get_prep_value(self, value: Any) -> int | None:
        amount = self.to_python(value)
        if amount is None:
            return None
        hundredths = amount.scaleb(2)
        if hundredths != int(hundredths):
            raise ValidationError(_("At most two decimals."))
        return int(hundredths)

    def formfield(self, **kwargs: Any) -> Any:
        options = {"max_digits": 12, "decimal_places": 2, **kwargs}
        options.setdefault("label", self.verbose_name)
        options.setdefault("required", not self.blank)
        options.setdefault("help_text", self.help_text)
        return forms.DecimalField(**options)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


Reported = Month | Period


def _read(of: type[Reported], text: str) -> Reported:
    """What a text says; ValidationError with a sentence."""
    try:
        return of.parse(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def written(of: type[Reported], text: str) -> Reported:
    """What somebody has written; no record of his is of a year so far."""
    found = _read(of, text)
    if isinstance(found, Period) and found.is_to_date:
        raise ValidationError(
            _("Write a month, quarter, half-year or year, like 2019-Q2.")
        )
    return found


class MonthInput(forms.CharField):
    """A month typed as 2019-06."""

    of: ClassVar[type[Reported]] = Month

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return written(self.of, text) if text else None


class PeriodInput(MonthInput):
    """A period typed as 2019-Q2."""

    of = Period


class ReportedField(models.IntegerField):  # type: ignore[type-arg]
    """A piece of the reporting calendar, stored as its index."""

    typed: ClassVar[type[MonthInput]]

    @property
    def validators(self) -> list[Any]:
        return []  # it is in range by construction

    def from_db_value(self, value: int | None, *_args: object) -> Reported | None:
        return None if value is None else self.typed.of.of_index(value)

    def to_python(self, value: Any) -> Reported | None:
        if value is None or isinstance(value, self.typed.of):
            return value
        if isinstance(value, int):
            return self.typed.of.of_index(value)
        return _read(self.typed.of, value)

    def get_prep_value(self, value: Any) -> int | None:
        reported = self.to_python(value)
        return None if reported is None else reported.index

    def formfield(self, **kwargs: Any) -> Any:
        options = {"label": self.verbose_name, "required": not self.blank, **kwargs}
        return self.typed(
            **{key: options[key] for key in options if key != "choices_form_class"}
        )

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class MonthField(ReportedField):
    """A reporting `Month`."""

    _pyi_private_set_type: Month | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Month  # type: ignore[assignment]
    description = _("Reporting month")
    typed = MonthInput


class PeriodField(ReportedField):
    """A month, quarter, half-year or year: what is dated by it is of its last month."""

    _pyi_private_set_type: Period | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Period  # type: ignore[assignment]
    description = _("Reporting period")
    typed = PeriodInput
