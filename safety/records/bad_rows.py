"""The bad rows of a file as a file of the same format, with a column saying why."""

import codecs
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from safety.core.declare.records import Bad
from safety.records.cells import FAULT
from safety.records.heads import WHY
from safety.records.read import Line, opened
from safety.records.sink import sink


def beside(path: Path) -> Path:
    """Where the bad rows of a file go: ``people.csv`` to ``people.bad.csv``."""
    return path.with_name(f"{path.stem}.bad{path.suffix}")


def write_bad_rows(source: Path, target: Path, wrong: Iterable[Bad]) -> None:
    """Copy the rows with something wrong; ``wrong`` is in the order of the file."""
    with source.open("rb") as file:
        has_mark = file.read(3) == codecs.BOM_UTF8
    with opened(source) as reading, sink(target, with_mark=has_mark) as put:
        heads = next(reading.lines)
        kept = [place for place, head in enumerate(heads) if head.strip() != WHY]
        for line, why in _bad(heads, reading.lines, wrong):
            put([*(_still_bad(line[place]) for place in kept), why])


def _still_bad(text: str) -> str:
    """A cell as it was; a formula without a result as Excel shows one."""
    return "#N/A" if text == FAULT else text


def _bad(
    heads: Line, lines: Iterator[Line], wrong: Iterable[Bad]
) -> Iterator[tuple[Line, str]]:
    """The heads, and each bad line, as wide as the heads, with what is wrong."""
    yield heads, WHY
    numbered = enumerate(lines, 2)
    for row, all_bad in groupby(wrong, key=lambda bad: bad.row):
        line = next(line for number, line in numbered if number == row)
        missing = [""] * (len(heads) - len(line))
        whys = (f"{bad.column}: {bad.message}".removeprefix(": ") for bad in all_bad)
        yield [*line, *missing], " ".join(whys)
