"""``manage.py dump``: records as a file."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.core import exact_json
from safety.org.models import Unit
from safety.records.dump import Below, dump, left_out
from safety.records.read import FORMATS, Refused
from safety.records.registry import kinds


class Command(BaseCommand):
    """Writes the records of one kind, all of them or those of a unit."""

    help = """\
Writes records to a CSV file or an Excel workbook that `load` reads back.

  manage.py dump postings postings.csv
  manage.py dump people people-of-p01.xlsx --unit P01"""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        kwargs["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(kinds()), metavar="KIND")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--unit", metavar="CODE", help="only what is at this unit or below it"
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.suffix.lower() not in FORMATS:
            raise CommandError(_("FILE must be a .csv or an .xlsx."), returncode=2)
        viewer = self.below(options["unit"]) if options["unit"] else None
        try:
            rows = dump(kinds()[options["kind"]], path, viewer)
        except Refused as error:
            raise CommandError(str(error), returncode=1) from error
        for said in left_out(kinds()[options["kind"]], viewer):
            self.stderr.write(said)
        if not rows:
            self.stderr.write(_("No records are in the file: do not load it."))
        document = {"kind": options["kind"], "rows": rows}
        said = ngettext("%(rows)d row in %(file)s.", "%(rows)d rows in %(file)s.", rows)
        told = said % {"rows": rows, "file": path}
        self.stdout.write(exact_json.dumps(document) if options["json"] else told)

    def below(self, code: str) -> Below:
        """Whoever sees the unit of a code and what is below it."""
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            message = _("There is no unit with the code “%s”.") % code
            raise CommandError(message, returncode=1)
        return Below(unit)
