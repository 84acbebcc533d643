"""Lists as files: the rows of a filter, all of them, in flat memory."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Line = Sequence[Any]
Writer = Callable[[str, Line, Iterable[Line]], HttpResponseBase]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 500  # lines of a piece of CSV
# What a sheet holds below its heads.
LINES_OF_SHEET = 1_048_575
# What a spreadsheet would take for a formula when it opens a CSV file.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> Any:
    """A value as a file holds it: ISO dates, moments in local time, text as text."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return value
    return "" if value is None else str(value)


def _harmless(value: Any) -> Any:
    text = plain(value)
    is_formula = isinstance(text, str) and text.startswith(FORMULA)
    return f"'{text}" if is_formula else text


def _csv_lines(head: Line, lines: Iterable[Line], language: str) -> Iterator[str]:
    """The file in pieces, in a language that the request no longer holds by then."""
    buffer, rest = io.StringIO(), iter(lines)
    writer = csv.writer(buffer, lineterminator="\n")
    yield "\ufeff"
    writer.writerow(map(str, head))
    while piece := buffer.getvalue():
        yield piece
        buffer.seek(0)
        buffer.truncate()
        with translation.override(language):
            for line in islice(rest, AT_ONCE):
                writer.writerow(map(_harmless, line))


def as_csv(name: str, head: Line, lines: Iterable[Line]) -> HttpResponseBase:
    """CSV in UTF-8 with a byte-order mark, sent while it is read."""
    response = StreamingHttpResponse(
        _csv_lines(head, lines, translation.get_language()),
        content_type="text/csv; charset=utf-8",
    )
    disposition = content_disposition_header(True, f"{name}.csv")  # noqa: FBT003
    response["Content-Disposition"] = disposition
    return response


def as_xlsx(name: str, head: Line, lines: Iterable[Line]) -> HttpResponseBase:
    """An Excel workbook; numbers are numbers, everything else is text.

    What one sheet cannot hold goes on in the next.
    """
    target = TemporaryFile()  # noqa: SIM115 (the response closes it)
    book = Workbook(target, {"constant_memory": True, "strings_to_urls": False})
    sheet = _new_sheet(book, head)
    for number, line in enumerate(lines):
        row = number % LINES_OF_SHEET + 1
        if number and row == 1:
            sheet = _new_sheet(book, head)
        write = sheet.write_string
        for column, value in enumerate(line):
            text = value if type(value) is str else plain(value)
            if not isinstance(text, str):
                sheet.write_number(row, column, text)
            elif text:
                write(row, column, text)
    book.close()
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX
    )


def _new_sheet(book: Workbook, head: Line) -> Worksheet:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, label in enumerate(head):
        sheet.write_string(0, column, label, bold)
    return sheet


EXPORTS: dict[str, Writer] = {"csv": as_csv, "xlsx": as_xlsx}
