"""Verbs of a walk: start it, answer, add photos, pass a section, copy the last."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import (
    FAIL,
    PASS,
    SCORED,
    SEMICOLON,
    Answer,
    Answering,
    AnswerPhoto,
    Checklist,
    ChecklistVersion,
    Inspection,
    Item,
    Member,
    Sheet,
    Status,
    Tag,
    next_number,
)
from inspections.scoring import Part
from inspections.services import photos as pictures
from inspections.walk import Walk
from safety.core.text import seen
from safety.files.fields import Sent
from safety.journal import write as journal
from safety.people.models import Person

PHOTOS = AnswerPhoto.objects.filter(answer=OuterRef("pk"))
LEAST = Decimal(1)  # deducted when something fails, until somebody says how much


def usable(inspection: Inspection) -> "list[ChecklistVersion]":
    """The newest versions of the checklists that its unit uses."""
    lists = Checklist.objects.counted().used_at([inspection.unit_id])
    rows = ChecklistVersion.objects.newest().filter(checklist__in=lists)
    return list(rows.select_related("checklist").order_by("checklist_id"))


def proposed(
    inspection: Inspection, usable: Sequence[ChecklistVersion]
) -> dict[str, Any]:
    """What the last inspection at its unit was done with, as a form takes it."""
    rows = Inspection.objects.filter(unit=inspection.unit, sheets__isnull=False)
    last = rows.exclude(status=Status.VOIDED).order_by("-pk").first()
    if last is None:
        return {}
    lists = set(last.sheets.values_list("version__checklist", flat=True))
    return {
        "programme": last.programme,
        "form": last.form,
        "versions": [each.pk for each in usable if each.checklist_id in lists],
    }


def start(
    inspection: Inspection, versions: Sequence[ChecklistVersion], *, by: int | None
) -> Inspection:
    """Begin a walk with one or several checklists; it counts when it is finished."""
    with transaction.atomic():
        inspection.unit.require_standing()
        known = {version.pk for version in usable(inspection)}
        if not versions or any(version.pk not in known for version in versions):
            raise ValidationError(_("Choose checklists that the unit uses."))
        day = inspection.inspected_on
        number = next_number(Inspection.objects, "I", inspection.unit, day)
        inspection.number, inspection.status = number, Status.DRAFT
        inspection.started_at = timezone.now()
        names = ", ".join(str(version.checklist) for version in versions)
        inspection.checklist = names[:200]
        journal.save(inspection, "start", by=by)
        sheets = [
            Sheet(inspection=inspection, version=version, place=place)
            for place, version in enumerate(versions)
        ]
        journal.save_all(sheets, "start", by=by)
    return inspection


def describe(
    inspection: Inspection, terms: Sequence[str], people: Sequence[Person], *, by: int
) -> None:
    """Keep where and in what weather it is, what it is about, and who is with it.

    Words of its scope that are no tag, as a file may have brought, stay.
    """
    with transaction.atomic():
        walking(inspection)
        known = set(Tag.objects.values_list("term", flat=True))
        other = [term for term in inspection.terms if term not in known]
        inspection.scope = SEMICOLON.join([*terms, *other])
        inspection.clean_fields(exclude={"unit", "lead"})
        journal.save(inspection, "change", by=by)
        had = {each.person_id: each for each in inspection.members.all()}
        wanted = {person.pk: person for person in people}
        for key in had.keys() - wanted.keys():
            journal.remove(had[key], "remove", by=by)
        new = [
            Member(inspection=inspection, person=person)
            for key, person in wanted.items()
            if key not in had
        ]
        journal.save_all(new, "add", by=by)


def walking(inspection: Inspection) -> Inspection:
    """The inspection, held until the transaction ends; finished ones are locked."""
    found: Inspection = Inspection.objects.locked().get(pk=inspection.pk)
    if found.status != Status.DRAFT:
        raise ValidationError(_("This inspection is finished and locked."))
    return found


class Differs(Exception):
    """Somebody has answered meanwhile, and otherwise."""

    def __init__(self, theirs: Answer, yours: Answer) -> None:
        self.theirs, self.yours = theirs, yours


def answer(
    inspection: Inspection, item: Item, told: dict[str, str], *, by: int | None
) -> Answer:
    """Keep what was told of an item; what is not told stays as it was.

    A phone without a line tells in ``was`` the stamp of the answer that it knew; where
    another one stands by now, which says something else, this raises Differs.
    """
    with transaction.atomic():
        walking(inspection)
        rows = Answer.objects.filter(inspection=inspection, item=item)
        found = rows.first() or Answer(inspection=inspection, item=item)
        there = copy(found)
        understand(found, told)
        if there.stamp not in (told.get("was", there.stamp), found.stamp):
            raise Differs(there, found)
        require_hazard(found)
        journal.save(found, "answer", by=by, is_held=True)
    return found


def understand(found: Answer, told: dict[str, str]) -> None:
    """Make an answer say what was told, by the kind of its item, or refuse it."""
    for name in ("said", "note"):
        if name in told:
            setattr(found, name, seen(told[name]).strip())
    if found.item.answering in SCORED:
        _judge(found, told)
    else:
        _understand(found)
    found.clean_fields(exclude={"inspection", "item"})


def require_hazard(found: Answer) -> None:
    """What has made a hazard has failed."""
    if found.outcome != FAIL and found.raised:
        raise ValidationError(_("A hazard was raised from it. Void the hazard first."))


def _judge(found: Answer, told: dict[str, str]) -> None:
    """Pass, fail or not applicable, and how much a fail costs."""
    if "outcome" in told:
        found.outcome = told["outcome"]
    if found.outcome == FAIL and found.item.answering == Answering.DEDUCTION:
        most = found.item.most or LEAST
        if "deducted" in told:
            found.deducted = _amount(told["deducted"]).quantize(Decimal("0.01"))
        least = min(LEAST, most)
        found.deducted = max(least, min(found.deducted or least, most))
    else:
        found.deducted = None


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValidationError(_("Write a number like 12.50.")) from error
    if not amount.is_finite() or abs(amount) > 10**9:
        raise ValidationError(_("Write a number like 12.50."))
    return amount


def _understand(found: Answer) -> None:
    """What a number, date or option means; ValidationError when it is none."""
    item, is_bad = found.item, False
    if not found.said:
        found.outcome = ""
        return
    if item.answering == Answering.NUMBER:
        number = _amount(found.said)
        found.said = f"{number:f}"
        low, high = item.low, item.high
        is_bad = (low is not None and number < low) or (
            high is not None and number > high
        )
    elif item.answering == Answering.CHOICE:
        options = {option["code"]: option for option in item.options}
        if found.said not in options:
            raise ValidationError(_("Choose one of the options."))
        is_bad = options[found.said]["fails"]
    elif item.answering == Answering.DATE:
        _require_day(found.said)
    if item.answering in (Answering.NUMBER, Answering.CHOICE):
        found.outcome = FAIL if is_bad else PASS


def _require_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(_("Write the day like 2019-06-30.")) from error


def add_photos(
    inspection: Inspection, item: Item, sent: Sent, *, by: int | None
) -> Answer:
    """Keep photos of what was found at an item, answered already or not."""
    with transaction.atomic():
        walking(inspection)
        rows = Answer.objects.filter(inspection=inspection, item=item)
        found: Answer | None = rows.first()
        if found is None:
            found = Answer(inspection=inspection, item=item)
            journal.save(found, "answer", by=by)
        pictures.attach_to_answer(found, sent, by=by)
    return found


def void_photo(photo: AnswerPhoto, *, by: int | None) -> None:
    """Take a photo off an answer, while its inspection is walked."""
    with transaction.atomic():
        walking(photo.answer.inspection)
        pictures.void(photo, by=by)


def pass_all(inspection: Inspection, section: int, *, by: int | None) -> list[Answer]:
    """Pass what is asked in a section (its number) and not answered yet.

    A bonus is given one by one. Returns the new answers, which `take_back` removes.
    """
    with transaction.atomic():
        walking(inspection)
        walk = Walk(inspection)
        stop = walk.stops[section - 1]
        made = [
            walk.answers.get(item.pk) or Answer(inspection=inspection, item=item)
            for item in walk.asked(stop)
            if item.answering in SCORED
            and item.part != Part.BONUS
            and not walk.is_answered(item)
        ]
        for each in made:
            each.outcome = PASS
        journal.save_all(made, "answer", by=by)
    return made


def last_here(inspection: Inspection) -> Inspection | None:
    """The last finished inspection at its unit that had one of its checklists."""
    lists = inspection.sheets.values("version__checklist")
    rows = Inspection.objects.final().filter(unit=inspection.unit_id)
    found: Inspection | None = (
        rows.filter(sheets__version__checklist__in=lists)
        .order_by("-inspected_on", "-pk")
        .first()
    )
    return found


def copy_last(inspection: Inspection, *, by: int | None) -> list[Answer]:
    """Begin with what the last inspection here found, where nothing is answered yet.

    An item is known by its code, should the checklist have a newer version, by whose
    limits the answer is judged. Hazards stay those of the last one: what failed then is
    reported anew, or has been put right.
    """
    with transaction.atomic():
        walking(inspection)
        last, walk = last_here(inspection), Walk(inspection)
        here = {
            (version.checklist_id, item.code): item
            for version in walk.versions
            for item in version.items
            if item.pk not in walk.answers
        }
        rows = Answer.objects.filter(inspection=last) if last else Answer.objects.none()
        made = []
        for each in rows.select_related("item__section__version"):
            there = each.item
            item = here.get((there.section.version.checklist_id, there.code))
            if item and item.answering == there.answering:
                made += _same(each, Answer(inspection=inspection, item=item))
        journal.save_all(made, "answer", by=by)
    return made


def _same(old: Answer, new: Answer) -> list[Answer]:
    """The new answer, saying what the old one says; none where it can no longer."""
    told = {name: getattr(old, name) for name in ("outcome", "said", "note")}
    if old.deducted is not None:
        told["deducted"] = str(old.deducted)
    try:
        understand(new, told)
    except ValidationError:
        return []
    return [new]


def take_back(inspection: Inspection, keys: Iterable[int], *, by: int | None) -> None:
    """Undo `pass_all`: remove those answers that nobody has changed since."""
    with transaction.atomic():
        walking(inspection)
        rows = Answer.objects.filter(inspection=inspection, pk__in=list(keys))
        untouched = rows.filter(outcome=PASS, said="", note="")
        for each in untouched.annotate(has_photos=Exists(PHOTOS)):
            if each.has_photos:
                each.outcome = ""
                journal.save(each, "answer", by=by)
            else:
                journal.remove(each, "remove", by=by)
