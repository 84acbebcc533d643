"""What must be right before a version of a checklist is published or loaded."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from inspections.models import (
    ABSENT,
    FAIL,
    FAILING,
    PASS,
    SCORED,
    Answering,
    Checklist,
    ChecklistVersion,
    Item,
    Scoring,
    Section,
)
from inspections.scoring import FULL, Part

Outline = Sequence[tuple[Section, Sequence[Item]]]


class Problem(NamedTuple):
    """What is wrong with a field of a record, and what would be right."""

    record: Model
    field: str
    message: str


def problems(
    checklist: Checklist, version: ChecklistVersion, outline: Outline
) -> Iterator[Problem]:
    """Everything that is wrong; the records need not be stored."""
    if not checklist.code:
        yield Problem(checklist, "code", _("Give the checklist a code."))
    yield from _unsaid(checklist, "name")
    for section, _items in outline:
        yield from _unsaid(section, "name")
    items = [item for _section, items in outline for item in items]
    yield from _of_scoring(version, items)
    before: dict[str, Item] = {}
    for item in items:
        yield from _of_item(item, version)
        yield from _of_condition(item, before)
        if item.code in before:
            said = _("Another item has the code %(code)s already.")
            yield Problem(item, "code", said % {"code": item.code})
        before[item.code] = item


def _unsaid(record: Checklist | Section | Item, name: str) -> Iterator[Problem]:
    if not getattr(record, name) and not getattr(record, f"{name}_zh"):
        yield Problem(record, name, _("Write it in one language at least."))


def _of_scoring(version: ChecklistVersion, items: Sequence[Item]) -> Iterator[Problem]:
    if version.scoring == Scoring.JGJ59 and not version.category:
        said = _("Say in which category of summary table A it counts, like A03.")
        yield Problem(version, "category", said)
    if version.scoring != Scoring.JGJ59 and version.category:
        yield Problem(version, "category", _("Only a JGJ 59 table has a category."))
    counted = (Part.GENERAL, Part.GUARANTEE)
    has_points = any(i.answering in SCORED and i.part in counted for i in items)
    if items and version.scoring != Scoring.NONE and not has_points:
        said = _("It is scored, but no general or guarantee item has points.")
        yield Problem(version, "scoring", said)


def _of_item(item: Item, version: ChecklistVersion) -> Iterator[Problem]:
    yield from _unsaid(item, "text")
    if item.most is not None and not 0 < item.most <= FULL:
        yield Problem(item, "most", _("Points are above 0 and at most 100."))
    if item.answering == Answering.DEDUCTION and item.most is None:
        yield Problem(item, "most", _("Say from how many points is deducted."))
    if item.low is not None and item.high is not None and item.low > item.high:
        yield Problem(item, "low", _("The lower limit is above the upper one."))
    if item.part == Part.VETO and item.answering != Answering.CHECK:
        said = _("A veto is answered by pass or fail.")
        yield Problem(item, "part", said)
    is_odd = item.part in (Part.BONUS, Part.VETO)
    if version.scoring == Scoring.JGJ59 and is_odd:
        said = _("JGJ 59 knows general and guarantee items only.")
        yield Problem(item, "part", said)
    if item.raises_hazard and not item.can_fail:
        said = _("An item that is answered so cannot fail.")
        yield Problem(item, "raises_hazard", said)
    yield from _of_options(item)


def _of_options(item: Item) -> Iterator[Problem]:
    known = [option["code"] for option in item.options]
    if item.answering == Answering.CHOICE and len(known) < 2:
        yield Problem(item, "options", _("A choice has two options at least."))
    if item.answering != Answering.CHOICE and known:
        yield Problem(item, "options", _("Only a choice has options."))
    if len(set(known)) < len(known):
        yield Problem(item, "options", _("Two options have the same code."))


def _of_condition(item: Item, before: dict[str, Item]) -> Iterator[Problem]:
    if bool(item.asked_if) != bool(item.asked_when):
        said = _("A condition has both: which item, and how it was answered.")
        yield Problem(item, "asked_when" if item.asked_if else "asked_if", said)
    elif item.asked_if and item.asked_if not in before:
        said = _("There is no item %(code)s before this one.")
        yield Problem(item, "asked_if", said % {"code": item.asked_if})
    elif item.asked_if:
        known = answers_of(before[item.asked_if])
        if item.asked_when not in known:
            said = _("Item %(code)s is answered by one of: %(answers)s.")
            names = {"code": item.asked_if, "answers": ", ".join(known) or "–"}
            yield Problem(item, "asked_when", said % names)


def answers_of(item: Item) -> list[str]:
    """What a condition may ask of an item."""
    if item.answering == Answering.CHOICE:
        return [option["code"] for option in item.options]
    return [PASS, FAIL, ABSENT] if item.answering in FAILING else []
