"""What one number is made of: its subjects and their contributions.

The same declarations and cells as the number, with the subject kept, so the
contributions add up to it by construction. Read in pages by key: the cost does not
grow with the number of records.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet

from safety.core.declare.indicators import (
    PROJECT,
    Across,
    Both,
    Cohort,
    Distinct,
    Flow,
    Indicator,
    Ratio,
    Roll,
    Shape,
    Stock,
)
from safety.core.months import Period
from safety.indicators import epochs, facts, registry, sql, values
from safety.org.models import Ancestry, Kind, Unit

PAGE = 5000


@dataclass(frozen=True)
class Contribution:
    """What one subject adds; ``denominator`` is None where there is no ratio."""

    model: str
    key: int
    numerator: Decimal
    denominator: Decimal | None = None


@dataclass(frozen=True)
class Question:
    """Which number is asked about: unit, period, and a slice or the whole."""

    unit: Unit
    period: Period
    cut: str = ""

    def dimension_filter(self, names: list[str]) -> tuple[str, str] | None:
        """(column, value) of the slice among a source's dimensions."""
        if not self.cut:
            return None
        name, _equals, value = self.cut.partition("=")
        return registry.dimension(name, names), value


def model_of(shape: Shape) -> str:
    """The label of the model whose records or subjects a shape counts."""
    if isinstance(shape, Distinct | Both | Across):
        kind = registry.subject_kind(shape.roll)
        return "org.unit" if kind == PROJECT else kind
    return shape.book.of._meta.label_lower


def contributions(
    indicator: Indicator, question: Question, after: int = 0, limit: int | None = None
) -> Iterator[Contribution]:
    """Subjects of a number by model and key, from after a key on, up to a limit.

    ``after`` and ``limit`` are for one model; a ratio over two kinds of records gives
    those above the line first.
    """
    shape = indicator.shape
    if not isinstance(shape, Ratio):
        for key, amount in _stream(shape, question, after, limit):
            yield Contribution(model_of(shape), key, amount)
    elif model_of(shape.numerator) == model_of(shape.denominator):
        yield from _both(shape, question, after, limit)
    else:
        for key, amount in _stream(shape.numerator, question, after, limit):
            yield Contribution(model_of(shape.numerator), key, amount, Decimal(0))
        for key, amount in _stream(shape.denominator, question, after, limit):
            yield Contribution(model_of(shape.denominator), key, Decimal(0), amount)


def _both(
    ratio: Ratio, question: Question, after: int, limit: int | None
) -> Iterator[Contribution]:
    """Merge the two parts of a ratio over one kind of subject, by key."""
    model, given = model_of(ratio.numerator), 0
    above = _stream(ratio.numerator, question, after, limit)
    below = _stream(ratio.denominator, question, after, limit)
    up, down = next(above, None), next(below, None)
    while (up or down) and (limit is None or given < limit):
        key = min(part[0] for part in (up, down) if part)
        row = Contribution(model, key, Decimal(0), Decimal(0))
        if up and up[0] == key:
            row, up = replace(row, numerator=up[1]), next(above, None)
        if down and down[0] == key:
            row, down = replace(row, denominator=down[1]), next(below, None)
        given += 1
        yield row


def _stream(
    shape: Shape, question: Question, after: int, limit: int | None
) -> Iterator[tuple[int, Decimal]]:
    """(key, amount) in order of key, read page by page."""
    size = PAGE if limit is None else min(limit, PAGE)
    given = 0
    while True:
        page = _page(shape, question, after, size)
        for key, amount in page:
            number = Decimal(amount or 0)  # an amount not given adds nothing
            yield key, number.scaleb(-2) if facts.is_hundredths(shape) else number
        given += len(page)
        if len(page) < size or (limit is not None and given >= limit):
            return
        after = page[-1][0]


def _page(
    shape: Shape, question: Question, after: int, size: int
) -> list[tuple[int, int]]:
    if isinstance(shape, Flow | Stock | Cohort):
        return _records(shape, question, after, size)
    if isinstance(shape, Distinct):
        return [(key, 1) for key in _listed(shape.roll, question, after, size, shape)]
    return _across(shape, question, after, size)


# --- records ---------------------------------------------------------------------


def _records(
    shape: Flow | Stock | Cohort, question: Question, after: int, size: int
) -> list[tuple[int, int]]:
    book, month = shape.book, question.period.last_month.index
    below = Ancestry.objects.in_month(month).below([question.unit.pk])
    located = facts.counted(book, shape.where).filter(
        dated(shape, question.period), **{f"{book.unit}__in": below}, pk__gt=after
    )
    columns = {"key": F("pk"), "amount": facts.amount_of(shape)}
    if question.cut:
        name, _equals, value = question.cut.partition("=")
        located = located.alias(cut=facts.as_text(book.by[name])).filter(cut=value)
    text, params = facts.select(located, columns)
    return sql.rows(f"{text} ORDER BY 1 LIMIT {int(size)}", params)


def dated(shape: Flow | Stock | Cohort, period: Period) -> Q:
    """Facts that a shape counts in a period."""
    first, last = period.first_month.index, period.last_month.index
    if isinstance(shape, Stock):
        day = period.last_day
        standing = Q((shape.until, None)) | Q((f"{shape.until}__gt", day))
        return Q((f"{shape.since}__lte", day)) & standing
    dated = facts.within(shape.book, shape.at, first, last)
    if isinstance(shape, Cohort):
        dated &= Q((f"{shape.done}__lte", period.last_day))
    return dated


# --- subjects of rolls -----------------------------------------------------------


def _listed(
    roll: Roll, question: Question, after: int, size: int, shape: Distinct | None = None
) -> list[int]:
    if roll.subject == PROJECT:
        found = _projects(roll, question, shape)
        return [key for key in found if key > after][:size]
    period, conditions = question.period, [_met(question, shape)]
    params: list[object] = []
    for column, value in _wanted(roll, question, shape):
        conditions.append(f"m.{column} = %s")
        params.append(value)
    return [
        key
        for (key,) in sql.rows(
            "SELECT DISTINCT m.subject FROM indicators_mask m"
            f" WHERE m.roll = {sql.literal(roll.name)} AND m.year = {period.year}"
            f" AND m.subject > {int(after)} AND {' AND '.join(conditions)}"
            f" AND {_inside(question)} ORDER BY m.subject LIMIT {int(size)}",
            params,
        )
    ]


def _met(question: Question, shape: Distinct | None) -> str:
    """A mask lists its subject in the period, or on its last day."""
    slot = question.period.slot
    if shape is not None and shape.on_last_day:
        return f"end_bits & {1 << slot.last} <> 0"
    return f"bits & {slot.bits} <> 0"


def _inside(question: Question) -> str:
    """A test that the mask's unit is in the subtree.

    A small unit is read by its units, a large one by subject until the page is full.
    """
    month = question.period.last_month.index
    below = (
        f"SELECT a.unit_id FROM org_ancestry a WHERE a.ancestor_id = {question.unit.pk}"
        f" AND a.first_month <= {month} AND a.last_month >= {month}"
    )
    if question.unit.kind in {Kind.PROJECT, Kind.TEAM}:
        return f"m.unit IN ({below})"
    return f"EXISTS ({below} AND a.unit_id = m.unit)"


def _wanted(
    roll: Roll, question: Question, shape: Distinct | None
) -> list[tuple[str, str]]:
    names = list(roll.book.by)
    only = dict(shape.only) if shape is not None else {}
    wanted = [(registry.dimension(name, names), value) for name, value in only.items()]
    cut = question.dimension_filter(names)
    return [*wanted, cut] if cut else wanted


def _projects(roll: Roll, question: Question, shape: Distinct | None) -> list[int]:
    """Distinct projects at a unit: few, so read as the number itself is made."""
    period = question.period
    trees = [e for e in epochs.of([period.year]) if e.slots >> period.slot.index & 1]
    tests = ["1 = 1"]
    params: list[object] = []
    for column, value in _wanted(roll, question, shape):
        tests.append(f"{column} = %s")
        params.append(value)
    masks = values.upper(roll, values.stored(period.year, [question.unit.pk]))
    is_met = values.is_listed
    if shape is not None and shape.on_last_day:
        is_met = values.is_listed_at_end
    return [
        key
        for (key,) in sql.rows(
            f"WITH {epochs.table(trees)} SELECT subject FROM ({masks}) listed"
            f" WHERE {is_met(period.slot)} AND {' AND '.join(tests)} ORDER BY subject",
            params,
        )
    ]


def _across(
    shape: Both | Across, question: Question, after: int, size: int
) -> list[tuple[int, int]]:
    """Of a page of the roll's subjects, what the other roll or the amounts give each.

    Subjects without any are kept with 0, so that a page is never cut short.
    """
    subjects = _listed(shape.roll, question, after, size)
    if isinstance(shape, Across):
        found = dict(_amounts(shape, question.period, subjects))
    else:
        found = dict.fromkeys(_elsewhere(shape, question, subjects), 1)
    return [(subject, found.get(subject, 0)) for subject in subjects]


def _amounts(
    shape: Across, period: Period, subjects: list[int]
) -> list[tuple[int, int]]:
    first, last = period.first_month.index, period.last_month.index
    found = sql.rows(
        "SELECT subject, sum(amount) FROM indicators_vector"
        f" WHERE name = {sql.literal(shape.amounts.name)}"
        f" AND {sql.among('subject', subjects)}"
        f" AND month BETWEEN {first} AND {last} GROUP BY subject"
    )
    return [(key, int(amount)) for key, amount in found]


def _elsewhere(shape: Both, question: Question, subjects: list[int]) -> list[int]:
    if shape.anywhere.subject == PROJECT:
        group = Unit.objects.get(kind=Kind.GROUP)
        listed = _projects(shape.anywhere, replace(question, unit=group, cut=""), None)
        return sorted(set(subjects).intersection(listed))
    found = sql.rows(
        "SELECT DISTINCT subject FROM indicators_mask"
        f" WHERE roll = {sql.literal(shape.anywhere.name)}"
        f" AND year = {question.period.year} AND {sql.among('subject', subjects)}"
        f" AND {_met(question, None)}"
    )
    return [key for (key,) in found]


def rests_on(
    shape: Shape, period: Period, subjects: list[int], besides: "QuerySet[Any, Any]"
) -> Iterator[tuple[int, Any, Any]]:
    """(subject, date, amount) of records that contributions from anywhere rest on.

    Those of the units ``besides`` are left out.
    """
    if not subjects or not isinstance(shape, Both | Across):
        return
    source = shape.anywhere if isinstance(shape, Both) else shape.amounts
    if source.subject == PROJECT:
        return
    window = period.first_month.index, period.last_month.index
    rows = facts.counted(source.book).filter(**{f"{source.subject}__in": subjects})
    rows = rows.exclude(**{f"{source.book.unit}__in": besides})
    if isinstance(source, Roll):
        day = source.at or source.span[0]
        rows = facts.in_window(source, rows, *window)
    else:
        day = source.at
        rows = rows.filter(facts.within(source.book, source.at, *window))
    rows = rows.annotate(f_amount=facts.amount_of(source)).order_by(day, "pk")
    yield from rows.values_list(source.subject, day, "f_amount")


def named(model: str, keys: list[int]) -> dict[int, str]:
    """What people call some subjects, by key."""
    records = apps.get_model(model)._base_manager.in_bulk(keys)
    return {key: str(record) for key, record in records.items()}
