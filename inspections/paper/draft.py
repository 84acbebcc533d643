"""What a file means: records that are not stored yet, and every fault on the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inspections.models import Checklist, ChecklistVersion, Item, Section
from inspections.paper import fields
from inspections.paper.raw import MOST_ITEMS, Facts, Fault, Raw, RawItem, Where
from inspections.problems import problems

# What a checklist knows of itself, and a file does not.
OWN = {"unit", "checklist", "section", "version", "place", "number", "status"}


@dataclass
class Draft:
    """A checklist with one version, as its file has it."""

    checklist: Checklist
    version: ChecklistVersion
    outline: list[tuple[Section, list[Item]]] = field(default_factory=list)

    @classmethod
    def of(cls, version: ChecklistVersion) -> "Draft":
        """What is stored."""
        return cls(version.checklist, version, version.outline)

    @property
    def sections(self) -> list[Section]:
        """Its sections in their order."""
        return [section for section, _items in self.outline]

    @property
    def told(self) -> str:
        """Code, scoring, number of items and the sections in a line."""
        n = self.number_of_items
        items = ngettext("%(n)s item", "%(n)s items", n) % {"n": n}
        scoring = str(self.version.get_scoring_display())
        names = ", ".join(map(str, self.sections))
        return f"{self.checklist.code} · {scoring} · {items} · {names}"

    @property
    def number_of_items(self) -> int:
        """How many items it has in all."""
        return sum(len(items) for _section, items in self.outline)


def understand(raw: Raw) -> tuple[Draft, list[Fault]]:
    """The records that a file means, and everything that is wrong with it."""
    reading = _Reading(raw)
    reading.read()
    return reading.draft, sorted(set(raw.faults))


class _Reading:
    """Makes records of facts, and keeps where each came from."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.draft = Draft(Checklist(), ChecklistVersion())
        self.sources: dict[int, RawItem] = {}
        self.wrong: set[tuple[int, str]] = set()

    def read(self) -> None:
        head = {*fields.OF_CHECKLIST, *fields.OF_VERSION}
        self._refuse_unknown(self.raw.facts, head)
        self._fill(self.draft.checklist, self.raw)
        self._fill(self.draft.version, self.raw)
        for section in self.raw.sections:
            self._refuse_unknown(section.facts, set(fields.OF_SECTION))
            made = self._fill(Section(), section)
            items = [self._item(item) for item in section.items]
            self.draft.outline.append((made, items))
        self._number()
        self._find_problems()

    def _item(self, raw: RawItem) -> Item:
        self._refuse_unknown(raw.facts, set(fields.OF_ITEM))
        item: Item = self._fill(Item(), raw)
        return item

    def _refuse_unknown(self, facts: Facts, known: set[str]) -> None:
        for name, cell in facts.items():
            if name not in known:
                self._fault(
                    cell.where,
                    cell.text,
                    _("“%(name)s” is not known here. Known are: %(known)s.")
                    % {"name": name[:40], "known": ", ".join(sorted(known))},
                )

    def _fill(self, record: Any, raw: RawItem) -> Any:
        """Set what the file says on a record, and check each field alone."""
        self.sources[id(record)] = raw
        for name in fields.NAMES[type(record)]:
            cell = raw.facts.get(name)
            if cell and cell.text:
                of = fields.field(type(record), name)
                try:
                    value = of.clean(fields.value_of(of, cell.text), record)
                    of.get_prep_value(value)
                    setattr(record, name, value)
                except ValidationError as error:
                    self.wrong.add((id(record), name))
                    self._fault(cell.where, cell.text, " ".join(error.messages))
        return record

    def _number(self) -> None:
        """Give items without a code the first number that none has."""
        items = [item for _section, items in self.draft.outline for item in items]
        taken = {item.code for item in items}
        free = (str(n) for n in count(1) if str(n) not in taken)
        for item in items:
            if not item.code and (id(item), "code") not in self.wrong:
                item.code = next(free)

    def _find_problems(self) -> None:
        draft = self.draft
        if draft.number_of_items > MOST_ITEMS:
            said = _("A checklist has at most %(most)s items.") % {"most": MOST_ITEMS}
            self._fault(self.raw.where, "", said)
            return
        for problem in problems(draft.checklist, draft.version, draft.outline):
            if (id(problem.record), problem.field) not in self.wrong:
                self._fault_at(problem.record, problem.field, problem.message)

    def _fault_at(self, record: Model, name: str, message: str) -> None:
        raw = self.sources[id(record)]
        cell = raw.facts.get(name)
        if cell:
            self._fault(cell.where, cell.text, message)
        else:
            self._fault(raw.where._replace(column=name), "", message)

    def _fault(self, where: Where, value: str, message: str) -> None:
        self.raw.faults.append(Fault(where, value[:100], message))


def codes(drafts: Sequence[Draft]) -> Iterator[str]:
    """The codes that a file has more than once."""
    seen: set[str] = set()
    for draft in drafts:
        if draft.checklist.code in seen:
            yield draft.checklist.code
        seen.add(draft.checklist.code)
