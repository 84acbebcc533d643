"""What a month must have of inspections and hazards before it is closed."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from inspections.models import Hazard, HazardPhoto, Inspection
from safety.core.declare.closing import Check
from safety.core.months import Month


def closed_without_photo(month: Month) -> Any:
    """Hazards verified in the month without a photo of what was done.

    A file has no photos: what one has brought in is left out.
    """
    after = HazardPhoto.objects.filter(hazard=OuterRef("pk")).counted().after()
    closed = Hazard.objects.counted().filter(
        verified_on__range=(month.first_day, month.last_day), created_in_load=None
    )
    return closed.exclude(Exists(after))


def unfinished(month: Month) -> Any:
    """Inspections of the month that somebody has begun and not finished."""
    return Inspection.objects.under_way().filter(inspected_on__lte=month.last_day)


CHECKS = [
    Check(
        code="hazards.without_after_photo",
        says=_("Hazards closed without an after photo"),
        find=closed_without_photo,
    ),
    Check(
        code="inspections.unfinished",
        says=_("Inspections that nobody has finished"),
        find=unfinished,
    ),
]
