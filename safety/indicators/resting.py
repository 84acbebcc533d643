"""Which numbers rest on which rows: read from declarations, asked by the journal."""

from collections import defaultdict
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
)
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from safety.core.declare.indicators import (
    PROJECT,
    Amounts,
    Book,
    Cohort,
    Flow,
    Roll,
    Stock,
    paths,
)
from safety.indicators import facts, registry, sql, years
from safety.journal.marking import TREE, WHOLE, Stale
from safety.org.models import BEGINNING, Ancestry, Kind, Unit

LEAF = "leaf "
# Fields of a unit on which numbers of everything below it rest.
OF_ALL_BELOW = {"project_type", "kind"}


@dataclass(frozen=True)
class Use:
    """How one declaration uses a model.

    ``path`` leads to it from the book's records and is empty for those themselves;
    ``fields`` are the names it reads there.
    """

    source: Any
    path: str
    fields: frozenset[str]


def _read_by(source: Any) -> set[str]:
    """Every path a measure's source reads from its records."""
    book: Book = source.book
    given: list[Any] = [book.where, book.unit]
    given += [] if _of_projects(source) else book.by.values()
    own = ("subject", "at", "since", "until", "done", "amount", "where")
    given += [getattr(source, name, None) for name in own]
    return {path for said in given for path in paths(said) if path != PROJECT}


def _of_projects(source: Any) -> bool:
    return getattr(source, "subject", None) == PROJECT


def uses(source: Any) -> dict[type[Model], list[Use]]:
    """The models a source reads, each with the path to it and the fields read there."""
    read: dict[tuple[type[Model], str], set[str]] = {}
    for path in _read_by(source):
        model, walked = source.book.of, ""
        for step in path.split("__"):
            if step == "pk":
                break
            names = {field.name: field for field in model._meta.get_fields()}
            if step not in names:
                break  # a lookup such as `gte`
            read.setdefault((model, walked), set()).add(names[step].name)
            if names[step].related_model is None:
                break
            model = names[step].related_model
            walked = f"{walked}__{step}" if walked else step
    found: dict[type[Model], list[Use]] = {}
    for (model, path), fields in read.items():
        found.setdefault(model, []).append(Use(source, path, frozenset(fields)))
    if source.book.of not in found:
        found[source.book.of] = [Use(source, "", frozenset())]
    return found


def sources() -> list[Any]:
    """All that reads records, of every measure."""
    plain = [
        m.shape
        for m in registry.measures()
        if isinstance(m.shape, Flow | Stock | Cohort)
    ]
    return [*registry.rolls(), *registry.amounts(), *plain]


class Question(NamedTuple):
    """A statement that reads what rests on the rows of the keys it is given.

    ``spans`` name, of its columns, subject, first and last month by the kind of mark.
    """

    statement: str
    params: tuple[Any, ...]
    columns: list[str]
    spans: list[tuple[str, str, str, str]]


class Reader:
    """What `safety.journal.marking` asks of the engine.

    What is asked about a model and some of its fields is the same every time but for
    the keys: it is put together once.
    """

    def __init__(self) -> None:
        self.uses: dict[type[Model], list[Use]] = {}
        self.questions: dict[Any, list[Question]] = {}
        for source in sources():
            for model, used in uses(source).items():
                self.uses.setdefault(model, []).extend(used)

    def subjects(
        self, model: type[Model], keys: Collection[int], fields: Collection[str] | None
    ) -> set[Stale]:
        """Subjects and years resting on these rows as they stand."""
        if _moves_all_below(model, fields):
            return {Stale(TREE, None, BEGINNING)}
        asked = self._questions(model, fields)
        found = {span for question in asked for span in _spans_of(question, keys)}
        # What begins and ends in a year touches no other, whichever are kept.
        is_long = any(begun // 12 != ended // 12 for *_subject, begun, ended in found)
        among = years.kept() if is_long else set()
        return {mark for span in found for mark in _stale(*span, among)}

    def years(
        self,
        model: type[Model],
        rows: "QuerySet[Any, Any]",
        fields: Collection[str] | None,
    ) -> set[Stale]:
        """The years resting on many rows, as wholes: for sets too large to name."""
        if _moves_all_below(model, fields):
            return {Stale(TREE, None, BEGINNING)}
        return _whole_years(self._touched(model, fields), rows)

    def _questions(
        self, model: type[Model], fields: Collection[str] | None
    ) -> list[Question]:
        # Months are part of the statements.
        begins = settings.REPORTING_MONTH_STARTS_ON
        about = model, None if fields is None else frozenset(fields), begins
        if about not in self.questions:
            read: dict[Any, dict[Any, Q]] = defaultdict(dict)
            asked = _asked(self._touched(model, fields), _marked_as)
            for (of, path, marked_as, *months), where in asked.items():
                read[of, path][*marked_as, *months] = where
            made = [_question(of, path, said) for (of, path), said in read.items()]
            self.questions[about] = made
        return self.questions[about]

    def _touched(
        self, model: type[Model], fields: Collection[str] | None
    ) -> Iterator[Use]:
        """Uses of a model that read the fields; a row that comes or goes is all there.

        Nothing refers to such a row, so it is read only where it is counted itself.
        """
        for use in self.uses.get(model, ()):
            if fields is None:
                touched = not use.path
            else:
                touched = bool(use.fields & _names_of(model, fields))
            if touched:
                yield use


def _moves_all_below(model: type[Model], fields: Collection[str] | None) -> bool:
    """Whether numbers of everything below a unit rest on the fields that change."""
    return model is Unit and bool(OF_ALL_BELOW.intersection(fields or ()))


def all_years() -> set[int]:
    """Every year in which a record of a declared book counts."""
    own = (Use(source, "", frozenset()) for source in sources())
    return {mark.year for mark in _whole_years(own)}


def _names_of(model: type[Model], fields: Collection[str]) -> set[str]:
    """Names of fields that are given by these or by their columns."""
    named = {field.attname: field.name for field in model._meta.concrete_fields}
    return {named.get(field, field) for field in fields}


def _question(of: type[Model], path: str, spans: Mapping[Any, Q]) -> Question:
    """All that rests on rows by one path, in one question.

    A row that one source counts is taken for all: a mark too many costs little.
    """
    names = [name for _kind, *read in spans for name in read]
    rows = of._base_manager.filter(reduce(or_, spans.values())).order_by()
    columns = list(dict.fromkeys(names))
    rows = rows.filter(**{f"{path or 'pk'}__in": RawSQL(facts.KEYS, ())})
    said = rows.values_list(*columns).distinct().query.sql_with_params()
    return Question(*said, columns, list(spans))


def _spans_of(
    question: Question, keys: Collection[int]
) -> Iterator[tuple[str, int, int, int]]:
    """Kind, subject, first and last month of what rests on rows."""
    listed = ", ".join(str(int(key)) for key in keys)
    statement = question.statement.replace(facts.KEYS, listed)
    for row in sql.rows(statement, question.params) if listed else ():
        said = dict(zip(question.columns, row, strict=True))
        for kind, *read in question.spans:
            subject, first, last = (said[name] for name in read)
            if None not in (subject, first, last):
                yield kind, subject, first, last


def _stale(
    kind: str, key: int, begun: int, ended: int, among: Collection[int]
) -> set[Stale]:
    """The marks of a subject from one month to another; at a unit there is one."""
    keys = _projects_of(key) if kind == PROJECT else [key]
    month = begun % 12 if kind.startswith(LEAF) else None
    touched = years.touched(begun, ended, among)
    return {Stale(kind, key, year, month) for key in keys for year in touched}


def _whole_years(
    uses: Iterable[Use], rows: "QuerySet[Any, Any] | None" = None
) -> set[Stale]:
    """The years in which something counts that rests on some rows (None: on any)."""
    among, found = years.kept(), set()
    for (model, path, _any, first, last), where in _asked(uses).items():
        some = model._base_manager.all() if rows is None or path else rows
        if path:
            some = some.filter(**{f"{path}__in": rows})
        spans = some.filter(where).order_by().values_list(first, last)
        for begun, ended in spans.distinct():
            found |= years.touched(begun, ended, among)
    return {Stale(WHOLE, None, year) for year in found}


def _asked(
    uses: Iterable[Use], apart: Callable[[Any], Hashable] = lambda _source: None
) -> dict[Any, Q]:
    """Which records to ask for their months: model, path, what keeps sources apart.

    Those that count the same records from the same dates are asked about in one.
    """
    asked: dict[Any, Q] = defaultdict(Q)
    for use in uses:
        for where, first, last in _spans(use.source):
            of = use.source.book.of
            asked[of, use.path, apart(use.source), first, last] |= where
    return asked


def _marked_as(source: Any) -> tuple[str, str]:
    """The kind of the marks of a source, and the path to their subject."""
    if isinstance(source, Roll | Amounts):
        return registry.subject_kind(source), facts.roll_subject(source)
    return LEAF + source.book.of._meta.label_lower, source.book.unit


def _spans(source: Any) -> Iterator[tuple[Q, Any, Any]]:
    """Which records of a source count, with the first and last month in which they do.

    Once for each date that moves a number by itself: an end does not that of a cohort,
    which is of those found in a period.
    """
    where = source.book.where
    if isinstance(source, Roll):
        months = facts.roll_months(source)
        yield where & facts.lists(source), months["first"], months["last"]
        return
    names = ("at",) if isinstance(source, Cohort) else ("at", "since", "until")
    for path in filter(None, (getattr(source, name, None) for name in names)):
        month = facts.month_of(source.book, path)
        yield where & facts.known(path, _marked_as(source)[1]), month, month


def _projects_of(unit: int) -> list[int]:
    """Every project the unit ever belonged to."""
    above = Ancestry.objects.above([unit]).filter(ancestor__kind=Kind.PROJECT)
    return list(above.values_list("ancestor_id", flat=True))
