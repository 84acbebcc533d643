"""``manage.py month``: months are closed, reopened, and proved."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.closing.models import Entry
from safety.closing.services import chain, months
from safety.core import exact_json
from safety.core.months import Month
from safety.management.commands.indicators import unit_of
from safety.org.models import Unit


class Command(BaseCommand):
    """Closes, reopens, and says how a month stands."""

    help = """\
Closes a month of a unit and all below it, opens it again, or says how it stands.

  manage.py month status --unit CHALIECO --month 2019-06
  manage.py month close --unit CHALIECO --month 2019-06 --by hq --why "Hours are late"
  manage.py month reopen --unit P001 --month 2019-06 --why "A drill was forgotten"
  manage.py month status --unit CHALIECO --month 2019-06 --verify

Months close in order. What the checks find is listed; what does not block is explained
with --why. Reopening opens every unit above and every later month, too."""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        kwargs["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["close", "reopen", "status"])
        parser.add_argument("--unit", required=True, metavar="CODE")
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--by", default="", metavar="USER", help="who does it")
        parser.add_argument(
            "--why", default="", metavar="TEXT", help="explains exceptions; the reason"
        )
        parser.add_argument(
            "--verify", action="store_true", help="prove the hash chain"
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        unit, month = unit_of(options["unit"]), month_of(options["month"])
        by, why = user_of(options["by"], unit), options["why"].strip()
        try:
            if options["act"] == "close":
                months.close(unit, month, by=by, why=why)
            elif options["act"] == "reopen":
                self.warn(unit, month)
                months.reopen(unit, month, by=by, why=why)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages), returncode=1) from error
        self.tell(unit, month, is_json=options["json"])
        if options["verify"]:
            self.prove(is_json=options["json"])

    def warn(self, unit: Unit, month: Month) -> None:
        """Say what else reopening opens, before it does."""
        for code, each in months.reopens(unit, month):
            self.stderr.write(
                _("Opens %(month)s of %(unit)s.") % {"month": each, "unit": code}
            )

    def tell(self, unit: Unit, month: Month, *, is_json: bool) -> None:
        """Say how the month stands now."""
        entry = months.closed_by(unit, month)
        found = months.exceptions(months.units_of(unit, month), month)
        if is_json:
            self.stdout.write(exact_json.dumps(document(unit, month, entry, found)))
            return
        state = months.state_of(unit, month)
        self.stdout.write(
            f"{unit.code}\t{month}\t{state}\t{entry.hash if entry else '–'}"
        )
        for each in found:
            self.stdout.write(f"  {each.sentence}")

    def prove(self, *, is_json: bool) -> None:
        """Prove the whole chain; CommandError with all that does not agree."""
        faults = list(chain.faults())
        if faults:
            raise CommandError("\n".join(faults), returncode=1)
        if not is_json:
            number = Entry.objects.count()
            self.stdout.write(
                _("%(number)s entries of the closing book agree.") % {"number": number}
            )


def document(
    unit: Unit, month: Month, entry: Entry | None, found: list[months.Found]
) -> dict[str, Any]:
    """How a month stands, as FORMATS has it."""
    return {
        "unit": unit.code,
        "month": str(month),
        "state": months.state_of(unit, month),
        "closed_at": entry.at.isoformat() if entry else None,
        "hash": entry.hash if entry else None,
        "exceptions": [
            {
                "code": each.check.code,
                "message": str(each.check.says),
                "count": each.count,
                "blocking": each.check.is_blocking,
            }
            for each in found
        ],
    }


def month_of(text: str) -> Month:
    """A month; CommandError with a sentence for what is none."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise CommandError(str(error), returncode=1) from error


def user_of(login: str, unit: Unit) -> User | None:
    """Whoever does it, who must be allowed to; without a name it is the system."""
    if not login:
        return None
    user: User | None = User.objects.filter(username=login).first()
    if user is None:
        raise CommandError(_("There is no account %s.") % login, returncode=1)
    if not user.may(months.MAY, unit):
        raise CommandError(_("%s may not close months there.") % login, returncode=1)
    return user
