"""A workbook's first sheet as CSV on standard output: ``python sheet.py FILE.xlsx``.

A program of its own, so that the memory the workbook takes is given back, and so that
a workbook that takes too much takes nothing else down. The first line is the number of
rows. Dates are ISO, numbers as Excel shows them in full, booleans yes and no. A cell
with an error is NUL and the error, a formula without a stored result NUL alone.
"""

import csv
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import TextIOWrapper
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook

FAULT = "\0"
MIB = 1 << 20
# Address space: the interpreter and calamine, and what a sheet of this size may take.
BASE, PER_BYTE = 768 * MIB, 60
SECONDS = 600  # of work, after which a workbook made to keep us busy is given up
CHUNK = MIB
# The names of the parts of a workbook.
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A cell of type error, and one with a formula but no value (which a text may be).
FAULTY = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?![^>]* t="str")[^>]*?(?:'
    rb' t="e"[^>]*>(?:<f[^<]*</f>|<f[^>]*/>)?<v>([^<]*)</v>'
    rb"|>\s*(?:<f[^>]*/>|<f[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>)"
)
LONGEST = 10_000  # bytes of the longest cell that the pattern sees whole


def main() -> int:
    """Write the sheet; status 3 when it is no workbook that can be read."""
    path = Path(sys.argv[1])
    limit = BASE + PER_BYTE * path.stat().st_size
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        write(path)
    except (CalamineError, zipfile.BadZipFile, KeyError, ET.ParseError):
        return 3
    except MemoryError:
        return 4
    return 0


def write(path: Path) -> None:
    """Write every row, from the first of the sheet on."""
    faulty = dict(faults(path))
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    writer = csv.writer(sys.stdout)
    writer.writerow([sheet.total_height])
    left = sheet.start[1] if sheet.start else 0
    empty = [""] * left
    for number, row in enumerate(sheet.iter_rows()):
        cells = [*empty, *map(text, row)]
        for column in faulty.get(number, {}):
            cells[column : column + 1] = [faulty[number][column]]
        writer.writerow(cells)


def text(value: Any) -> str:
    """The text of a cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return value.date().isoformat() if is_day else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def number(value: float) -> str:
    """A number with the 15 digits that Excel keeps."""
    shown = f"{value:.15g}"
    return f"{value:.0f}" if "e+" in shown and abs(value) < 1e18 else shown


def faults(path: Path) -> Iterator[tuple[int, dict[int, str]]]:
    """Row by row, columns of cells that are no value, both counted from 0."""
    rows: dict[int, dict[int, str]] = {}
    with zipfile.ZipFile(path) as book, book.open(first_sheet(book)) as part:
        for letters, row, shown in _faulty_cells(part):
            rows.setdefault(int(row) - 1, {})[_column(letters)] = FAULT + shown
    return iter(rows.items())


def _faulty_cells(part: Any) -> Iterator[tuple[str, str, str]]:
    window = b""
    while chunk := part.read(CHUNK):
        window += chunk
        end = 0
        if b' t="e"' in window or b"<f" in window:
            for found in FAULTY.finditer(window):
                end = found.end()
                yield found[1].decode(), found[2].decode(), (found[3] or b"").decode()
        window = window[max(end, len(window) - LONGEST) :]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def first_sheet(book: zipfile.ZipFile) -> str:
    """The name of the first sheet's part."""
    workbook = ET.fromstring(book.read("xl/workbook.xml"))  # noqa: S314
    sheet = next(workbook.iter(f"{MAIN}sheet"))
    links = ET.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = {link.get("Id"): link.get("Target", "") for link in links}[sheet.get(LINK)]
    return (
        target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    )


if __name__ == "__main__":
    sys.exit(main())
