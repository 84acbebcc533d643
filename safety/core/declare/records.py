"""The words in which an app says what a file of its records looks like.

A kind is declared once, in ``KINDS`` of the app's ``records.py``; reading, validating,
bulk writing, dumping and documentation come from the declaration::

    KINDS = [
        Kind(
            name="visits",
            label=_("Visits"),
            model=Visit,
            key=("number",),
            columns=(
                Column("number"),
                Column("unit"),
                Column("employee_no", field="visitor"),
                Column("visited_on"),
            ),
            permission="visits.change",
        )
    ]

What a cell may hold (type, choices, length, range) is what the model's field says; what
a row must keep is what the model's check constraints say; a foreign key is written as
the key of the kind it points to. A model with a ``status`` has that column, too.
Nothing here reads the database.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.db.models import Field, Model, QuerySet
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file.

    ``field`` is the model's field where it has another name. ``like`` is a field of
    another model, for what is not kept in a field of this one: its type, its rules.
    ``is_optional`` says that a cell may be empty where the field does not say so.
    ``called`` are heads that files in use have for it, a space between two;
    ``perhaps`` those that mean something else in other files.
    """

    name: str
    field: str = ""
    like: "Field[Any, Any] | None" = None
    is_optional: bool = False
    example: str = ""
    called: str = ""
    perhaps: str = ""


class Bad(NamedTuple):
    """One thing wrong: where in the file, the cell's text, and what would be right."""

    row: int
    column: str
    value: str
    message: str


class Rows(Protocol):
    """The rows of a file as a table that statements can join.

    Its columns are named as the model's (``unit_id``, ``start_on``), as they will stand
    once written. Beside them are ``row``, the number in the file, ``target``, the key
    of the stored record that a row updates (null where it makes one), and ``changed``.
    """

    @property
    def load(self) -> int:
        """The key of the load, 0 while it is only tried."""

    @property
    def by(self) -> int | None:
        """The key of the user who loads, None on the command line."""

    def select(
        self, statement: str, params: Sequence[Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """Run a statement in which ``{rows}`` stands for the table; read it in turn."""

    def lock(self, model: type[Model], column: str) -> None:
        """Hold the records that a column points to until the transaction ends."""


@dataclass(frozen=True, eq=False)
class Check:
    """A rule over several rows or records.

    ``find`` sees the rows whose cells in these columns are right, and yields what is
    wrong with them; ``says`` tells people the rule.
    """

    columns: tuple[str, ...]
    says: Text
    find: Callable[[Rows], Iterable[Bad]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """One kind of records: its file, its rules, and how it is written.

    ``permission`` is needed, beside that of loading, at the unit of each row.
    ``stored`` reads what is stored where that is not simply the model's table, and
    ``left_out`` says what of some records a file of the kind cannot hold.

    ``hold`` locks what forms lock before they write, so that checks stay true until the
    rows are in. They are inserted and updated as a set; ``finish`` does what is left,
    the changes of the columns that ``finishes`` names included. ``enter`` writes the
    rows one by one instead, and counts what was created, updated and unchanged.
    ``removed`` does what is left when a load is taken back and what it made is gone; it
    gets the key of the user.
    """

    name: str
    label: Text
    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    permission: str
    checks: tuple[Check, ...] = ()
    stored: "Callable[[], QuerySet[Any, Any]] | None" = None
    left_out: "Callable[[QuerySet[Any, Any]], Iterable[Text]] | None" = None
    hold: Callable[[Rows], None] | None = None
    enter: Callable[[Rows], Counter[str]] | None = None
    finish: Callable[[Rows], None] | None = None
    finishes: tuple[str, ...] = ()
    removed: Callable[[int | None], None] | None = None
