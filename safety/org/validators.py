"""What a day and a time zone may be, for columns and forms alike."""

from datetime import date
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from safety.core.months import FIRST_YEAR, LAST_YEAR

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


def within_calendar(day: date) -> None:
    """Refuse a day outside the years that the reporting calendar knows."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(
            _("Give a day from %(first)s to %(last)s.")
            % {"first": FIRST_DAY, "last": LAST_DAY}
        )


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def known_zone(name: str) -> None:
    """Refuse what is no time zone of the tz database."""
    if name not in _zones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write it like Asia/Shanghai.")
            % {"name": name}
        )
