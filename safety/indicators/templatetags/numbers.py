"""``{% unit_numbers unit as numbers %}``: the key numbers of a unit, where one may.

``{{ figure|figure_value }}``: a figure's value as people read it.
"""

from typing import Any

from django import template

from safety.indicators import show
from safety.indicators.show import Line
from safety.indicators.subjects import VIEW
from safety.org.models import Unit

register = template.Library()
register.filter("figure_value", show.value)


@register.simple_tag(takes_context=True)
def unit_numbers(context: dict[str, Any], unit: Unit) -> list[Line]:
    """Lines for ``indicators/_tiles.html`` of the page's period; empty for none."""
    if not context["request"].user.may(VIEW, unit):
        return []
    return show.key_numbers(unit, context["scope"].period)
