"""``manage.py report``: a report of a unit as a file, for people and for schedules."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from safety.core import exact_json
from safety.core.months import Month
from safety.core.paper import NoFont
from safety.indicators import years
from safety.management.commands.indicators import unit_of, warn_if_stale
from safety.reports import document, registry
from safety.reports.render import FORMS

LANGUAGES = ("en", "zh-hans")


class Command(BaseCommand):
    help = (
        "Writes a report of a unit to a file. Example: manage.py report "
        "--unit CHALIECO --month 2019-12 --name annual --lang zh-hans --to year.pdf"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, metavar="CODE")
        parser.add_argument("--month", required=True, type=_month, metavar="YYYY-MM")
        parser.add_argument(
            "--name",
            default="monthly",
            choices=[report.name for report in registry.every()],
            help="monthly when not given; a report of the year is of the month's year",
        )
        parser.add_argument("--lang", default="en", choices=LANGUAGES)
        parser.add_argument(
            "--to",
            required=True,
            type=_file,
            metavar="FILE",
            help="FILE.pdf, FILE.xlsx or FILE.html",
        )
        parser.add_argument("--json", action="store_true", help="print one document")

    def handle(self, *_args: Any, **options: Any) -> None:
        unit, target = unit_of(options["unit"]), options["to"]
        report = registry.find(options["name"])
        try:
            period = years.check(report.containing(options["month"]))
        except ValueError as error:
            raise CommandError(str(error)) from error
        warn_if_stale(self, period)
        render, _content_type = FORMS[target.suffix[1:]]
        try:
            with translation.override(options["lang"]):
                made = document.build(report, unit, period, document.Everyone())
            target.write_bytes(render(made))
        except NoFont as error:
            raise CommandError(
                "There is no font with Chinese characters: install fonts-noto-cjk."
            ) from error
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        said = {
            "report": report.name,
            "unit": unit.code,
            "period": str(period),
            "file": str(target),
        }
        if options["json"]:
            self.stdout.write(exact_json.dumps(said))
        else:
            self.stdout.write(f"{made.heading}, {made.unit}: {target}")


def _month(text: str) -> Month:
    """A month; argparse says what is wrong, and leaves with status 2."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _file(text: str) -> Path:
    """A file of a known kind."""
    target = Path(text)
    if target.suffix[1:] not in FORMS:
        raise ArgumentTypeError(f"{text} ends neither with .pdf nor .xlsx nor .html")
    return target
