"""Files being written: CSV or a workbook by the name, whole or not at all."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError

from safety.records.read import XLSX, refusal

Value = str | Decimal
Put = Callable[[Sequence[Value]], None]
# What a sheet holds, heads included.
MOST_ROWS = 1_048_576


@contextmanager
def sink(path: Path, *, with_mark: bool = False) -> Iterator[Put]:
    """Write lines to a file that takes its place at the end.

    ``with_mark`` begins CSV with the byte-order mark that Excel needs to see UTF-8.
    Raises Refused when the file cannot be written, or when a workbook has more rows
    than a sheet holds.
    """
    part = path.with_name(f".{path.name}.part")
    opened = _workbook if path.suffix.lower() == XLSX else _csv
    try:
        with opened(part, with_mark=with_mark) as put:
            yield put
        part.replace(path)
    except (OSError, XlsxFileError) as error:
        message = _("The file %(file)s cannot be written: %(why)s.")
        why = getattr(error, "strerror", None) or error
        raise refusal(message % {"file": path, "why": why}) from error
    finally:
        if part.exists():
            part.unlink()


class _Lines:
    """Takes rows that end in CR LF, which has CSV quote either, and leaves the LF."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file

    def write(self, row: str) -> int:
        return self.file.write(f"{row[:-2]}\n")


@contextmanager
def _csv(path: Path, *, with_mark: bool) -> Iterator[Put]:
    encoding = "utf-8-sig" if with_mark else "utf-8"
    with path.open("w", encoding=encoding, newline="") as file:
        yield csv.writer(_Lines(file), lineterminator="\r\n").writerow


@contextmanager
def _workbook(path: Path, *, with_mark: bool) -> Iterator[Put]:  # noqa: ARG001
    options = {"constant_memory": True, "tmpdir": path.parent}
    with path.open("wb") as file, Workbook(file, options) as book:
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
                elif value and sheet.write_string(count, column, value):
                    # (As text also what looks like a formula or an address.)
                    raise refusal(
                        _(
                            "A cell of a sheet holds no more than 32,767 characters. "
                            "Name the file .csv."
                        )
                    )
            count += 1

        yield put
