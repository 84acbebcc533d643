"""Records of closed months: who may still change them, and which these are.

A record moves the months of every date it has (FORMATS), at the unit where it counts.
Both are read from the declarations of its numbers, so that no app says it again.
"""

from collections import defaultdict
from collections.abc import Collection
from contextvars import ContextVar
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.core.fields import MonthField, PeriodField
from safety.core.months import PERIODS, Month
from safety.indicators import facts, registry, resting, sql
from safety.indicators.resting import LEAF
from safety.journal.marking import TREE, Stale
from safety.org.models import ClosedMonth, Unit

MAY = "closing.restate"
DATES = ("at", "since", "until", "done")  # of a declaration
# Closed months that were touched, (month, unit), while somebody wants to know.
touched: ContextVar[set[tuple[int, int]] | None] = ContextVar("touched", default=None)


@cache
def places(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Where and when records of a model count: paths to a unit and to a date of it."""
    found: dict[tuple[str, str], None] = {}
    for source in resting.sources():
        if source.book.of is model:
            given = (getattr(source, name, None) for name in DATES)
            found |= dict.fromkeys((source.book.unit, at) for at in given if at)
    return tuple(found)


def lies_in(model: type[Model], unit: str, at: str, row: str, key: str = "") -> str:
    """That a row (an alias) lies in a closed month k, as a condition of a statement.

    ``key`` is the column with the record’s key, where it is not the model’s own.
    """
    field, day = facts.field_at(model, at), column(model, at, row)
    within = f"{day} BETWEEN k.first_day AND k.last_day"
    if isinstance(field, MonthField):
        within = f"k.month = {day}"
    elif isinstance(field, PeriodField):
        within = f"k.month = {day} / {PERIODS}"
    return f"k.is_active AND k.unit_id = {column(model, unit, row, key)} AND {within}"


def column(model: type[Model], path: str, row: str, key: str = "") -> str:
    """What a path leads to from a row, in a statement."""
    quote = connection.ops.quote_name
    step, _more, rest = path.partition("__")
    if step == "pk":
        return f"{row}.{quote(key or model._meta.pk.attname)}"
    field = model._meta.get_field(step)
    own = f"{row}.{quote(field.attname)}"  # type: ignore[union-attr]
    if not rest:
        return own
    beyond = field.related_model
    inner = column(beyond, rest, f"{row}_{step}")  # type: ignore[arg-type]
    table, key = quote(beyond._meta.db_table), quote(beyond._meta.pk.attname)  # type: ignore[union-attr]
    return (
        f"(SELECT {inner} FROM {table} {row}_{step} WHERE {row}_{step}.{key} = {own})"
    )


def months_of(model: type[Model], keys: Collection[int]) -> set[tuple[int, int]]:
    """Closed months of some records as they stand: (month, unit) by their keys."""
    pk = connection.ops.quote_name(model._meta.pk.attname)
    return months_where(model, sql.among(f"t.{pk}", keys))


def months_where(model: type[Model], here: str) -> set[tuple[int, int]]:
    """Closed months of the records t of which a condition of a statement holds."""
    table = connection.ops.quote_name(model._meta.db_table)
    asked = [
        f"SELECT k.month, k.unit_id FROM {table} t"
        f" JOIN org_closedmonth k ON {lies_in(model, unit, at, 't')} WHERE {here}"
        for unit, at in places(model)
    ]
    return set(sql.rows(" UNION ".join(asked))) if asked else set()


def guard(
    model: type[Model], keys: Collection[int], stale: Collection[Stale], by: int | None
) -> None:
    """Let records of a closed month be changed by who may, and note that they were.

    PermissionDenied, with a sentence, for who may not; the system always may. Nothing
    is asked of records of months that are not over.
    """
    # Where records count by themselves, these marks have every date of theirs.
    own = [mark for mark in stale if mark.kind == LEAF + model._meta.label_lower]
    if not any(_reaches_back(mark) for mark in own or stale):
        return
    if places(model):
        allow(months_of(model, keys), by)
    else:
        _note_dateless(stale)


def _note_dateless(stale: Collection[Stale]) -> None:
    """Note in which closed months something is counted that has no date of its own.

    Nobody is kept from changing it: whom somebody works for is no record of a month.
    """
    noted = touched.get()
    if noted is None or not ClosedMonth.objects.active().exists():
        return
    listed = defaultdict[tuple[str, int], set[int]](set)  # by kind and year
    places_of = set[tuple[int, int]]()
    for mark in stale:
        if mark.subject is None:
            continue
        if mark.kind.startswith(LEAF):
            places_of.add((mark.year * 12 + (mark.month or 0), mark.subject))
        else:
            listed[mark.kind, mark.year].add(mark.subject)
    units = {unit for _month, unit in places_of}
    closed = ClosedMonth.objects.active().filter(unit__in=units)
    noted |= places_of & set(closed.values_list("month", "unit_id"))
    for (kind, year), subjects in listed.items():
        noted |= _closed_months_of(kind, year, subjects)


def _closed_months_of(
    kind: str, year: int, subjects: Collection[int]
) -> set[tuple[int, int]]:
    """Closed months of a year, (month, unit), that list subjects of a kind."""
    rolls = [r.name for r in registry.rolls() if registry.subject_kind(r) == kind]
    if not rolls:
        return set()
    month = f"k.month - {year * 12}"
    return set(
        sql.rows(
            "SELECT DISTINCT k.month, k.unit_id FROM indicators_mask m"
            " JOIN org_closedmonth k ON k.unit_id = m.unit AND k.is_active"
            f" AND {month} BETWEEN 0 AND 11 AND (m.bits >> ({month})) & 1 = 1"
            f" WHERE m.roll IN ({', '.join(map(sql.literal, rolls))})"
            f" AND m.year = {year} AND {sql.among('m.subject', subjects)}"
        )
    )


def allow(months: Collection[tuple[int, int]], by: int | None) -> None:
    """Let who may touch closed months, (month, unit), and note that they were.

    PermissionDenied, with a sentence, for who may not; the system always may.
    """
    if not months:
        return
    user = User.objects.filter(pk=by).first() if by else None
    units = {
        unit.pk: unit for unit in Unit.objects.filter(pk__in={u for _m, u in months})
    }
    for month, unit in sorted(months):
        if user and not user.may(MAY, units[unit]):
            said = {"month": Month(month), "unit": units[unit]}
            raise PermissionDenied(
                _(
                    "%(month)s is closed for %(unit)s. A safety officer or manager can"
                    " still change its records."
                )
                % said
            )
    noted = touched.get()
    if noted is not None:
        noted.update(months)


def _reaches_back(mark: Stale) -> bool:
    """Whether a mark may be of a month that is over; no other is closed."""
    now = Month.containing(timezone.localdate()).index
    if mark.kind == TREE:
        return False
    if mark.kind.startswith(LEAF) and mark.month is not None:
        return mark.year * 12 + mark.month < now
    return mark.year * 12 < now
