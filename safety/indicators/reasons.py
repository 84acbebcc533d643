"""Why a closed month's value differs: the records that make the difference.

What each subject adds now, less what it added while the records were as published
(`journal.past`), of the subjects that a change since has touched.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, Model, Q

from safety.core.declare.indicators import (
    PROJECT,
    Across,
    Amounts,
    Both,
    Cohort,
    Distinct,
    Flow,
    Indicator,
    Roll,
    Shape,
    Stock,
    expression,
)
from safety.indicators import facts, lineage, registry, resting, sql
from safety.indicators.lineage import Question
from safety.journal import past
from safety.journal.past import Since
from safety.org.models import Ancestry, Kind, Unit

Amount = dict[int, Decimal]


class Record(NamedTuple):
    """A record that was touched: the label of its model, and its key."""

    label: str
    key: int


@dataclass(frozen=True)
class Reason:
    """What one subject added to a part of a number, and adds now; by what records."""

    label: str
    key: int
    before: Decimal
    now: Decimal
    records: tuple[Record, ...]

    @property
    def difference(self) -> Decimal:
        """What it makes the number differ by."""
        return self.now - self.before


def reasons(
    indicator: Indicator, question: Question, number: int
) -> list[list[Reason]]:
    """For each part of a number (above the line, below it) what made it differ.

    ``number`` is the Change up to which it was right. Raises `past.TooManyError`.
    """
    shapes = [shape for _key, shape in registry.parts(indicator)]
    models = {
        m for shape in shapes for source in _sources(shape) for m in _models(source)
    }
    since = past.since(number, models)
    return [_of_shape(shape, question, since) for shape in shapes]


def _of_shape(shape: Shape, question: Question, since: Since) -> list[Reason]:
    touched: dict[int, set[Record]] = defaultdict(set)
    _touch(touched, shape, since)
    with past.as_before(since):
        _touch(touched, shape, since)
        before = _amounts(shape, question, touched, since.made)
    now = _amounts(shape, question, touched, {})
    label, found = lineage.model_of(shape), []
    for key in sorted(touched):
        was, becomes = before.get(key, Decimal(0)), now.get(key, Decimal(0))
        if was != becomes:
            found.append(Reason(label, key, was, becomes, tuple(sorted(touched[key]))))
    return found


def _touch(touched: dict[int, set[Record]], shape: Shape, since: Since) -> None:
    """Note which subjects rest on changed records, as these stand now."""
    for source in _sources(shape):
        for subject, records in _touched(source, since).items():
            touched[subject] |= records


def _sources(shape: Shape) -> list[Any]:
    """What a shape reads records by."""
    if isinstance(shape, Flow | Stock | Cohort):
        return [shape]
    if isinstance(shape, Distinct):
        return [shape.roll]
    return [shape.roll, shape.anywhere if isinstance(shape, Both) else shape.amounts]


def _models(source: Any) -> Iterator[type[Model]]:
    yield from resting.uses(source)


def _touched(source: Any, since: Since) -> dict[int, set[Record]]:
    """Subjects of a source, by key, with the changed records that they rest on now."""
    path, is_of_projects = "pk", False
    if isinstance(source, Roll | Amounts):
        path, is_of_projects = facts.roll_subject(source), source.subject == PROJECT
    found: dict[int, set[Record]] = defaultdict(set)
    for model, uses in resting.uses(source).items():
        keys = since.keys(model)
        for use in uses if keys else ():
            way = use.path or "pk"
            rows = source.book.of._base_manager.filter(**{f"{way}__in": keys})
            pairs = list(rows.order_by().values_list(path, way))
            project = (
                _projects({unit for unit, _key in pairs}) if is_of_projects else {}
            )
            for subject, key in pairs:
                counted = project.get(subject) if is_of_projects else subject
                if counted is not None:
                    found[counted].add(Record(model._meta.label_lower, key))
    return found


def _projects(units: Collection[int], month: int | None = None) -> dict[int, int]:
    """The project of each unit, in a month or as the tree is now."""
    tree = (
        Ancestry.objects.current()
        if month is None
        else Ancestry.objects.in_month(month)
    )
    above = tree.filter(unit__in=units, ancestor__kind=Kind.PROJECT)
    return dict(above.values_list("unit_id", "ancestor_id"))


def _amounts(
    shape: Shape,
    question: Question,
    subjects: Collection[int],
    made: dict[type[Model], set[int]],
) -> Amount:
    """What some subjects add, without the records that had not been made."""
    if not subjects:
        return {}
    if isinstance(shape, Flow | Stock | Cohort):
        return _of_records(shape, question, subjects, made)
    listed = _listed(shape.roll, question, subjects, made, shape)
    if isinstance(shape, Distinct):
        return dict.fromkeys(listed, Decimal(1))
    if isinstance(shape, Both):
        anywhere = _listed(shape.anywhere, question, subjects, made, None)
        return dict.fromkeys(listed & anywhere, Decimal(1))
    spent = _spent(shape, question, listed, made)
    return {key: amount for key, amount in spent.items() if amount}


def _there(source: Any, rows: Any, made: dict[type[Model], set[int]]) -> Any:
    """Without records that had not been made, and those that rest on such."""
    for model, uses in resting.uses(source).items():
        if keys := made.get(model):
            for use in uses:
                rows = rows.exclude(**{f"{use.path or 'pk'}__in": keys})
    return rows


def _below(question: Question) -> Any:
    tree = Ancestry.objects.in_month(question.period.last_month.index)
    return tree.below([question.unit.pk])


def _of_records(
    shape: Flow | Stock | Cohort,
    question: Question,
    keys: Collection[int],
    made: dict[type[Model], set[int]],
) -> Amount:
    rows = facts.counted(shape.book, shape.where).filter(
        lineage.dated(shape, question.period),
        **{f"{shape.book.unit}__in": _below(question)},
        pk__in=keys,
    )
    text, params = facts.select(
        _there(shape, rows, made), {"key": F("pk"), "amount": facts.amount_of(shape)}
    )
    return {key: _scaled(shape, amount) for key, amount in sql.rows(text, params)}


def _scaled(shape: Shape, amount: int | None) -> Decimal:
    number = Decimal(amount or 0)
    return number.scaleb(-2) if facts.is_hundredths(shape) else number


def _listed(
    roll: Roll,
    question: Question,
    subjects: Collection[int],
    made: dict[type[Model], set[int]],
    shape: Any,
) -> set[int]:
    """Subjects that a roll lists in the period; with a ``shape`` those at the unit."""
    period = question.period
    first, last = period.first_month.index, period.last_month.index
    path, month = facts.roll_subject(roll), period.last_month.index
    rows = facts.counted(roll.book).filter(facts.lists(roll))
    rows = facts.in_window(roll, rows, first, last)
    keys: Any = subjects
    if roll.subject == PROJECT:
        keys = Ancestry.objects.in_month(month).below(subjects)
    rows = _there(roll, rows.filter(**{f"{path}__in": keys}), made)
    if shape is not None:
        rows = rows.filter(**{f"{roll.book.unit}__in": _below(question)})
    if isinstance(shape, Distinct) and shape.on_last_day:
        day = period.last_day
        since, until = roll.span
        standing = Q((until, None)) | Q((f"{until}__gte", day))
        rows = rows.filter(Q((since, None)) | Q((f"{since}__lte", day)), standing)
    only = shape.only if isinstance(shape, Distinct) else {}
    if roll.subject == PROJECT:
        units = set(rows.order_by().values_list(path, flat=True))
        projects = set(_projects(units, month).values())
        rows, path = Unit.objects.filter(pk__in=projects), "pk"
    rows = rows.annotate(
        **{f"only_{name}": facts.as_text(roll.book.by[name]) for name in only}
    ).filter(**{f"only_{name}": value for name, value in only.items()})
    return set(rows.order_by().values_list(path, flat=True))


def _spent(
    shape: Across,
    question: Question,
    subjects: Collection[int],
    made: dict[type[Model], set[int]],
) -> Amount:
    if not subjects:
        return {}
    amounts, period = shape.amounts, question.period
    first, last = period.first_month.index, period.last_month.index
    rows = facts.counted(amounts.book).filter(
        facts.within(amounts.book, amounts.at, first, last),
        **{f"{amounts.subject}__in": subjects},
    )
    text, params = facts.select(
        _there(amounts, rows, made),
        {"subject": expression(amounts.subject), "amount": facts.amount_of(amounts)},
    )
    found: Amount = defaultdict(Decimal)
    for key, amount in sql.rows(text, params):
        found[key] += _scaled(shape, amount)
    return found
