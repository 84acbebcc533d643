"""Files being written: CSV or a workbook by the name, whole or not at all."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from safety.records.read import XLSX, refusal

Value = str | Decimal
Put = Callable[[Sequence[Value]], None]
# What a sheet holds, heads included.
MOST_ROWS = 1_048_576


@contextmanager
def sink(path: Path, *, with_mark: bool = False) -> Iterator[Put]:
    """Write lines to a file that takes its place at the end.

    ``with_mark`` begins CSV with the byte-order mark that Excel needs to see UTF-8.
    Raises Refused when a workbook has more rows than a sheet holds.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        if path.suffix.lower() == XLSX:
            with _workbook(part) as put:
                yield put
        else:
            encoding = "utf-8-sig" if with_mark else "utf-8"
            with part.open("w", encoding=encoding, newline="") as file:
                yield _csv(file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _csv(file: TextIO) -> Put:
    return csv.writer(file, lineterminator="\n").writerow


@contextmanager
def _workbook(path: Path) -> Iterator[Put]:
    options = {"constant_memory": True, "tmpdir": path.parent}
    with Workbook(path, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        count = 0

        def put(line: Sequence[Value]) -> None:
            nonlocal count
            if count == MOST_ROWS:
                raise refusal(
                    _("A sheet holds no more than 1,048,576 rows. Name the file .csv.")
                )
            for column, value in enumerate(line):
                if isinstance(value, Decimal):
                    sheet.write_number(count, column, float(value))
                elif value:
                    # Also what looks like a formula or an address is text.
                    sheet.write_string(count, column, value)
            count += 1

        yield put
