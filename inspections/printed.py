"""Hazards and inspections on paper: what their pages say, in the reader's language."""

from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeData
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inspections.models import (
    Hazard,
    HazardPhoto,
    Inspection,
    Purpose,
    Signature,
    State,
)
from inspections.walk import Walk
from safety.core import formats
from safety.core.paper import Facts, Paper, Pictures, Rows
from safety.files.models import Attachment

MOST_PHOTOS = 4  # of one side of a notice
MOST_ON_RECORD = 24  # photos of all hazards of an inspection

Said = Iterable[tuple[Any, Any]]


def plain(value: Any) -> str:
    """What a page shows, as text."""
    if isinstance(value, SafeData):
        return unescape(strip_tags(str(value).replace("<br>", "\n")))
    return "" if value is None else str(value)


def told(title: Any, said: Said) -> Facts:
    """Facts as a page shows them, without those that have no value."""
    rows = [(str(label), plain(value)) for label, value in said]
    return Facts(str(title), [row for row in rows if row[1]])


def _address(record: Hazard | Inspection) -> str:
    return f"{settings.SITE_ADDRESS}{record.get_absolute_url()}"


# --- a hazard ---------------------------------------------------------------------


def notice(
    hazard: Hazard, *, facts: Said, fixes: Said, done: Said, timeline: Sequence[Any]
) -> Paper:
    """The notice that asks for a fix, with what has become of it so far."""
    state = _("State"), State(hazard.state).label
    wrong = pgettext("hazard", "What is wrong"), hazard.description
    risk = _("Risk"), hazard.get_risk_display() or formats.DASH
    blocks: list[Any] = [
        told(_("Facts"), [wrong, *facts, risk, state]),
        told(_("The five fixes"), [(a, plain(b) or formats.DASH) for a, b in fixes]),
        *_photos(hazard),
        told(_("What was done"), done),
        Rows(
            _("What happened"),
            [_("When"), _("What happened"), _("Who"), _("Note")],
            [3, 4, 4, 6],
            [
                [formats.moment(each.at), *map(plain, (each.what, each.who, each.note))]
                for each in timeline
            ],
        ),
    ]
    return Paper(
        above=plain(hazard.unit),
        title=_("Rectification notice"),
        sub=hazard.number,
        address=_address(hazard),
        blocks=[
            block
            for block in blocks
            if not isinstance(block, Facts | Rows) or block.rows
        ],
        signatures=[
            _("Issued by, date"),
            _("Received by, date"),
            _("Checked by, date"),
        ],
    )


def _photos(hazard: Hazard) -> list[Pictures]:
    rows = list(hazard.photos.counted().arrived().select_related("file"))
    found = []
    for purpose in Purpose:
        own = [photo for photo in rows if photo.purpose == purpose][:MOST_PHOTOS]
        shots = [kept for photo in own if (kept := shot(photo))]
        if shots:
            found.append(Pictures(str(purpose.label), shots))
    return found


def shot(photo: Attachment, *, is_small: bool = False) -> tuple[bytes, str] | None:
    """A photo with its caption; None where the store has lost it."""
    file: Any = photo.file
    kept = (is_small and file.thumbnail) or file.content
    try:
        with kept.open("rb") as opened:
            return opened.read(), str(file)
    except OSError:
        return None


# --- an inspection ----------------------------------------------------------------


def record(inspection: Inspection, walk: Walk, *, facts: Said) -> Paper:
    """What was inspected and found, and how far what was found has come today."""
    hazards = list(inspection.hazards.counted().order_by("due_on", "pk"))
    blocks: list[Any] = [told(_("Facts"), facts)]
    for stop in walk.stops:
        cards = [walk.card(item) for item in walk.asked(stop)]
        title = f"{stop.number}. {stop.section}"
        head = [_("Code"), _("Item"), _("Result"), _("Note")]
        rows = [
            [
                str(card["item"].code),
                str(card["item"]),
                str(card["told"]),
                card["answer"].note,
            ]
            for card in cards
        ]
        blocks.append(Rows(title, head, [2, 8, 3, 5], rows))
        shots = [
            (found[0], f"{card['item'].code} · {found[1]}")
            for card in cards
            for photo in card["photos"]
            if photo.file and (found := shot(photo, is_small=True))
        ]
        if shots:
            blocks.append(Pictures(_("Photos"), shots, height=42, across=3))
    if hazards:
        blocks.append(_found(hazards))
        blocks += _shots(hazards)
    lines = [_("Inspected by, date")]
    signed = Signature.objects.filter(inspection=inspection).first()
    if signed is None or not signed.file:
        lines.append(_("For the inspected side, date"))
    if signed:
        blocks.append(_signed(signed))
    return Paper(
        above=plain(inspection.unit),
        title=_("Inspection record"),
        sub=f"{inspection.number} · {formats.day(inspection.inspected_on)}",
        address=_address(inspection),
        blocks=blocks,
        signatures=lines,
    )


def _signed(signed: Signature) -> Facts | Pictures:
    """What was drawn at the end, or why nothing was."""
    title = _("Signature of the inspected side")
    drawn = shot(signed) if signed.file else None
    if drawn:
        return Pictures(title, [(drawn[0], signed.name)], height=26, across=3)
    return Facts(title, [(_("Not signed"), str(signed.get_why_not_display()))])


def _found(hazards: Sequence[Hazard]) -> Rows:
    return Rows(
        pgettext("heading", "Hazards found"),
        [
            pgettext("of a record", "Number"),
            pgettext("hazard", "What is wrong"),
            _("Level"),
            _("Due on"),
            _("State"),
        ],
        [4, 8, 2, 3, 3],
        [
            [
                hazard.number,
                hazard.description,
                str(hazard.get_level_display()),
                formats.day(hazard.deadline),
                str(State(hazard.state).label),
            ]
            for hazard in hazards
        ],
    )


def _shots(hazards: Sequence[Hazard]) -> list[Pictures]:
    """The first photo before and the last one after of each hazard."""
    rows = HazardPhoto.objects.counted().arrived().filter(hazard__in=hazards)
    chosen: dict[tuple[int, str], HazardPhoto] = {}
    for photo in rows.select_related("file", "hazard"):
        key = photo.hazard_id, photo.purpose
        if photo.purpose == Purpose.AFTER or key not in chosen:
            chosen[key] = photo
    order = {hazard.pk: place for place, hazard in enumerate(hazards)}
    ordered = sorted(
        chosen.values(), key=lambda p: (order[p.hazard_id], p.purpose == Purpose.AFTER)
    )
    shots = []
    for photo in ordered[:MOST_ON_RECORD]:
        kept = shot(photo, is_small=True)
        if kept:
            label = Purpose(photo.purpose).label
            shots.append((kept[0], f"{photo.hazard.number} · {label} · {kept[1]}"))
    return [Pictures(_("Photos"), shots, height=42, across=3)] if shots else []
