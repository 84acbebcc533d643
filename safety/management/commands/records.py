"""``manage.py records``: what one number is made of."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from safety.core import exact_json
from safety.indicators.lineage import Contribution, Question, contributions
from safety.management.commands.indicators import (
    indicator_of,
    period_of,
    unit_of,
    warn_if_stale,
)
from safety.records.keys import keys_of

AT_ONCE = 1000


class Command(BaseCommand):
    help = (
        "Prints what one number is made of. Example: manage.py records "
        "--unit CHALIECO --period 2019-Q2 --code workforce.headcount --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, metavar="CODE")
        parser.add_argument("--period", required=True, help="2019-06, 2019-Q2, …")
        parser.add_argument("--code", required=True, help="of the indicator")
        parser.add_argument("--json", action="store_true", help="print one document")

    def handle(self, *_args: Any, **options: Any) -> None:
        indicator = indicator_of(options["code"])
        question = Question(unit_of(options["unit"]), period_of(options["period"]))
        warn_if_stale(self, question.period)
        lines = _lines(contributions(indicator, question))
        if options["json"]:
            self.stdout.write(exact_json.dumps(list(lines)))
            return
        for line in lines:
            key = " ".join(str(value) for value in line["key"].values())
            below = "" if line["denominator"] is None else f"\t{line['denominator']}"
            self.stdout.write(f"{line['kind']}\t{key}\t{line['numerator']}{below}")


def _lines(rows: Iterator[Contribution]) -> Iterator[dict[str, Any]]:
    while some := list(islice(rows, AT_ONCE)):
        for model in dict.fromkeys(row.model for row in some):
            mine = [row for row in some if row.model == model]
            kind, keys = keys_of(model, [row.key for row in mine])
            for row in mine:
                yield {
                    "kind": kind,
                    "key": keys[row.key],
                    "numerator": row.numerator,
                    "denominator": row.denominator,
                }
