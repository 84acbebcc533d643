"""Units and places in the search box."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.core.search import Found, Searchable, register
from safety.org.models import Unit


def find_units(viewer: Viewer, text: str, limit: int) -> Sequence[Found]:
    """Units by the beginning of the code or a part of a name."""
    units = Unit.objects.counted().visible_to(viewer).matching(text)
    return [
        Found(
            str(unit),
            f"{unit.code} · {unit.get_kind_display()}",
            unit.get_absolute_url(),
        )
        for unit in units.order_by("code")[:limit]
    ]


register(Searchable(_("Units"), find_units, "org:list-units", order=10))
