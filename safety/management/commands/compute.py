"""``manage.py compute``: bring every stale value up to date now, without a worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from safety.core import exact_json
from safety.indicators import drain


class Command(BaseCommand):
    help = (
        "Brings every stale indicator value up to date. Example: "
        "manage.py compute --all --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all",
            action="store_true",
            help="from the records, as if nothing was stored",
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        done = drain.drain(rebuild_all=options["all"])
        seconds = round(done.seconds, 3)
        if options["json"]:
            said = exact_json.dumps({"values": done.values, "seconds": seconds})
        else:
            said = f"{done.values} values in {seconds} s"
        self.stdout.write(said)
