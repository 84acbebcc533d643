"""The nightly proof: one company and year recomputed from the records and compared.

What differs is kept in `State.differences` and shown on the health page. It is never
mended silently: a difference is a bug to be found, and ``compute --all`` mends it.
"""

from datetime import date

import structlog
from django.db import transaction
from django.utils import timezone

from safety.indicators import drain, rebuild
from safety.indicators.models import SLOT_COLUMNS, State, Value, Year
from safety.journal.models import Mark
from safety.org.models import Ancestry, Kind, Unit

Numbers = dict[tuple[int, str, str], tuple[int, ...]]

log = structlog.get_logger(__name__)


def check_one(today: date | None = None) -> list[str]:
    """Compare one company and year; which ones goes round with the days.

    Returns the differences as sentences, at most 100, and keeps them until the year is
    worked out anew.
    """
    day = (today or timezone.localdate()).toordinal()
    years = list(Year.objects.order_by("year").values_list("year", flat=True))
    companies = list(
        Unit.objects.filter(kind__in=[Kind.COMPANY, Kind.GROUP]).order_by("code")
    )
    if not years or not companies:
        return []
    year = years[day % len(years)]
    unit = companies[day // len(years) % len(companies)]
    differences = compare(unit, year)
    if differences is None:
        return []
    state = State.objects.get()
    state.differences.pop(f"{unit.code} {year}", None)
    if differences:
        state.differences[f"{unit.code} {year}"] = differences
        log.error(
            "values_differ", unit=unit.code, year=year, differences=differences[:5]
        )
    state.checked_at = timezone.now()
    state.save(update_fields=["checked_at", "differences"])
    return differences


def compare(unit: Unit, year: int) -> list[str] | None:
    """Differences between what is stored for a unit's subtree and the records.

    None while marks wait: stale values differ for a good reason.
    """
    with drain.batch(wait=True):
        if Mark.objects.exists() or rebuild.is_behind():
            return None
        before = _values(unit, year)
        rebuild.rebuild(year)
        after = _values(unit, year)
        transaction.set_rollback(True)
    return _differences(before, after)


def _values(unit: Unit, year: int) -> Numbers:
    units = Ancestry.objects.in_month(year * 12 + 11).below([unit.pk])
    rows = Value.objects.filter(year=year, unit__in=units)
    return {
        (row[0], row[1], row[2]): row[3:]
        for row in rows.values_list("unit", "measure", "slice", *SLOT_COLUMNS)
        if any(row[3:])
    }


def _differences(before: Numbers, after: Numbers) -> list[str]:
    codes = dict(Unit.objects.values_list("pk", "code"))
    return [
        f"{codes.get(key[0])} {key[1]} {key[2]}:"
        f" stored {before.get(key)}, from records {after.get(key)}"
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ][:100]
