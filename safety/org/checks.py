"""What the settings may say about periods."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from safety.core.months import Period


@register
def opening_period_is_one(**_options: Any) -> list[Error]:
    """Every page opens with it."""
    if not settings.OPENING_PERIOD:
        return []
    try:
        Period.parse(settings.OPENING_PERIOD)
    except ValueError as error:
        return [Error(f"OPENING_PERIOD: {error}", id="org.E001")]
    return []
