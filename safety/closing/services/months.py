"""Closing and reopening months: in order, for a unit and all below it, as one act."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.closing import registry
from safety.closing.models import Entry, Return, Verb
from safety.closing.services import chain
from safety.core.declare.closing import Check
from safety.core.months import Month
from safety.indicators import drain, published, rebuild
from safety.indicators.models import CohortCell, Tally
from safety.org.models import BEGINNING, Ancestry, ClosedMonth, Unit

MAY = "closing.close"
AT_ONCE = 2000


@dataclass(frozen=True)
class Found:
    """So many records of a month that a check finds wrong, at a unit and below it."""

    check: Check
    count: int

    @property
    def sentence(self) -> str:
        """What is wrong, with how many there are."""
        return f"{self.check.says}: {self.count}"


def units_of(unit: Unit, month: Month) -> list[int]:
    """The unit and all below it, in the tree of the month."""
    tree = Ancestry.objects.in_month(month.index).below([unit.pk])
    return list(tree.values_list("unit_id", flat=True).order_by("unit_id"))


def exceptions(units: Sequence[int], month: Month) -> list[Found]:
    """What the checks of all apps find at some units: a query for each."""
    counts = by_unit(units, month)
    return [Found(check, sum(found.values())) for check, found in counts if found]


def by_unit(
    units: Sequence[int], month: Month
) -> list[tuple[Check, Mapping[int, int]]]:
    """How many records each check finds, by unit."""
    wanted = set(units)
    found: list[tuple[Check, Mapping[int, int]]] = []
    for check in registry.checks():
        rows = check.find(month).order_by().values(check.unit)
        counted = rows.annotate(number=Count("pk")).values_list(check.unit, "number")
        found.append((check, {u: n for u, n in counted if u in wanted}))
    return found


# --- in order ---------------------------------------------------------------------


def begun() -> int | None:
    """Index of the month in which the books begin; None while nothing has happened.

    Once anything was closed that is the first month that was, before that the first in
    which a record counts that says what happened. (Somebody’s posting is older than any
    book.)
    """
    first = ClosedMonth.objects.aggregate(first=Min("month"))["first"]
    if first is not None:
        return int(first)
    cells = (Tally, CohortCell)
    found = [model.objects.aggregate(first=Min("month"))["first"] for model in cells]
    known = [month for month in found if month is not None and month > BEGINNING]
    return min(known, default=None)


def earlier_open(units: Sequence[int], month: Month) -> tuple[Unit, Month] | None:
    """The earliest month, and a unit, that must be closed before; None when all are."""
    first = begun()
    if first is None or first >= month.index:
        return None
    starts = _starts(units, first)
    closed = ClosedMonth.objects.active().filter(month__lt=month.index)
    known: dict[int, set[int]] = {}
    for unit, index in closed.filter(unit__in=units).values_list("unit_id", "month"):
        known.setdefault(unit, set()).add(index)
    missing = [
        (index, unit)
        for unit in units
        for index in range(starts[unit], month.index)
        if index not in known.get(unit, ())
    ]
    if not missing:
        return None
    index, unit = min(missing)
    return Unit.objects.get(pk=unit), Month(index)


def _starts(units: Sequence[int], first: int) -> dict[int, int]:
    """From which month on each unit has books: new ones since they hang in the tree."""
    hung = Ancestry.objects.filter(unit__in=units).proper().order_by()
    since = dict(hung.values_list("unit_id").annotate(first=Min("first_month")))
    return {unit: max(first, since.get(unit, BEGINNING)) for unit in units}


def refusal(unit: Unit, month: Month, units: Sequence[int]) -> str:
    """Why a month cannot be closed now; empty when it can."""
    said = {"month": month, "unit": unit}
    if month.last_day >= timezone.localdate():
        return _("%(month)s is not over yet.") % said
    if ClosedMonth.objects.active().filter(unit=unit, month=month.index).exists():
        return _("%(month)s is closed for %(unit)s already.") % said
    earlier = earlier_open(units, month)
    if earlier:
        at, before = earlier
        text = _("%(before)s is still open for %(at)s. Close it first.")
        return text % {"before": before, "at": f"{at} ({at.code})"}
    return ""


# --- acts ---------------------------------------------------------------------------


@contextmanager
def at_rest() -> Iterator[tuple[int, str]]:
    """A transaction in which every value is right, and nobody changes a record.

    Gives the number of the last Change and the hash of all up to it. What takes long,
    counting and reading changes, is done before anybody has to wait.
    """
    drain.drain()
    read = chain.ChangesHash.of_last_entry()
    read.read_to(chain.settled())
    with drain.batch(wait=True):
        chain.hold_changes()
        drain.settle()
        number = chain.last_change()
        yield number, read.read_to(number)


def close(unit: Unit, month: Month, *, by: User | None, why: str = "") -> Entry:
    """Close a month for a unit and all below it.

    ``why`` explains what the checks find. ValidationError for a month that is closed
    already, not over, or has an open month before it; for exceptions that block; and
    for others without a reason.
    """
    units = units_of(unit, month)
    _require_closable(unit, month, units, why)
    with at_rest() as (number, changes):
        _require_closable(unit, month, units, why)
        entry = _entry(Verb.CLOSE, unit, month, by, why, number)
        entry.definitions = rebuild.versions()
        closed = ClosedMonth.objects.active().filter(month=month.index)
        known = set(closed.values_list("unit_id", flat=True))
        new = [each for each in units if each not in known]
        ClosedMonth.objects.bulk_create(
            (
                ClosedMonth(
                    unit_id=each,
                    month=month.index,
                    first_day=month.first_day,
                    last_day=month.last_day,
                    entry=entry.pk,
                )
                for each in new
            ),
            batch_size=AT_ONCE,
        )
        published.store(entry.pk, month.index)
        chain.seal(entry, changes)
        registry.tell(new, month)
        return entry


def _require_closable(unit: Unit, month: Month, units: Sequence[int], why: str) -> None:
    if said := refusal(unit, month, units):
        raise ValidationError(said)
    found = exceptions(units, month)
    blocking = [each.sentence for each in found if each.check.is_blocking]
    if blocking:
        first = _("This must be put right before %(month)s is closed.")
        raise ValidationError([first % {"month": month}, *blocking])
    if found and not why:
        first = _("Say why, to close %(month)s all the same.") % {"month": month}
        raise ValidationError([first, *(each.sentence for each in found)])


def reopens(unit: Unit, month: Month) -> list[tuple[str, Month]]:
    """What reopening a month opens: codes of units, and months, all that are closed."""
    rows = ClosedMonth.objects.active().filter(
        unit__in=_reopened(unit, month), month__gte=month.index
    )
    found = rows.order_by("month", "unit__code").values_list("unit__code", "month")
    return [(code, Month(index)) for code, index in found]


def _reopened(unit: Unit, month: Month) -> list[int]:
    """The unit, all below it, and every unit above, in any tree since the month."""
    trees = Ancestry.objects.filter(last_month__gte=month.index)
    below = trees.filter(ancestor=unit).values_list("unit_id", flat=True)
    above = trees.filter(unit=unit).values_list("ancestor_id", flat=True)
    return sorted({*below, *above})


def reopen(unit: Unit, month: Month, *, by: User | None, why: str) -> Entry:
    """Open a month again, for the unit and all below, those above, and later months.

    ValidationError without a reason, and for a month that is not closed.
    """
    if not why.strip():
        raise ValidationError({"why": _("Say why the month is opened again.")})
    with at_rest() as (number, changes):
        if not ClosedMonth.objects.active().filter(unit=unit, month=month.index):
            text = _("%(month)s is not closed for %(unit)s.")
            raise ValidationError(text % {"month": month, "unit": unit})
        entry = _entry(Verb.REOPEN, unit, month, by, why, number)
        opened = published.reopen(_reopened(unit, month), month.index)
        entry.told = {"months": [list(each) for each in opened]}
        return chain.seal(entry, changes)


def _entry(
    verb: Verb, unit: Unit, month: Month, by: User | None, why: str, change: int
) -> Entry:
    entry = Entry(verb=verb, unit=unit, month=month, by=by, why=why, change=change)
    entry.save()
    return entry


def state_of(unit: Unit, month: Month) -> str:
    """``closed``, ``signed`` (handed in, not closed), or ``open``."""
    if ClosedMonth.objects.active().filter(unit=unit, month=month.index).exists():
        return "closed"
    is_signed = Return.objects.signed().filter(unit=unit, month=month.index).exists()
    return "signed" if is_signed else "open"


def closed_by(unit: Unit, month: Month) -> Entry | None:
    """The entry that closed a month which is closed now."""
    rows = ClosedMonth.objects.active().filter(unit=unit, month=month.index)
    return Entry.objects.filter(pk__in=rows.values("entry")).first()
