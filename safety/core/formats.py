"""How values look to people, in the language of the page.

English writes ``96.0 %``, ``16 Dec 2019`` and ``RMB 7,469``; Chinese ``96.0%``,
``2019-12-16`` and ``7,469 元``. The shapes are messages of the catalogue, so a
language is added by its translation alone. What is missing is an en dash.
Files are never written with these: they have their own format (FORMATS.md).
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from safety.core.months import Month, Period, Slot

DASH = "–"
Amount = int | float | Decimal


def number(value: Amount | None, places: int | None = None) -> str:
    """``291,570``; ``places`` fixes the decimals, otherwise those that are there."""
    if value is None:
        return DASH
    amount = Decimal(str(value))
    if not amount.is_finite():
        return DASH
    if places is not None:
        amount = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(amount):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"−{text}" if amount < 0 and text.strip("0.,") else text


def percent(ratio: Amount | None, places: int = 1) -> str:
    """A ratio (0.96) as ``96.0 %``."""
    if ratio is None:
        return DASH
    # Translators: a percentage; Chinese has no space before the sign.
    shape = pgettext("percentage", "%(number)s %%")
    return shape % {"number": number(Decimal(str(ratio)) * 100, places)}


def hours(value: Amount | None) -> str:
    """Hours: ``291,570 h``."""
    if value is None:
        return DASH
    return pgettext("hours", "%(number)s h") % {"number": number(value)}


def money(value: Amount | None) -> str:
    """Yuan: ``RMB 7,469`` or ``RMB 7,469.50``."""
    if value is None:
        return DASH
    places = 0 if Decimal(str(value)) % 1 == 0 else 2
    # Translators: an amount of yuan; Chinese: %(number)s 元
    return pgettext("money", "RMB %(number)s") % {"number": number(value, places)}


def day(value: date | None) -> str:
    """A local date: ``16 Dec 2019``."""
    return DASH if value is None else _day(value, get_language())


@lru_cache(maxsize=4096)  # lists show the same days over and over
def _day(value: date, _language: str | None) -> str:
    # Translators: a date in Django's format letters; Chinese: Y-m-d
    return dateformat.format(value, pgettext("date format", "j M Y"))


def moment(value: datetime | None) -> str:
    """A moment in the time zone of the page: ``16 Dec 2019, 18:00``."""
    if value is None:
        return DASH
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    # Translators: date and time in Django's format letters; Chinese: Y-m-d H:i
    return dateformat.format(local, pgettext("date format", "j M Y, H:i"))


def month(value: Month | None) -> str:
    """``December 2019``; Chinese ``2019 年 12 月``."""
    if value is None:
        return DASH
    return _month_of(value.year, value.number)


def month_short(value: Month) -> str:
    """``Dec``, for axes and table heads."""
    # Translators: the month alone in Django's format letters; Chinese: n月
    shape = pgettext("date format", "M")
    return dateformat.format(date(value.year, value.number, 1), shape)


def period(value: Period | None) -> str:
    """``December 2019``, ``Q4 2019``, ``First half of 2019``, ``Jan to Jun 2019``."""
    if value is None:
        return DASH
    first, last = value.first_month, value.last_month
    if value.slot.suffix and first == last:
        return month(first)
    return _shape(value.slot) % {
        "year": value.year,
        "quarter": last.number // 3,
        "from": month_short(first),
        "to": month_short(last),
    }


def _shape(slot: Slot) -> str:
    if slot.suffix.endswith(":ytd"):
        return _("%(from)s to %(to)s %(year)s")
    if slot.suffix.startswith("-Q"):
        return _("Q%(quarter)s %(year)s")
    if slot.suffix.startswith("-H"):
        halves = _("First half of %(year)s"), _("Second half of %(year)s")
        return halves[slot.first // 6]
    # Translators: a whole year; Chinese: %(year)s 年
    return pgettext("period", "%(year)s")


def period_short(value: Period) -> str:
    """The period inside its year: ``Jun``, ``Q2``, ``H1``, ``2019``, ``to Jun``."""
    suffix = value.slot.suffix
    if suffix.endswith(":ytd"):
        return _("to %(month)s") % {"month": month_short(value.last_month)}
    is_month = value.first_month == value.last_month
    return month_short(value.first_month) if is_month else suffix[1:] or str(value.year)


def _month_of(year: int, number_of_month: int) -> str:
    # Translators: month and year in Django's format letters; Chinese: Y 年 n 月
    shape = pgettext("date format", "F Y")
    return dateformat.format(date(year, number_of_month, 1), shape)
