"""From declarations to facts: one SELECT per book, written by Django's ORM.

Every SELECT has a hole for a subject filter: empty it reads everything (rebuild), with
subjects it reads theirs (drain), so there is one formula for both. It is written once
for a declaration and some months; the keys of subjects are put in each time.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from functools import cache, lru_cache, reduce, wraps
from operator import or_
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import (
    Case,
    Field,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Cast, Coalesce
from django.db.models.sql.compiler import SQLCompiler

from safety.core.declare.indicators import (
    PROJECT,
    Amounts,
    Book,
    Cohort,
    Flow,
    Path,
    Roll,
    Stock,
    expression,
)
from safety.core.fields import HundredthsField, MonthField, PeriodField
from safety.core.months import PERIODS, Month, Period
from safety.indicators.models import DIMENSIONS
from safety.org.models import BEGINNING, END

Sql = tuple[str, tuple[Any, ...]]
S = TypeVar("S", bound=Hashable)
W = TypeVar("W", Sql, list[Sql])
# Where a SELECT that is written once takes the keys of subjects or units.
KEYS = "these_keys"
Hole = RawSQL | None
# SELECTs that are kept: as many declarations as there may be, for a few dozen months.
KEPT = 4096


def written_once(
    write: Callable[[S, int, int, Hole], W],
) -> Callable[[S, int, int, Collection[int] | None], W]:
    """SELECTs that Django writes once, with a hole for keys, to be read with any."""

    @lru_cache(KEPT)
    def written(
        source: S, first: int, last: int, hole: str, *_written_for: object
    ) -> W:
        return write(source, first, last, RawSQL(hole, ()) if hole else None)

    @wraps(write)
    def filled(source: S, first: int, last: int, keys: Collection[int] | None) -> W:
        begins = settings.REPORTING_MONTH_STARTS_ON
        hole = "" if keys is None else KEYS
        made = written(source, first, last, hole, connection.vendor, begins)
        return made if keys is None else _with_keys(made, keys)

    return filled


def _with_keys(made: W, keys: Collection[int]) -> W:
    if isinstance(made, list):
        return [_with_keys(each, keys) for each in made]
    text, params = made
    return text.replace(
        KEYS, ", ".join(str(int(key)) for key in keys) or "NULL"
    ), params


class MonthOf(Func):
    """The index of the reporting month of a date column.

    ``after`` moves the date by that many days first.
    """

    output_field = IntegerField()

    def __init__(self, date: Path | Combinable, after: int = 0) -> None:
        super().__init__(date, after=after)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **_: Any) -> Any:
        """PostgreSQL takes dates apart."""
        date = "(%(expressions)s + {})".format(int(self.extra["after"]))
        return self._as(
            compiler,
            connection,
            f"(EXTRACT(YEAR FROM {date})::int * 12"
            f" + EXTRACT(MONTH FROM {date})::int - 1",
            f"(EXTRACT(DAY FROM {date}) >= {{}})::int",
        )

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **_: Any) -> Any:
        """SQLite keeps dates as text."""
        date = "%(expressions)s"
        if self.extra["after"]:
            date = "date(%(expressions)s, '+{} days')".format(int(self.extra["after"]))
        return self._as(
            compiler,
            connection,
            f"(CAST(substr({date}, 1, 4) AS INTEGER) * 12"
            f" + CAST(substr({date}, 6, 2) AS INTEGER) - 1",
            f"(CAST(substr({date}, 9, 2) AS INTEGER) >= {{}})",
        )

    def _as(self, compiler: SQLCompiler, connection: Any, index: str, late: str) -> Any:
        starts_on = settings.REPORTING_MONTH_STARTS_ON
        if starts_on > 1:
            index += " + " + late.format(int(starts_on))
        return super().as_sql(compiler, connection, template=index + ")")


def field_at(model: Any, path: Path) -> "Field[Any, Any]":
    """The field a path leads to."""
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.pk if last == "pk" else model._meta.get_field(last)  # type: ignore[no-any-return]


def month_of(book: Book, path: Path, after: int = 0) -> Any:
    """The month index of a date's path; a period's is its last."""
    field = field_at(book.of, path)
    if isinstance(field, MonthField):
        return Cast(path, IntegerField())
    if isinstance(field, PeriodField):
        return Cast(path, IntegerField()) / Value(PERIODS)
    return MonthOf(path, after)


@cache
def is_hundredths(shape: object) -> bool:
    """Whether a shape's stored sums are hundredths."""
    source: Any = getattr(shape, "amounts", shape)
    amount = getattr(source, "amount", 1)
    if isinstance(amount, int):
        return False
    if isinstance(amount, str):
        field = field_at(source.book.of, amount)
    else:
        field = source.book.of._base_manager.annotate(f=amount).query.annotations["f"]
        field = field.output_field
    return isinstance(field, HundredthsField)


def within(book: Book, path: Path, first: int, last: int) -> Q:
    """Facts dated in months ``first`` to ``last``, said so that an index can serve."""
    field = field_at(book.of, path)
    if isinstance(field, MonthField):
        return Q((f"{path}__gte", Month(first)), (f"{path}__lte", Month(last)))
    if isinstance(field, PeriodField):
        begun, ended = (Period.month(Month(month)) for month in (first, last + 1))
        return Q((f"{path}__gte", begun), (f"{path}__lt", ended))
    first_day, last_day = Month(first).first_day, Month(last).last_day
    return Q((f"{path}__gte", first_day), (f"{path}__lte", last_day))


def spanning(since: Path, until: Path, first: int, last: int) -> Q:
    """Facts that stand on some day of months ``first`` to ``last``."""
    begun = Q((since, None)) | Q((f"{since}__lte", Month(last).last_day))
    running = Q((until, None)) | Q((f"{until}__gte", Month(first).first_day))
    return begun & running


def counted(book: Book, where: Q | None = None) -> "QuerySet[Any, Any]":
    """The records of a book that count."""
    return book.of._base_manager.filter(book.where & (where or Q()))


def as_text(path: Path | Combinable) -> Combinable:
    """A dimension's value as the cells keep it; nothing is the empty text."""
    return Coalesce(
        Cast(expression(path), TextField()),
        Value("", TextField()),
        output_field=TextField(),
    )


def _dimensions(by: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {
        column: as_text(path)
        for column, path in zip(DIMENSIONS, by.values(), strict=False)
    }
    return given | {column: Value("", TextField()) for column in DIMENSIONS[len(by) :]}


def select(rows: "QuerySet[Any, Any]", columns: Mapping[str, Any]) -> Sql:
    """A SELECT of the named expressions over some records, as text and parameters."""
    named = {f"f_{name}": value for name, value in columns.items()}
    query = rows.order_by().annotate(**named).values_list(*named).query
    sql, params = query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


def roll_months(roll: Roll) -> dict[str, Any]:
    """First and last month of a listing, and the last one whose last day it holds."""
    if roll.at is not None:
        month = month_of(roll.book, roll.at)
        return {"first": month, "last": month, "last_end": Value(BEGINNING)}
    since, until = roll.span
    last_end = month_of(roll.book, until, after=1) - 1
    return {
        "first": Coalesce(month_of(roll.book, since), Value(BEGINNING)),
        "last": Coalesce(month_of(roll.book, until), Value(END)),
        "last_end": Coalesce(last_end, Value(END)),
    }


def roll_subject(roll: Roll | Amounts) -> Path:
    """The path of the subject kept in a mask: for projects, the unit's."""
    return roll.book.unit if roll.subject == PROJECT else roll.subject


def lists(roll: Roll) -> Q:
    """That a record lists somebody, in whatever month."""
    return known(roll_subject(roll), *([roll.at] if roll.at else []))


def known(*paths: Path) -> Q:
    """That a record has something at the ends of these paths."""
    return Q(**{f"{path}__isnull": False for path in paths})


def in_window(
    roll: Roll, rows: "QuerySet[Any, Any]", first: int, last: int
) -> "QuerySet[Any, Any]":
    """Those that list in months ``first`` to ``last``."""
    if roll.at is not None:
        return rows.filter(within(roll.book, roll.at, first, last))
    return rows.filter(spanning(*roll.span, first, last))


@written_once
def roll_facts(roll: Roll, first: int, last: int, subjects: Hole) -> Sql:
    """(subject, unit, first, last, last_end, d1 … d4) of a roll's listings."""
    subject = roll_subject(roll)
    rows = in_window(roll, counted(roll.book).filter(lists(roll)), first, last)
    if subjects is not None:
        rows = rows.filter(**{f"{subject}__in": subjects})
    columns = {"subject": expression(subject), "unit": expression(roll.book.unit)}
    by = {} if roll.subject == PROJECT else roll.book.by
    return select(rows, columns | roll_months(roll) | _dimensions(by))


@written_once
def amount_facts(amounts: Amounts, first: int, last: int, subjects: Hole) -> Sql:
    """(subject, month, amount) of amounts by subject."""
    rows = counted(amounts.book).filter(
        within(amounts.book, amounts.at, first, last),
        **{f"{amounts.subject}__isnull": False},
    )
    if subjects is not None:
        rows = rows.filter(**{f"{amounts.subject}__in": subjects})
    return select(
        rows,
        {
            "subject": expression(amounts.subject),
            "month": month_of(amounts.book, amounts.at),
            "amount": _amount(amounts.amount),
        },
    )


def _amount(amount: Any) -> Any:
    return Value(amount) if isinstance(amount, int) else expression(amount)


def amount_of(source: Flow | Stock | Cohort | Roll | Amounts) -> Any:
    """What one record adds to a sum."""
    return _amount(source.amount if isinstance(source, Flow | Amounts) else 1)


def _located(book: Book, rows: Any, units: Hole) -> Any:
    return rows if units is None else rows.filter(**{f"{book.unit}__in": units})


@written_once
def flow_facts(flows: tuple[Flow, ...], first: int, last: int, units: Hole) -> Sql:
    """(unit, month, amount0, amount1 …, d1 … d4) of what happened.

    An amount of each of the flows, which are of one book and date, so that its records
    are read once for all of them; null where a flow does not count the record.
    """
    book, at = flows[0].book, flows[0].at
    rows = counted(book).filter(within(book, at, first, last))
    if all(flow.where for flow in flows):
        rows = rows.filter(reduce(or_, (flow.where for flow in flows)))
    amounts = {
        f"amount{number}": Case(When(flow.where, then=_amount(flow.amount)))
        if flow.where
        else _amount(flow.amount)
        for number, flow in enumerate(flows)
    }
    found = {"unit": expression(book.unit), "month": month_of(book, at)}
    found |= amounts | _dimensions(book.by)
    return select(_located(book, rows, units), found)


@written_once
def stock_facts(stock: Stock, first: int, last: int, units: Hole) -> list[Sql]:
    """SELECTs of unit, month, amount, d1 … d4: +1 when a fact begins, -1 when it ends.

    One that ended before it began (a hazard put right before it was due) never stood:
    both fall in the month it would have begun.
    """
    base = _located(stock.book, counted(stock.book, stock.where), units)
    begun = month_of(stock.book, stock.since)
    ended = month_of(stock.book, stock.until)
    unit, dims = {"unit": expression(stock.book.unit)}, _dimensions(stock.book.by)
    after = base.filter(Q((f"{stock.until}__gt", expression(stock.since))))
    never = base.filter(Q((f"{stock.until}__lte", expression(stock.since))))
    window = {"first": first, "last": last}
    return [
        select(
            base.filter(within(stock.book, stock.since, **window)),
            unit | {"month": begun, "amount": Value(1)} | dims,
        ),
        select(
            after.filter(within(stock.book, stock.until, **window)),
            unit | {"month": ended, "amount": Value(-1)} | dims,
        ),
        select(
            never.filter(within(stock.book, stock.since, **window)),
            unit | {"month": begun, "amount": Value(-1)} | dims,
        ),
    ]


@written_once
def cohort_facts(cohort: Cohort, first: int, last: int, units: Hole) -> Sql:
    """(unit, month, done, amount, d1 … d4) of what was found in a month and done."""
    rows = counted(cohort.book, cohort.where).filter(
        within(cohort.book, cohort.at, first, last), **{f"{cohort.done}__isnull": False}
    )
    return select(
        _located(cohort.book, rows, units),
        {
            "unit": expression(cohort.book.unit),
            "month": month_of(cohort.book, cohort.at),
            "done": month_of(cohort.book, cohort.done),
            "amount": Value(1),
        }
        | _dimensions(cohort.book.by),
    )
