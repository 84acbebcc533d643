"""``manage.py load``: records from a file."""

import json
import os
from argparse import RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress

from safety.core.declare.records import Bad, Kind
from safety.records.bad_rows import beside
from safety.records.cells import Cell
from safety.records.fill import Said
from safety.records.models import Load, State
from safety.records.read import FORMATS, Refused, refusal
from safety.records.registry import cells, kinds
from safety.records.services import at_work, digest, end_cut_short
from safety.records.work import Work, silent, working

COUNTS = ("created", "updated", "unchanged")


class Command(BaseCommand):
    """Reads, checks and writes the records of one file."""

    help = """\
Loads records from a CSV file (UTF-8) or an Excel workbook (.xlsx).

  manage.py load postings postings-2019.csv --dry-run
  manage.py load postings postings-2019.csv

The first row names the columns; those of each kind are below. Records are matched by
their key: a new one is created, one that differs is updated, an identical one is left
alone. A column that the file does not have leaves what is stored; an empty cell empties
it. If any row is bad all bad rows are listed and nothing is loaded, unless --skip-bad
is given."""
    # Whether settings and pages are in order `migrate` and `check` ask.
    requires_system_checks = ()

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        kwargs["formatter_class"] = RawDescriptionHelpFormatter
        kwargs["epilog"] = f"columns (* key, ? may be missing):\n{columns()}"
        return super().create_parser(*args, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(kinds()), metavar="KIND")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done"
        )
        parser.add_argument(
            "--skip-bad",
            action="store_true",
            help="load the good rows, and write the bad ones to FILE.bad.csv or .xlsx",
        )
        parser.add_argument(
            "--restate", metavar="WHY", default="", help="why closed periods change"
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.suffix.lower() not in FORMATS:
            raise CommandError(_("FILE must be a .csv or an .xlsx."), returncode=2)
        load = Load(
            kind=options["kind"],
            name=os.fsencode(path.name).decode(errors="replace"),
            skip_bad=options["skip_bad"],
            restate=options["restate"],
        )
        self.path, self.is_json = path, options["json"]
        try:
            load.sha256 = self.digest()
            self.load(load, is_trial=options["dry_run"])
        except Refused as refused:
            self.tell(load, Counter(), refused.bad)
            raise CommandError(_("Nothing was loaded."), returncode=1) from refused

    def digest(self) -> str:
        """The SHA-256 of the file; Refused when it is not there to be read."""
        if not self.path.is_file():
            raise refusal(_("There is no file %s.") % self.path)
        try:
            return digest(self.path)
        except OSError as error:
            message = _("The file %(file)s cannot be read: %(why)s.")
            raise refusal(
                message % {"file": self.path, "why": error.strerror}
            ) from error

    def load(self, load: Load, *, is_trial: bool) -> None:
        """Load the file, or only try to; CommandError when there are bad rows."""
        if is_trial:
            self.work(load, is_trial=True)
            return
        end_cut_short()
        load.save()
        with at_work(load, State.LOADING):
            self.work(load, is_trial=False)

    def work(self, load: Load, *, is_trial: bool) -> None:
        with ExitStack() as stack:
            with progress() as say:
                work = stack.enter_context(
                    working(load, self.path, say, beside(self.path))
                )
                counts = work.trial() if is_trial else work.write()
            load.rows, load.rejected = work.rows, work.rejected
            self.tell(load, counts, work.wrong())
            self.compare(work)
        if counts is None and not is_trial:
            load.end(State.REFUSED, rows=load.rows, rejected=load.rejected)
        if load.rejected:
            raise CommandError(self.verdict(load, counts), returncode=1)

    def tell(
        self, load: Load, counts: "Counter[str] | None", wrong: Iterable[Bad]
    ) -> None:
        """Say what was done, and everything that is wrong."""
        counts = counts or Counter()
        if self.is_json:
            for piece in document(load, counts, wrong):
                self.stdout.write(piece, ending="")
            self.stdout.write("")
            return
        for bad in wrong:
            self.stderr.write(sentence(load.name, bad))
        if load.rows:
            self.stdout.write(
                _(
                    "%(rows)d rows: %(created)d created, %(updated)d updated, "
                    "%(unchanged)d unchanged, %(rejected)d rejected."
                )
                % {
                    **{name: counts[name] for name in COUNTS},
                    "rows": load.rows,
                    "rejected": load.rejected,
                }
            )

    def compare(self, work: Work) -> None:
        """Say whether the file's own total row agrees with what was read."""
        for total in work.filled.totals:
            message = _("The total row says %(name)s %(said)s; %(read)s was read.")
            said = message % vars(total)
            if not total.agrees:
                self.stderr.write(said)
            elif not self.is_json:
                self.stdout.write(said)

    def verdict(self, load: Load, counts: "Counter[str] | None") -> str:
        """The last word on a file with bad rows."""
        bad = ngettext("%d bad row.", "%d bad rows.", load.rejected) % load.rejected
        if counts is None:
            return f"{bad} {_('Nothing was loaded.')}"
        where = _("They are in %s.") % beside(self.path)
        is_there = load.state == State.LOADED and beside(self.path).exists()
        return f"{bad} {where}" if is_there else bad


def columns() -> str:
    """The columns of every kind."""
    lines = []
    for kind in kinds().values():
        names = ", ".join(column(kind, cell) for cell in cells(kind).values())
        lines.append(f"  {kind.name}: {names}")
    return "\n".join(lines)


def column(kind: Kind, cell: Cell) -> str:
    """A column with a sign for the key, and for one that may be missing."""
    if cell.name in kind.key:
        return f"{cell.name}*"
    return cell.name if cell.is_required else f"{cell.name}?"


def document(load: Load, counts: "Counter[str]", wrong: Iterable[Bad]) -> Iterator[str]:
    """The JSON document, piece by piece: there may be a million errors."""
    numbers = {name: counts[name] for name in COUNTS}
    begin = {"kind": load.kind, "rows": load.rows, **numbers, "rejected": load.rejected}
    yield json.dumps(begin)[:-1] + ', "errors": ['
    for count, bad in enumerate(wrong):
        error = {
            "row": bad.row or None,
            "column": bad.column or None,
            "value": bad.value,
            "message": bad.message,
        }
        yield (", " if count else "") + json.dumps(error)
    yield "]}"


def sentence(name: str, bad: Bad) -> str:
    """One thing wrong as a line."""
    place = [name]
    if bad.row:
        place.append(_("row %(row)s") % {"row": bad.row})
    if bad.column:
        place.append(f"{bad.column} “{bad.value}”")
    return f"{', '.join(place)}: {bad.message}"


@contextmanager
def progress() -> Iterator[Said]:
    """A bar on a terminal, and nothing anywhere else."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield silent
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(_("Reading"), total=1.0)
        yield lambda share: bar.update(task, completed=share)
