"""Checklists in YAML: one document each, every text as it was typed.

Only the events of the parser are read: no tags, no anchors, so that nothing in a file
can make objects, or grow when it is read.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import yaml
from django.utils.translation import gettext as _

from inspections.models import Checklist, ChecklistVersion, Item, Section
from inspections.paper.draft import Draft
from inspections.paper.fields import NAMES, field, text_of, tidy
from inspections.paper.raw import (
    Cell,
    Facts,
    Fault,
    Raw,
    RawItem,
    RawSection,
    Where,
    unreadable,
)

MOST_BYTES = 1 << 20
MOST_DEPTH = 10
NOTHING = {"", "~", "null"}
Node = Any  # a Cell, or a list of nodes, or a dictionary of them with `ROW`
ROW = object()
# The same in C, ten times as fast, where the package has it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(content: bytes) -> list[Raw]:
    """The checklists of a file; Unreadable when it is no such YAML at all."""
    if len(content) > MOST_BYTES:
        raise unreadable(_("The file is larger than 1 MB. Split it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable(_("The file is not text in UTF-8.")) from error
    try:
        documents = list(_documents(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise unreadable(
            _(
                "From here on this is no YAML. Look at the indents, and quote texts "
                "that have “: ” or “ #” in them."
            ),
            mark.line + 1 if mark else 0,
        ) from error
    found = [_checklist(node) for node in documents]
    if not found:
        raise unreadable(_("The file is empty."))
    return found


def _documents(text: str) -> Iterator[Node]:
    """The documents of a file as nodes, without recursion."""
    stack: list[Node] = [[]]
    keys: list[Any] = [None]
    for number, event in enumerate(yaml.parse(text, Loader=LOADER)):
        _refuse_hostile(event, len(stack), number)
        row = _row_of(event)
        if isinstance(event, yaml.DocumentEndEvent):
            yield stack[0].pop()
        elif isinstance(event, yaml.ScalarEvent):
            _put(stack[-1], keys, _scalar(event, row))
        elif isinstance(event, yaml.CollectionStartEvent):
            node: Node = (
                [] if isinstance(event, yaml.SequenceStartEvent) else {ROW: row}
            )
            _put(stack[-1], keys, node)
            stack.append(node)
            keys.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()


def _row_of(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _refuse_hostile(event: Any, depth: int, number: int) -> None:
    row = _row_of(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise unreadable(
            _("References (& and *) are not read here: write it out."), row
        )
    if depth > MOST_DEPTH or number > MOST_BYTES:
        raise unreadable(_("This is nested deeper than any checklist."), row)


def _scalar(event: Any, row: int) -> Cell:
    is_nothing = event.style is None and event.value.lower() in NOTHING
    return Cell("" if is_nothing else tidy(event.value), Where(row=row))


def _put(node: Node, keys: list[Any], value: Node) -> None:
    """Put a value where the parser is: into a list, or under the key read before."""
    if isinstance(node, list):
        node.append(value)
    elif keys[-1] is None:
        if not isinstance(value, Cell):
            raise unreadable(_("A key is a word here."), node[ROW])
        if value.text in node:
            said = _("“%(key)s” stands here twice.") % {"key": value.text}
            raise unreadable(said, value.where.row)
        keys[-1] = value.text
    else:
        node[keys[-1]], keys[-1] = value, None


def _checklist(node: Node) -> Raw:
    if not isinstance(node, dict):
        raise unreadable(
            _("A checklist begins with “code:” and has “sections:”."), _row(node)
        )
    raw = Raw(Where(row=node[ROW]))
    raw.facts = _facts(node, "sections", raw.faults)
    for part in _listed(node, "sections", raw.faults):
        section = RawSection(Where(row=part[ROW]), _facts(part, "items", raw.faults))
        section.items = [
            RawItem(Where(row=each[ROW]), _facts(each, "", raw.faults))
            for each in _listed(part, "items", raw.faults)
        ]
        raw.sections.append(section)
    return raw


def _row(node: Node) -> int:
    while isinstance(node, list) and node:
        node = node[0]
    if isinstance(node, Cell):
        return node.where.row
    return node[ROW] if isinstance(node, dict) else 0


def _facts(node: Node, below: str, faults: list[Fault]) -> Facts:
    facts: Facts = {}
    for key, value in node.items():
        if key is ROW or key == below:
            continue
        if isinstance(value, Cell):
            facts[key] = value._replace(where=value.where._replace(column=key))
        else:
            where = Where(row=_row(value), column=key)
            faults.append(Fault(where, "", _("Here stands a text or a number.")))
    return facts


def _listed(node: Node, key: str, faults: list[Fault]) -> Sequence[Node]:
    """The list of dictionaries below a key; what is none is a fault."""
    parts = node.get(key, [])
    if isinstance(parts, Cell) and not parts.text:
        return []
    if isinstance(parts, list) and all(isinstance(part, dict) for part in parts):
        return parts
    where = Where(row=_row(parts) or node[ROW], column=key)
    faults.append(Fault(where, "", _("Here stands a list, a dash before each entry.")))
    return []


# --- writing ----------------------------------------------------------------
def write(drafts: Sequence[Draft]) -> str:
    """Checklists as a file that reads the same."""
    return yaml.safe_dump_all(
        map(_written, drafts),
        allow_unicode=True,
        sort_keys=False,
        width=100,
        explicit_start=True,
    )


def _written(draft: Draft) -> dict[str, Any]:
    sections = [
        _texts(section, Section) | {"items": [_texts(item, Item) for item in items]}
        for section, items in draft.outline
    ]
    facts = _texts(draft.checklist, Checklist) | _texts(draft.version, ChecklistVersion)
    return facts | {"sections": sections}


def _texts(record: Any, model: Any) -> dict[str, Any]:
    found = ((name, getattr(record, name)) for name in NAMES[model])
    texts = ((n, value, text_of(field(model, n), value)) for n, value in found)
    return {name: _plain(value, text) for name, value, text in texts if text}


def _plain(value: Any, text: str) -> Any:
    """A value that YAML writes without quotation marks, where it reads the same."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value if isinstance(value, bool | int) else text
