"""Verbs on checklists: begin a version, write it, publish it; what a file brings."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Checklist, ChecklistVersion, Item, Placed, Section
from inspections.paper import yaml_file
from inspections.paper.draft import Draft
from inspections.paper.fields import NAMES, OF_ITEM, OF_VERSION, field, text_of
from inspections.problems import Problem, problems
from safety.journal import write as journal
from safety.org.models import Unit

P = TypeVar("P", bound=Placed)
UP, DOWN = "up", "down"


class Difference(NamedTuple):
    """How an item differs from that of the version before.

    ``fields`` are (label, before, after) of what changed; ``is_new`` and ``is_gone``
    have none.
    """

    item: Item
    fields: list[tuple[str, str, str]]
    is_new: bool = False
    is_gone: bool = False


def add(checklist: Checklist, *, by: int | None) -> Checklist:
    """A new checklist of a unit with an empty draft."""
    with transaction.atomic():
        checklist.unit.require_standing()
        journal.save(checklist, "add", by=by)
        version = ChecklistVersion(checklist=checklist, number=1)
        journal.save(version, "add", by=by)
    return checklist


def enter(draft: Draft, unit: Unit, *, by: int | None) -> ChecklistVersion:
    """Store what a file brings, as the draft of the unit's checklist of that code.

    A draft that is there is written anew. What is in the newest version or the draft
    already brings nothing new: that version is returned.
    """
    with transaction.atomic():
        checklist = _checklist(draft, unit, by=by)
        draft.checklist = checklist
        for version in (checklist.draft, checklist.latest):
            if version and _written(Draft.of(version)) == _written(draft):
                return version
        if checklist.draft:
            _empty(checklist.draft, by=by)
        version = _take_over(checklist, draft.version)
        journal.save(version, "add", by=by)
        _store(version, draft.outline, by=by)
    return version


def _written(draft: Draft) -> str:
    return yaml_file.write([draft])


def _checklist(draft: Draft, unit: Unit, *, by: int | None) -> Checklist:
    """The unit's checklist of the code with the names of the file, or a new one."""
    of_code = Checklist.objects.locked().filter(unit=unit, code=draft.checklist.code)
    known: Checklist | None = of_code.first()
    if known is None:
        unit.require_standing()
        draft.checklist.unit = unit
        journal.save(draft.checklist, "add", by=by)
        return draft.checklist
    for name in NAMES[Checklist]:
        setattr(known, name, getattr(draft.checklist, name))
    known.status = Checklist.Status.COUNTED
    journal.save(known, "change", by=by)
    return known


def _take_over(checklist: Checklist, read: ChecklistVersion) -> ChecklistVersion:
    """The draft of a checklist, or a new one, with the facts that were read."""
    version = checklist.draft or ChecklistVersion(
        checklist=checklist, number=checklist.next_number()
    )
    for name in OF_VERSION:
        setattr(version, name, getattr(read, name))
    return version


def _store(
    version: ChecklistVersion,
    outline: Sequence[tuple[Section, Sequence[Item]]],
    *,
    by: int | None,
) -> None:
    """Add sections and items that are not stored yet, in their order."""
    for place, (section, _items) in enumerate(outline):
        section.version, section.place = version, place
    journal.save_all([section for section, _items in outline], "add", by=by)
    for section, items in outline:
        for place, item in enumerate(items):
            item.section, item.place = section, place
    journal.save_all([i for _section, items in outline for i in items], "add", by=by)


def begin(checklist: Checklist, *, by: int | None) -> ChecklistVersion:
    """The draft of a checklist: the one there is, or a copy of its newest version."""
    with transaction.atomic():
        checklist = Checklist.objects.locked().get(pk=checklist.pk)
        if checklist.draft:
            return checklist.draft
        latest, number = checklist.latest, checklist.next_number()
        version = ChecklistVersion(checklist=checklist, number=number)
        if latest:
            version = _take_over(checklist, latest)
        journal.save(version, "add", by=by)
        if latest:
            _store(version, _copied(latest), by=by)
    return version


def _copied(version: ChecklistVersion) -> list[tuple[Section, list[Item]]]:
    return [
        (_copy(section), [*map(_copy, items)]) for section, items in version.outline
    ]


def _copy(record: P) -> P:
    """A record that says the same and is not stored."""
    made = type(record)()
    for name in NAMES[type(record)]:
        setattr(made, name, getattr(record, name))
    return made


def discard(version: ChecklistVersion, *, by: int | None) -> None:
    """Throw a draft away; ValidationError when there is no version beside it."""
    with transaction.atomic():
        version = writable(version)
        if version.checklist.latest is None:
            raise ValidationError(
                _("It is the only version. Withdraw the checklist instead.")
            )
        _empty(version, by=by)
        journal.remove(version, "remove", by=by)


def _empty(version: ChecklistVersion, *, by: int | None) -> None:
    for section, items in version.outline:
        for item in items:
            journal.remove(item, "remove", by=by)
        journal.remove(section, "remove", by=by)
    version.__dict__.pop("outline", None)


def publish(version: ChecklistVersion, *, by: int | None) -> ChecklistVersion:
    """Let inspections be done with it, and never change it again.

    ValidationError with all that is wrong; published already, nothing happens.
    """
    with transaction.atomic():
        stored = ChecklistVersion.objects.locked().get(pk=version.pk)
        if not stored.is_draft:
            return stored
        wrong = list(unready(stored))
        if wrong:
            raise ValidationError([said(problem) for problem in wrong])
        stored.status = ChecklistVersion.Status.PUBLISHED
        stored.published_on = timezone.localdate()
        journal.save(stored, "publish", by=by)
    return stored


def unready(version: ChecklistVersion) -> Iterator[Problem]:
    """What keeps a version from being published."""
    yield from problems(version.checklist, version, version.outline)
    if not version.items:
        yield Problem(version, "items", _("It has no items yet."))


def said(problem: Problem) -> str:
    """A problem as one sentence: where, and what would be right."""
    record = problem.record
    if isinstance(record, Item):
        return f"{record.code} {record}: {problem.message}"
    return (
        f"{record}: {problem.message}"
        if isinstance(record, Section)
        else problem.message
    )


def withdraw(checklist: Checklist, *, by: int | None) -> None:
    """Take a checklist out of use; what was inspected with it stays."""
    checklist.status = Checklist.Status.VOIDED
    journal.save(checklist, "void", by=by)


# --- writing a draft --------------------------------------------------------
def writable(version: ChecklistVersion) -> ChecklistVersion:
    """The version, held until the transaction ends; ValidationError when published."""
    found: ChecklistVersion | None = (
        ChecklistVersion.objects.locked().filter(pk=version.pk).first()
    )
    if found is None:
        raise ValidationError(_("This draft is not there any more."))
    if not found.is_draft:
        raise ValidationError(
            _("A published version never changes. Begin a new version.")
        )
    return found


def put(record: Section | Item, *, by: int | None) -> None:
    """Save a new or changed part of a draft; a new one stands last.

    ValidationError when another item has its code, or another section its name.
    """
    with transaction.atomic():
        version = writable(version_of(record))
        _refuse_double(record, version)
        verb = "change" if record.pk else "add"
        if not record.pk:
            record.place = len(_siblings(record))
        journal.save(record, verb, by=by)


def _refuse_double(record: Section | Item, version: ChecklistVersion) -> None:
    if isinstance(record, Item):
        name, said = "code", _("Another item has the code %(code)s already.")
        others = Item.objects.filter(section__version=version, code=record.code)
    else:
        name, said = "name", _("There is a section of this name already.")
        rows = Section.objects.filter(version=version, name=record.name)
        others = rows.filter(name_zh=record.name_zh)  # type: ignore[assignment]
    if others.exclude(pk=record.pk).exists():
        raise ValidationError({name: said % {"code": getattr(record, "code", "")}})


def version_of(record: Placed) -> ChecklistVersion:
    """The version that something stands in."""
    return record.section.version if isinstance(record, Item) else record.version  # type: ignore[attr-defined]


def _siblings(record: Section | Item) -> list[Any]:
    """All that stand beside it, in their order."""
    if isinstance(record, Item):
        return list(Item.objects.filter(section=record.section_id))
    return list(Section.objects.filter(version=record.version_id))


def duplicate(item: Item, *, by: int | None) -> Item:
    """The same item once more, right below, with a code of its own."""
    with transaction.atomic():
        version = writable(version_of(item))
        made = _copy(item)
        made.section, made.code = item.section, free_code(version)
        rows = _siblings(item)
        rows.insert(rows.index(item) + 1, made)
        _arrange(rows, by=by)
    return made


def free_code(version: ChecklistVersion) -> str:
    """The first number that is no item's code."""
    rows = Item.objects.filter(section__version=version)
    taken = set(rows.values_list("code", flat=True))
    return next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken)


def shift(record: Section | Item, way: str, *, by: int | None) -> None:
    """Move a section or item one place up or down; an item crosses sections."""
    with transaction.atomic():
        version = writable(version_of(record))
        rows = _siblings(record)
        at = rows.index(record) + (-1 if way == UP else 1)
        if 0 <= at < len(rows):
            rows.remove(record)
            rows.insert(at, record)
            _arrange(rows, by=by)
        elif isinstance(record, Item):
            _cross(record, version, way, by=by)


def _arrange(rows: Sequence[Any], *, by: int | None) -> None:
    for place, row in enumerate(rows):
        row.place = place
    journal.save_all(rows, "change", by=by)


def _cross(item: Item, version: ChecklistVersion, way: str, *, by: int | None) -> None:
    """Into the section before, as its last, or into the next one, as its first."""
    sections = list(Section.objects.filter(version=version))
    at = [section.pk for section in sections].index(item.section_id)
    at += -1 if way == UP else 1
    if 0 <= at < len(sections):
        item.section = sections[at]
        rows = _siblings(item)
        _arrange([*rows, item] if way == UP else [item, *rows], by=by)


def take_out(record: Section | Item, *, by: int | None) -> None:
    """Remove an item, or a section with all its items, from a draft."""
    with transaction.atomic():
        writable(version_of(record))
        for item in record.items.all() if isinstance(record, Section) else ():
            journal.remove(item, "remove", by=by)
        journal.remove(record, "remove", by=by)


# --- what changed -----------------------------------------------------------
def differences(old: ChecklistVersion, new: ChecklistVersion) -> list[Difference]:
    """How the items of two versions differ, by their codes, in the new one's order."""
    before = {item.code: item for item in old.items}
    found = []
    for item in new.items:
        earlier = before.pop(item.code, None)
        if earlier is None:
            found.append(Difference(item, [], is_new=True))
        elif changed := list(_changed(earlier, item)):
            found.append(Difference(item, changed))
    return found + [Difference(item, [], is_gone=True) for item in before.values()]


def _changed(before: Item, after: Item) -> Iterator[tuple[str, str, str]]:
    for name in OF_ITEM:
        of = field(Item, name)
        texts = [text_of(of, getattr(item, name)) for item in (before, after)]
        if texts[0] != texts[1]:
            yield str(of.verbose_name), *texts  # type: ignore[misc]
