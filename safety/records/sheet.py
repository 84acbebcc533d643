"""A workbook's first sheet as CSV on standard output: ``python sheet.py FILE.xlsx``.

With ``--all`` it is every visible sheet as JSON: name, rows, and what is merged.

A program of its own, so that the memory the workbook takes is given back, and so that
a workbook that takes too much takes nothing else down. The first line is the number of
rows. Dates are ISO, numbers as Excel shows them in full, booleans yes and no. A cell
with an error is the error, as in #DIV/0!, a formula without a stored result NUL.
"""

import csv
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from io import TextIOWrapper
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

FAULT = "\0"
MIB = 1 << 20
# Address space: the interpreter and calamine, and what a sheet of this size may take.
BASE, PER_BYTE = 768 * MIB, 60
# How the program ends when the workbook is not to be read.
NO_WORKBOOK, TOO_LARGE, HIDDEN = 3, 4, 5
SECONDS = 600  # of work, after which a workbook made to keep us busy is given up
CHUNK = MIB
MOST_ROWS, MOST_COLUMNS = 5000, 200  # of a sheet that is read whole
# A cell of type error, and one with a formula but no value (which a text may be).
FAULTY = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?![^>]* t="str")[^>]*?(?:'
    rb' t="e"[^>]*>(?:<f[^<]*</f>|<f[^>]*/>)?<v>([^<]*)</v>'
    rb"|>\s*(?:<f[^>]*/>|<f[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>)"
)
LONG = 1e15  # from here on numbers have lost digits
LONGEST = 10_000  # bytes of the longest cell that the pattern sees whole


class HiddenError(Exception):
    """Nobody who looks at the workbook sees its first sheet."""


def main() -> int:
    """Write the sheet; the status says why not."""
    path = Path(sys.argv[1])
    limit = BASE + PER_BYTE * path.stat().st_size
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        if "--all" in sys.argv:
            json.dump(list(every_sheet(path)), sys.stdout)
        else:
            write(path)
    except HiddenError:
        return HIDDEN
    except (CalamineError, zipfile.BadZipFile, KeyError, ET.ParseError):
        return NO_WORKBOOK
    except MemoryError:
        return TOO_LARGE
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


def every_sheet(path: Path) -> Iterator[dict[str, Any]]:
    """Name, rows of texts and merged areas of each sheet that one sees.

    An area is its first and last row and column, counted from 0.
    """
    book = CalamineWorkbook.from_path(path)
    for each in book.sheets_metadata:
        if each.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(each.name)
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
            raise MemoryError
        empty = [""] * (sheet.start[1] if sheet.start else 0)
        yield {
            "name": each.name,
            "rows": [[*empty, *map(text, row)] for row in sheet.iter_rows()],
            "merged": [
                [top, left, bottom, right]
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ],
        }


def text(value: Any) -> str:
    """The text of a cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime) and value.time() == time.min:
        return str(value.date())
    if isinstance(value, timedelta):
        hours, seconds = divmod(round(value.total_seconds()), 3600)
        return f"{hours}:{seconds // 60:02}"
    return str(value)


def number(value: float) -> str:
    """A number with the 15 digits that Excel keeps; a longer one as Excel shows it."""
    return f"{value:.14E}" if abs(value) >= LONG else f"{value:.15g}"


def faults(path: Path) -> Iterator[tuple[int, dict[int, str]]]:
    """Row by row, columns of cells that are no value, both counted from 0."""
    rows: dict[int, dict[int, str]] = {}
    with zipfile.ZipFile(path) as book, book.open(first_sheet(book)) as part:
        for letters, row, shown in _faulty_cells(part):
            rows.setdefault(int(row) - 1, {})[_column(letters)] = shown or FAULT
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
    """The name of the first sheet's part; HiddenError when nobody sees that sheet."""
    workbook = ET.fromstring(book.read("xl/workbook.xml"))  # noqa: S314
    sheet = next(workbook.iterfind(".//{*}sheet"))
    if sheet.get("state", "visible") != "visible":
        raise HiddenError
    links = ET.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    (link,) = (value for name, value in sheet.items() if name.endswith("}id"))
    target = {each.get("Id"): each.get("Target", "") for each in links}[link]
    return (
        target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    )


if __name__ == "__main__":
    sys.exit(main())
