"""Finding persons by what is typed, among a million in about a tenth of a second.

A Han part of a name is found anywhere in it, a Latin word from its beginning; what has
a digit and is one word is the beginning of an employee number. Both databases have an
index of the pieces of names (migrations 0002 and 0004).
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from safety.core.pieces import HAN, begins

# So few persons are looked up by their keys; of more, the first are soon found.
FEW = 2000
LONGEST = 200  # letters of a name


class HasPieces(Func):
    """``people_pieces(name) @@ query``, as PostgreSQL's index has it."""

    function = "people_pieces"
    arg_joiner = ") @@ ("
    template = "(%(function)s(%(expressions)s::tsquery))"
    output_field = BooleanField()
    conditional = True


class AmongPieces(Func):
    """The persons of a query of SQLite's index."""

    arg_joiner = " IN (SELECT rowid FROM people_names WHERE people_names MATCH "
    template = "(%(expressions)s))"
    output_field = BooleanField()
    conditional = True


def fitting(persons: QuerySet[Any], text: str) -> tuple[Q, list[int]]:
    """What fits a text, as a condition and as the keys of the first persons that do."""
    if len(text) > LONGEST:
        return Q(pk__in=[]), []
    number, name = begins("employee_no", text), _has_words(text)
    by_number = persons.filter(number).order_by().values_list("pk", flat=True)
    by_name = persons.filter(name & _has_pieces(text)).order_by()
    if _is_number(text):
        return number, list(by_number[: FEW + 1])
    both = by_number.union(by_name.values_list("pk", flat=True), all=True)
    return number | name, list(both[: FEW + 1])


def _is_number(text: str) -> bool:
    has_digit = any(letter.isdigit() for letter in text)
    return has_digit and max(text) < HAN and len(text.split()) == 1


def _has_words(text: str) -> Q:
    """Names that have every word of the text; no index helps with this."""
    wanted = Q()
    for word in text.split():
        if max(word) >= HAN:
            wanted &= Q(GreaterThan(StrIndex("name", Value(word)), 0))
        else:
            wanted &= Q(name__istartswith=word) | Q(name__icontains=f" {word}")
    return wanted


def _has_pieces(text: str) -> Q:
    """The same, or a little more, by the index of pieces."""
    pieces = [piece for word in text.split() for piece in _asked(word)]
    if not pieces:
        return Q()
    if connection.vendor == "sqlite":
        quoted = [_quoted(piece, '"') + "*" * begins for piece, begins in pieces]
        return Q(AmongPieces(F("pk"), Value(" AND ".join(quoted))))
    quoted = [_quoted(piece, "'") + ":*" * begins for piece, begins in pieces]
    return Q(HasPieces(F("name"), Value(" & ".join(quoted))))


def _quoted(piece: str, mark: str) -> str:
    literal = piece.replace("\\", "\\\\") if mark == "'" else piece
    return f"{mark}{literal.replace(mark, 2 * mark)}{mark}"


def _asked(word: str) -> Iterator[tuple[str, bool]]:
    """Steps of two Han letters, one that stands alone, or how a Latin word begins."""
    if max(word) < HAN:
        yield word.lower(), True
        return
    steps = [a + b for a, b in pairwise(word) if a >= HAN and b >= HAN]
    for piece in steps or [letter for letter in word if letter >= HAN]:
        yield piece, False


def pieces_of(name: str) -> str:
    """What SQLite's index holds of a name: its Han letters, their steps, its words."""
    letters = [letter if letter >= HAN else " " for letter in name]
    steps = [a + b for a, b in pairwise(letters)]
    words = [word for word in name.lower().split() if min(word) < HAN]
    whole = [step for step in steps if " " not in step]
    return " ".join([*letters, *whole, *words])


def teach(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Let a connection to SQLite make pieces, as the triggers of its index ask."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "people_pieces", 1, pieces_of, deterministic=True
        )
