"""``manage.py indicators``: stored values, for people and for other programs."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safety.core import exact_json
from safety.core.declare.indicators import Indicator
from safety.core.months import Period
from safety.indicators import cuts, read, registry, years
from safety.indicators.read import Figure
from safety.org.models import Ancestry, Unit


class Command(BaseCommand):
    help = (
        "Prints stored values. Example: manage.py indicators --unit CHALIECO "
        "--period 2019-Q2 --code workforce.headcount --tree --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, metavar="CODE")
        parser.add_argument(
            "--period", required=True, help="2019-06, 2019-Q2, 2019-H1, …"
        )
        parser.add_argument(
            "--code",
            nargs="+",
            action="extend",
            default=[],
            metavar="CODE",
            help="all when not given",
        )
        parser.add_argument("--slice", default="", metavar="DIM=VALUE")
        parser.add_argument("--tree", action="store_true", help="and every unit below")
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        unit, period = unit_of(options["unit"]), period_of(options["period"])
        cut = options["slice"]
        chosen = _named(options["code"], cut) or _all(cut)
        units = _below(unit, period) if options["tree"] else {unit.pk: unit.code}
        warn_if_stale(self, period)
        found = read.figures(list(units), [period], chosen, cut)
        lines = [_line(figure, units[figure.unit]) for figure in found.values()]
        if options["json"]:
            self.stdout.write(exact_json.dumps(lines))
        else:
            self.stdout.write("\n".join(map(_sentence, lines)))


def warn_if_stale(command: BaseCommand, period: Period) -> None:
    """Say on standard error that a change waits which may move what is printed."""
    if read.is_stale(period):
        command.stderr.write("Some values asked for are stale: run manage.py compute.")


def unit_of(code: str) -> Unit:
    """The unit of a code; CommandError when there is none."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(f"There is no unit with the code {code!r}.")
    return unit


def period_of(text: str) -> Period:
    """A period with values; CommandError with a sentence for any other."""
    try:
        return years.check(Period.parse(text))
    except ValueError as error:
        raise CommandError(str(error)) from error


def indicator_of(code: str) -> Indicator:
    """The indicator of a code; CommandError when there is none."""
    try:
        return registry.indicators()[code]
    except KeyError as error:
        raise CommandError(f"There is no indicator with the code {code!r}.") from error


def _named(codes: Sequence[str], cut: str) -> list[Indicator]:
    """The indicators of some codes; CommandError when one has no such slice."""
    chosen = [indicator_of(code) for code in codes]
    try:
        for indicator in chosen:
            cuts.key_of(indicator, cut)
    except ValueError as error:
        raise CommandError(str(error)) from error
    return chosen


def _all(cut: str) -> list[Indicator]:
    """Every indicator that has the slice; CommandError when none has.

    Others may have a dimension of the same name with other values: there are categories
    of persons, and of hazards.
    """
    name = cut.partition("=")[0]
    chosen, why = [], f"No indicator can be cut by {name!r}."
    for indicator in registry.indicators().values():
        if not cut or name in registry.dimensions(indicator):
            try:
                cuts.key_of(indicator, cut)
                chosen.append(indicator)
            except ValueError as error:
                why = str(error)
    if not chosen:
        raise CommandError(why)
    return chosen


def _below(unit: Unit, period: Period) -> dict[int, str]:
    """Keys and codes of the unit and all below it, in the tree of the period."""
    tree = Ancestry.objects.in_month(period.last_month.index).filter(ancestor=unit)
    return dict(tree.order_by("unit__code").values_list("unit_id", "unit__code"))


def _line(figure: Figure, unit: str) -> dict[str, Any]:
    """One value as FORMATS has it: counts whole, money and hours exact decimals."""
    ratio = figure.is_ratio and not figure.hidden
    return {
        "code": figure.indicator.code,
        "unit": unit,
        "period": str(figure.period),
        "value": figure.value,
        "numerator": figure.numerator if ratio else None,
        "denominator": figure.denominator if ratio else None,
        "closed": figure.is_closed,
        "restated": figure.is_restated,
    }


def _sentence(line: dict[str, Any]) -> str:
    value = "–" if line["value"] is None else line["value"]
    parts = (
        f" ({line['numerator']} / {line['denominator']})"
        if line["denominator"] is not None
        else ""
    )
    return f"{line['unit']}\t{line['period']}\t{line['code']}\t{value}{parts}"
