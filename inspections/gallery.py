"""The photos of a hazard as pages show them: before and after, beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate

from inspections.forms.photos import PhotosForm
from inspections.models import HazardPhoto, Purpose
from inspections.services import photos
from inspections.services.guards import Case


@dataclass(frozen=True)
class Side:
    """What shows one thing: the photo that tells most, the others, and room for more.

    Of those before that is the first, of those after the latest. ``form`` adds some,
    for who may.
    """

    label: str | Promise
    main: "Shown | None"
    others: Sequence["Shown"]
    form: PhotosForm | None
    add_url: str


@dataclass(frozen=True)
class Shown:
    """A photo, or one that is still to come; ``void_url`` takes it off, for who may.

    ``is_old``: it shows a fix, and was taken before there was anything to fix.
    """

    photo: HazardPhoto
    void_url: str
    is_old: bool


def of(case: Case, *, to_add: bool = True) -> dict[str, Any]:
    """The context of ``_photos.html``."""
    rows = case.hazard.photos.counted().select_related("file", "by")
    found = [_shown(case, photo) for photo in rows]
    sides = [_side(case, purpose, found, to_add=to_add) for purpose in Purpose]
    return {
        "gallery": [side for side in sides if side.main or side.form],
        "to_come": sum(each.photo.file_id is None for each in found),
        "hazard": case.hazard,
    }


def _shown(case: Case, photo: HazardPhoto) -> Shown:
    may = photos.is_open(case.hazard) and photos.may_void(case, photo)
    url = reverse("inspections:void-photo", args=[photo.pk]) if may else ""
    taken_at = photo.file.taken_at if photo.file else None
    is_old = (
        photo.purpose == Purpose.AFTER
        and taken_at is not None
        and localdate(taken_at, case.hazard.unit.zone) < case.hazard.found_on
    )
    return Shown(photo, url, is_old)


def _side(
    case: Case, purpose: Purpose, found: Sequence[Shown], *, to_add: bool
) -> Side:
    own = [each for each in found if each.photo.purpose == purpose]
    if purpose == Purpose.AFTER:
        own.reverse()
    can_add = to_add and photos.is_open(case.hazard) and photos.may_add(case, purpose)
    form = None
    if can_add:
        form = PhotosForm(by=case.actor.user.pk, auto_id=f"{purpose}-%s")
    url = reverse("inspections:add-photos", args=[case.hazard.pk, purpose.value])
    return Side(purpose.label, own[0] if own else None, own[1:], form, url)
