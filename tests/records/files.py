"""Files for tests, and the commands that read and write them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import transaction
from xlsxwriter import Workbook


@dataclass
class Outcome:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Created, updated, unchanged, rejected."""
        names = ("created", "updated", "unchanged", "rejected")
        created, updated, unchanged, rejected = map(self.document.__getitem__, names)
        return created, updated, unchanged, rejected

    @property
    def errors(self) -> list[tuple[int, str]]:
        """(row, column) of everything that is wrong."""
        return [(error["row"], error["column"]) for error in self.document["errors"]]

    @property
    def messages(self) -> str:
        return " ".join(error["message"] for error in self.document["errors"])


def run(name: str, *arguments: Any) -> Outcome:
    """Run a command as the shell would see it."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(name, *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        status = error.returncode
        err.write(str(error))
    return Outcome(status, out.getvalue(), err.getvalue())


def write_csv(path: Path, text: str) -> Path:
    """A CSV file of lines, blanks around them taken off."""
    lines = [line.strip() for line in text.strip().splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_xlsx(path: Path, lines: Iterable[Sequence[Any]]) -> Path:
    """A workbook whose cells keep their types; dates are dates."""
    with Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                sheet.write(number, column, value)
    return path


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Desk:
    """A folder to put files in, and to load them from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, kind: str, text: str, *flags: str) -> Outcome:
        """Write a CSV file and load it; the JSON document is the output."""
        path = write_csv(self.folder / f"{kind}.csv", text)
        return run("load", kind, path, "--json", *flags)

    def load_sheet(self, kind: str, *lines: Sequence[Any]) -> Outcome:
        """Write a workbook and load it."""
        path = write_xlsx(self.folder / f"{kind}.xlsx", lines)
        return run("load", kind, path, "--json")

    def load_bytes(self, name: str, content: bytes, kind: str = "people") -> Outcome:
        path = self.folder / name
        path.write_bytes(content)
        return run("load", kind, path, "--json")

    def dump(self, kind: str, name: str = "", *flags: str) -> list[list[str]]:
        """Dump to CSV and read that."""
        path = self.folder / (name or f"{kind}.out.csv")
        outcome = run("dump", kind, path, *flags)
        assert outcome.status == 0, outcome.err
        return read_csv(path)
