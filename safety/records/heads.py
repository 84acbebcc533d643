"""The first row of a file: which column of the kind each of its heads is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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
    """What each head probably is, by the surest way that finds a column for it.

    First come names, then what was said before, labels, and what files in use call it.
    Heads that nothing is known of are empty, and so are those that were left out
    before. Two heads are never the same column; the surer one is.
    """
    known = cells(kind).values()
    named = {cell.name: [cell.name] for cell in known}
    before = {head: [name] for head, name in remembered.items()}
    proposed: dict[str, str] = {}
    for meanings in (named, before):
        _take(proposed, {head: meanings.get(head, []) for head in heads})
    for words in (_labels, _called, _of_references, _perhaps):
        meanings = _meanings(known, words)
        _take(proposed, {head: meanings.get(_plain(head), []) for head in heads})
    return {head: proposed.get(head, "") for head in heads}


def is_guess(head: str, name: str, kind: Kind) -> bool:
    """Whether a head means a column in some files, and something else in others."""
    return _plain(head) in map(_plain, _perhaps(cells(kind)[name]))


def _take(proposed: dict[str, str], meanings: Mapping[str, Sequence[str]]) -> None:
    """Give heads that are nothing yet the first of their columns that is free."""
    for head, names in meanings.items():
        free = [name for name in names if not name or name not in proposed.values()]
        if free and head not in proposed:
            proposed[head] = free[0]


def _meanings(
    known: Iterable[Cell], words: Callable[[Cell], Iterable[str]]
) -> dict[str, list[str]]:
    """The columns that each word stands for, in every language of the site."""
    meanings: dict[str, list[str]] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for cell in known:
                for word in words(cell):
                    names = meanings.setdefault(_plain(word), [])
                    names += [cell.name] * (cell.name not in names)
    return meanings


def _labels(cell: Cell) -> Iterator[str]:
    yield cell.name
    yield str(cell.label)


def _of_references(cell: Cell) -> Iterator[str]:
    if isinstance(cell, ReferenceCell):
        yield str(referred(cell).label)


def _called(cell: Cell) -> Sequence[str]:
    return cell.called


def _perhaps(cell: Cell) -> Sequence[str]:
    return cell.perhaps


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
