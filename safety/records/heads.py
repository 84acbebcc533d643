"""The first row of a file: which column of the kind each of its heads is."""

from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from safety.core.declare.records import Bad, Kind
from safety.core.text import seen
from safety.records.cells import Cell, ReferenceCell
from safety.records.read import Line, Refused, refusal
from safety.records.registry import cells, referred

# The column of a file of bad rows that says why; it is read over when mended rows come.
WHY = "why"
MOST_COLUMNS = 200


def first(lines: Iterator[Line]) -> Line:
    """The heads of a file."""
    heads = trimmed(next(lines, []))
    if not heads:
        raise refusal(_("The first row must name the columns, and it is empty."), 1)
    if len(heads) > MOST_COLUMNS:
        raise refusal(_("There are too many columns. Take out the empty ones."), 1)
    if len(heads) == 1 and any(mark in heads[0] for mark in ";\t"):
        raise refusal(_("Put commas between the cells, not semicolons or tabs."), 1)
    return heads


def trimmed(line: Line) -> Line:
    """Heads as people read them, without empty ones at the end."""
    heads = [seen(head).strip() for head in line]
    while heads and not heads[-1]:
        heads.pop()
    return heads


def understand(
    heads: Sequence[str], kind: Kind, said: Mapping[str, str] | None = None
) -> list[Cell | None]:
    """The column of each head, None for one to be left out.

    ``said`` tells what somebody said a head is (empty: leave it out). Raises Refused
    with everything that is wrong with the heads.
    """
    known, said = cells(kind), {WHY: "", **(said or {})}
    names = [said.get(head, head) for head in heads]
    bad = [*_strange(heads, names, kind), *_missing(names, kind)]
    if bad:
        raise Refused(*bad)
    return [known[name] if name else None for name in names]


def _strange(heads: Sequence[str], names: list[str], kind: Kind) -> Iterator[Bad]:
    known = cells(kind)
    if not known.keys() & set(names):
        message = _(
            "None of these is the name of a column. Take out what stands above the "
            "row of names."
        )
        yield Bad(1, "", heads[0], message)
    for place, (head, name) in enumerate(zip(heads, names, strict=True)):
        if not head:
            message = _(
                "Column %(number)s has no name. Names cannot be in merged cells."
            )
            yield Bad(1, "", "", message % {"number": place + 1})
        elif name and name not in known:
            message = _("There is no column “%(name)s”. There are: %(names)s.")
            yield Bad(
                1, head, head, message % {"name": head, "names": ", ".join(known)}
            )
        elif name and name in names[:place]:
            message = _("There are two columns “%(name)s”. Take one out.")
            yield Bad(1, head, head, message % {"name": name})


def _missing(names: Sequence[str], kind: Kind) -> Iterator[Bad]:
    for cell in cells(kind).values():
        if cell.is_required and cell.name not in names:
            message = _("The column “%(name)s” is missing: %(says)s.")
            yield Bad(
                1, cell.name, "", message % {"name": cell.name, "says": cell.says}
            )


def propose(
    heads: Sequence[str], kind: Kind, remembered: Mapping[str, str]
) -> dict[str, str]:
    """What each head probably is: its own name, what was said before, a label of it.

    Heads that nothing is known of are empty.
    """
    known, labels = cells(kind), _labels(kind)
    proposed = {
        head: head
        if head in known
        else remembered.get(head) or labels.get(_plain(head), "")
        for head in heads
    }
    taken: set[str] = set()
    for head, name in proposed.items():
        proposed[head] = "" if name in taken else name
        taken.add(name)
    return proposed


def _labels(kind: Kind) -> dict[str, str]:
    """Names of columns by what they are called, in every language of the site."""
    labels: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for cell in cells(kind).values():
                for label in _called(cell):
                    labels.setdefault(_plain(label), cell.name)
    return labels


def _called(cell: Cell) -> Iterator[str]:
    yield cell.name
    if isinstance(cell, ReferenceCell):
        yield str(referred(cell).label)
    yield str(cell.label)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
