"""Files as rows of texts: CSV in a stream, a workbook through a process of its own."""

import codecs
import csv
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, NamedTuple

from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.declare.records import Bad
from safety.records import sheet

CSV, XLSX = ".csv", ".xlsx"
FORMATS = {CSV, XLSX}
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
OFTEN = 20  # of so many bytes of a text one may be NUL; more are in no text
Line = list[str]


class Refused(Exception):
    """A file that cannot be read at all, or not as this kind; ``bad`` says why."""

    def __init__(self, *bad: Bad) -> None:
        super().__init__(" ".join(each.message for each in bad))
        self.bad = bad


def refusal(message: str, row: int = 0, column: str = "") -> Refused:
    """What is wrong with a whole file, or from one of its rows on."""
    return Refused(Bad(row, column, "", message))


@dataclass
class Reading:
    """A file being read: its lines from the heads on, and how far it is (0 to 1).

    ``height`` is how many lines a workbook says that it has.
    """

    lines: Iterator[Line]
    progress: Callable[[], float]
    height: int = 0
    is_workbook: bool = False


@contextmanager
def opened(path: Path, name: str = "") -> Iterator[Reading]:
    """Open a file by its name (``name`` where it is kept under another).

    Raises Refused, also while its lines are read.
    """
    suffix = Path(name or path.name).suffix.lower()
    if path.stat().st_size == 0:
        raise refusal(_("The file is empty."))
    with path.open("rb") as file:
        begin = file.read(1 << 16)
    if suffix == XLSX:
        _require_workbook(path, begin)
        with _workbook(path) as reading:
            yield reading
    else:
        _require_text(begin)
        with _text(path) as reading:
            yield reading


def _require_workbook(path: Path, begin: bytes) -> None:
    if begin.startswith(OLD_EXCEL):
        raise refusal(
            _(
                "This is an old Excel file (.xls), or one with a password. Open it in "
                "Excel and save it as .xlsx without a password."
            )
        )
    if not _has_workbook(path):
        raise refusal(
            _(
                "This is no Excel workbook, whatever its name says. If it is text, "
                "name it .csv."
            )
        )


def _has_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as book:
            return "xl/workbook.xml" in book.namelist()
    except zipfile.BadZipFile:
        return False


def _require_text(begin: bytes) -> None:
    if begin.startswith((ZIP, OLD_EXCEL)):
        raise refusal(
            _("This is an Excel workbook, not CSV. Save it as .xlsx and load that.")
        )
    if begin.startswith(UTF16) or begin.count(b"\0") * OFTEN > len(begin):
        looks = "UTF-16" if begin.startswith(UTF16) else ""
        raise _not_utf8(looks)


def _not_utf8(looks: str) -> Refused:
    what = (
        _("The file is in %(encoding)s, not in UTF-8.") % {"encoding": looks}
        if looks
        else _("The file is not text in UTF-8.")
    )
    how = _("In Excel: Save as, “CSV UTF-8 (comma delimited)”.")
    return refusal(f"{what} {how}")


def _looks_like(path: Path) -> str:
    """The encoding of a text that is not UTF-8, where it can be told."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return ""
    return "GB18030 (GBK)"


@contextmanager
def _text(path: Path) -> Iterator[Reading]:
    size = path.stat().st_size
    with path.open("rb") as raw, TextIOWrapper(raw, "utf-8-sig", newline="") as file:
        lines = _csv_lines(file, path)
        yield Reading(lines, lambda: raw.tell() / size)


def _csv_lines(file: IO[str], path: Path) -> Iterator[Line]:
    lines, row = csv.reader(file, strict=True), 1
    try:
        for line in lines:
            yield line
            row += 1
    except UnicodeDecodeError as error:
        raise _not_utf8(_looks_like(path)) from error
    except csv.Error as error:
        raise refusal(_not_csv(str(error)), row) from error


def _not_csv(error: str) -> str:
    """What is wrong with cells that cannot be told apart."""
    if "field limit" in error:
        return _(
            "A cell here has more than %(most)s characters. Is a quotation mark left "
            "open?"
        ) % {"most": formats.number(csv.field_size_limit())}
    return _(
        "In this row quotation marks do not match. A cell with a comma, a line break "
        "or a quotation mark stands in quotation marks, and each one inside is "
        "written twice."
    )


@contextmanager
def _workbook(path: Path) -> Iterator[Reading]:
    command = [sys.executable, "-I", sheet.__file__, str(path)]
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        try:
            lines = _Sheet(process)
            yield Reading(iter(lines), lines.progress, lines.height, is_workbook=True)
        finally:
            process.kill()


class WholeSheet(NamedTuple):
    """All cells of a sheet, and its merged areas: first and last row and column."""

    name: str
    rows: list[Line]
    merged: list[tuple[int, int, int, int]]


def whole_sheets(path: Path) -> list[WholeSheet]:
    """Every visible sheet of a small workbook; Refused when it cannot be read."""
    with path.open("rb") as file:
        _require_workbook(path, file.read(len(OLD_EXCEL)))
    command = [sys.executable, "-I", sheet.__file__, str(path), "--all"]
    done = subprocess.run(  # noqa: S603
        command, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    if done.returncode:
        raise refusal(
            _(
                "The workbook cannot be read: it is damaged, or one of its sheets has "
                "more than %(rows)s rows or %(columns)s columns."
            )
            % {
                "rows": formats.number(sheet.MOST_ROWS),
                "columns": formats.number(sheet.MOST_COLUMNS),
            }
        )
    return [WholeSheet(**each) for each in json.loads(done.stdout)]


class _Sheet:
    """The lines that the other process writes, below the number of them."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines = csv.reader(process.stdout or ())
        self.height, self.done = int(next(self.lines, ["0"])[0]), 0

    def progress(self) -> float:
        return self.done / max(1, self.height, self.done)

    def __iter__(self) -> Iterator[Line]:
        for line in self.lines:
            self.done += 1
            yield line
        status = self.process.wait()
        if status == sheet.HIDDEN:
            raise refusal(
                _(
                    "The first sheet of the workbook is hidden. Move the one to load "
                    "to the front."
                )
            )
        if status:
            raise refusal(
                _(
                    "The workbook cannot be read: it is damaged or too large. Save its "
                    "first sheet as “CSV UTF-8 (comma delimited)” and load that."
                )
            )
