"""``manage.py ledger``: prove the ledger of prize cards, and list what does not fit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safety.core import exact_json
from safety.incentives.services import proving


class Command(BaseCommand):
    help = (
        "Proves that the ledger of prize cards, the cards and their indicators say the"
        " same; status 1 where they do not. Example: manage.py ledger --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        proof = proving.prove()
        if options["json"]:
            names = ("cards", "entries", "wrong", "faults")
            said = {name: getattr(proof, name) for name in names}
            self.stdout.write(exact_json.dumps(said))
        else:
            self.stdout.write(f"{proof.entries} entries of {proof.cards} cards")
            for fault in proof.faults:
                self.stdout.write(" ".join(str(part) for part in fault.values()))
        if proof.wrong:
            raise CommandError(f"{proof.wrong} do not fit", returncode=1)
