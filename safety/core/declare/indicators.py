"""The words of an indicator's declaration.

An indicator is declared once, in ``indicators.py`` of the app whose records it counts;
rollup, page, drill-down, export and documentation come from the declaration. The words
say what ``INDICATORS.md`` says:

* a `Book` names records that count, their unit, and the fields they can be cut by;
* a `Roll` says which subjects (persons, projects, units …) those records put on a list;
* `Flow`, `Stock`, `Cohort`, `Distinct`, `Both` and `Across` are the shapes of a number;
* a `Ratio` is two of them; an `Indicator` gives one a code, a name and a definition.

Paths are Django's (``session__unit``). Nothing here reads the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField, Model, Q, Subquery
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import Promise

Path = str
Amount = Path | Combinable | int
# The subject of a roll whose records are asked for the project they happened on.
PROJECT = "project_of"
# Dimensions that tell something personal: a slice of few persons is not shown.
PERSONAL = frozenset({"gender"})


@dataclass(frozen=True, eq=False, kw_only=True)
class Book:
    """Records of one model as facts.

    ``unit`` leads to the unit where it happened (``pk`` for units themselves),
    ``where`` says which records count, ``by`` names the dimensions they can be sliced
    by, each with a path or an expression of a coded, textual value; empty belongs to no
    slice. What is referred to is sliced by its code (``contractor__code``).
    """

    of: type[Model]
    unit: Path = "unit"
    where: Q = field(default_factory=Q)
    by: Mapping[str, Path | Combinable] = field(default_factory=dict)


class Days(Func):
    """Whole days from one date to another, as an amount."""

    output_field = IntegerField()
    template = "(%(expressions)s)"
    arg_joiner = " - "

    def __init__(self, since: Path, until: Path) -> None:
        super().__init__(until, since)

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 (Django names it)
        **extra_context: Any,  # noqa: ARG002
    ) -> tuple[str, tuple[str | int, ...]]:
        """SQLite keeps dates as text."""
        until, since = (
            compiler.compile(part) for part in self.get_source_expressions()
        )
        days = f"CAST(julianday({until[0]}) - julianday({since[0]}) AS INTEGER)"
        return days, (*until[1], *since[1])


@dataclass(frozen=True, eq=False, kw_only=True)
class Flow:
    """What happened in the period: the sum of ``amount`` over the facts dated ``at``.

    ``at`` is a date or a reporting month; ``amount`` a path, an expression, or 1 to
    count.
    """

    book: Book
    at: Path
    amount: Amount = 1
    where: Q = field(default_factory=Q)


@dataclass(frozen=True, eq=False, kw_only=True)
class Stock:
    """What stands at the end of the period: begun by then and not yet ended.

    A fact stands at the end of day b when ``since <= b`` and ``until`` is empty or
    later.
    """

    book: Book
    since: Path
    until: Path
    where: Q = field(default_factory=Q)


@dataclass(frozen=True, eq=False, kw_only=True)
class Cohort:
    """Of the facts dated ``at`` in the period, those ``done`` by its end."""

    book: Book
    at: Path
    done: Path
    where: Q = field(default_factory=Q)


@dataclass(frozen=True, eq=False, kw_only=True)
class Roll:
    """Subjects on a list, month by month, at the unit of each record.

    ``subject`` leads to who or what is counted once; `PROJECT` is the project of the
    unit. A record lists its subject in the month of ``at``, or in every month from
    ``since`` (empty: ever) to ``until`` (empty: open). Slices are by the subject, so
    the book's ``by`` must say something about the subject. ``name`` keys the stored
    masks.
    """

    name: str
    book: Book
    subject: Path
    at: Path | None = None
    since: Path | None = None
    until: Path | None = None

    @property
    def span(self) -> tuple[Path, Path]:
        """The paths of first and last day, of a roll that has them."""
        if self.since is None or self.until is None:
            raise ImproperlyConfigured(
                f"{self.name} needs `at`, or `since` and `until`"
            )
        return self.since, self.until


@dataclass(frozen=True, eq=False, kw_only=True)
class Distinct:
    """Subjects of a roll, each once: listed in the period, or on its last day.

    ``only`` restricts to one value of dimensions of the roll.
    """

    roll: Roll
    on_last_day: bool = False
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class Both:
    """Subjects of a roll in the period at the unit that another roll lists anywhere."""

    roll: Roll
    anywhere: Roll


@dataclass(frozen=True, eq=False, kw_only=True)
class Amounts:
    """Amounts of subjects by month, wherever they arose; ``name`` keys the vectors."""

    name: str
    book: Book
    subject: Path
    at: Path
    amount: Amount


@dataclass(frozen=True, eq=False, kw_only=True)
class Across:
    """Amounts in the period, from anywhere, of the subjects a roll lists in it."""

    roll: Roll
    amounts: Amounts


Shape = Flow | Stock | Cohort | Distinct | Both | Across


@dataclass(frozen=True, eq=False)
class Ratio:
    """Numerator over denominator; with denominator 0 there is no value."""

    numerator: Shape
    denominator: Shape
    numerator_name: Promise | str = ""
    denominator_name: Promise | str = ""


class Quantity(Enum):
    """What a number is of, and so how it is written."""

    COUNT = "count"
    HOURS = "hours"
    MONEY = "money"
    SHARE = "share"
    RATE = "rate"


class Better(Enum):
    """Which way is good, for the colour of a change."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, eq=False, kw_only=True)
class Indicator:
    """One number for one unit and one period.

    ``code`` never changes: reports, files and other programs use it. ``name`` and
    ``definition`` are for people; ``quantity`` says how the value is written.
    ``persons`` counts whom a number is about that does not count persons itself, such
    as hours: a slice by something personal is not shown for few of them.
    """

    code: str
    name: Promise | str
    definition: Promise | str
    shape: Shape | Ratio
    quantity: Quantity = Quantity.COUNT
    better: Better = Better.NEITHER
    persons: Distinct | None = None

    @property
    def group(self) -> str:
        """The part of the code before the point: what the indicator is about."""
        return self.code.partition(".")[0]


def paths(said: Any) -> Iterator[Path]:
    """Every path that a path, a Q or an expression reads."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, F):
        yield cast("Any", said).name
    elif isinstance(said, Q):
        for child in said.children:
            yield from _compared(child)
    elif isinstance(said, Subquery | RawSQL):
        raise ImproperlyConfigured(f"Who would mark what {said!r} reads? Use paths.")
    elif hasattr(said, "get_source_expressions"):
        for part in filter(None, said.get_source_expressions()):
            yield from paths(part)


def _compared(condition: Any) -> Iterator[Path]:
    """What one condition of a Q reads: a field, maybe others to compare with."""
    if not isinstance(condition, tuple):
        yield from paths(condition)
        return
    path, value = condition
    yield path
    if hasattr(value, "resolve_expression"):
        yield from paths(value)


def expression(path: Path | Combinable) -> Combinable:
    """A path as a Django expression; an expression as it is."""
    return F(path) if isinstance(path, str) else path
