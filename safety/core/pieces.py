"""Finding text by its pieces: a word by its beginning, a Han part anywhere in it.

    words = PieceIndex("inspections_hazard", ("description", "place"))
    Hazard.objects.filter(words.holds("洞口 edge"))

The pieces of a text are its Latin words, its Han letters and each step of two of them
(SPEED, "search": trigrams cannot index words of two letters). PostgreSQL keeps them in
a GIN index over a function, SQLite in an FTS5 table that triggers fill. Connect
`PieceIndex.make` to ``post_migrate``: it makes what is missing, and SQLite forgets
triggers whenever a migration makes their table anew.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q, TextField, Value

FUNCTION = "text_pieces"
HAN = "\u2e80"  # and everything after it
AFTER_ALL = "\U0010ffff"
# What is looked at of a text, and of a word: more than anybody types.
MOST_LETTERS, MOST_OF_WORD = 2000, 40
RUN = re.compile("[\u2e80-\ud7ff\ue000-\U0010ffff]+|[a-z0-9\u00c0-\u1fff]+")
# The same in PostgreSQL. A loop, for it is five times as fast as one statement.
ON_POSTGRESQL = f"""
    CREATE OR REPLACE FUNCTION {FUNCTION}(VARIADIC texts text[]) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        given text := lower(left(array_to_string(texts, ' '), {MOST_LETTERS})) || ' ';
        pieces text[] := '{{}}';
        letter text;
        code integer;
        word text := '';
        before text := '';
    BEGIN
        FOREACH letter IN ARRAY string_to_array(given, NULL) LOOP
            code := ascii(letter);
            IF code BETWEEN 97 AND 122 OR code BETWEEN 48 AND 57
                OR code BETWEEN 192 AND 8191
            THEN
                word := word || letter;
                before := '';
                CONTINUE;
            END IF;
            IF word <> '' THEN
                pieces := pieces || left(word, {MOST_OF_WORD});
                word := '';
            END IF;
            IF code >= 11904 THEN
                pieces := pieces || letter;
                IF before <> '' THEN
                    pieces := pieces || (before || letter);
                END IF;
                before := letter;
            ELSE
                before := '';
            END IF;
        END LOOP;
        RETURN array_to_tsvector(pieces);
    END $$
"""
# Every letter belongs to a piece: only spaces part them.
LETTERS = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"


def begins(field: str, text: str) -> Q:
    """Values that begin with a text, as typed, in small or in capital letters."""
    wanted = Q()
    for begin in {text, text.upper(), text.lower()}:
        if connection.vendor == "sqlite":  # whose LIKE knows no index
            span = {f"{field}__gte": begin, f"{field}__lt": begin + AFTER_ALL}
            wanted |= Q(**span)
        else:
            wanted |= Q(**{f"{field}__startswith": begin})
    return wanted


def runs(text: str) -> list[str]:
    """The runs of Han letters, and those of other letters and digits, in a text."""
    return RUN.findall(text.lower())


def pieces_of(*texts: str | None) -> str:
    """All pieces of some texts, a space between each two."""
    pieces: list[str] = []
    for run in runs(" ".join(text or "" for text in texts)[:MOST_LETTERS]):
        if run[0] < HAN:
            pieces.append(run[:MOST_OF_WORD])
        else:
            pieces += [*run, *(a + b for a, b in pairwise(run))]
    return " ".join(pieces)


def _asked(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces that a text must hold, and whether one may go on after that."""
    for run in runs(text):
        if run[0] < HAN:
            yield run[:MOST_OF_WORD], True
        elif len(run) == 1:
            yield run, False
        else:
            yield from ((a + b, False) for a, b in pairwise(run))


class _Holds(Func):
    """``pieces @@ query``, as PostgreSQL's index has it."""

    arg_joiner = ") @@ ("
    template = "((%(expressions)s::tsquery))"
    output_field = BooleanField()
    conditional = True


class _Among(Func):
    """The rows of a query of SQLite's index."""

    arg_joiner = " IN (SELECT rowid FROM %(index)s WHERE %(index)s MATCH "
    template = "(%(expressions)s))"
    output_field = BooleanField()
    conditional = True


@dataclass(frozen=True)
class PieceIndex:
    """An index of what some text columns of a table hold together."""

    table: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of PostgreSQL's index, of SQLite's table, and of its triggers."""
        return f"{self.table}_pieces"

    def holds(self, text: str) -> Q:
        """Rows that have every word of a text. A text without words fits none."""
        asked = dict.fromkeys(_asked(text))
        if not asked:
            return Q(pk__in=[])
        if connection.vendor == "sqlite":
            said = " AND ".join(f'"{piece}"' + "*" * on for piece, on in asked)
            joiner = _Among.arg_joiner % {"index": self.name}
            return Q(_Among(F("pk"), Value(said), arg_joiner=joiner))
        said = " & ".join(f"'{piece}'" + ":*" * on for piece, on in asked)
        columns = [F(column) for column in self.columns]
        pieces = Func(*columns, function=FUNCTION, output_field=TextField())
        return Q(_Holds(pieces, Value(said)))

    def make(self, using: str = "default", **_signal: Any) -> None:
        """Make what is missing of the index, and fill it."""
        database = connections[using]
        with database.cursor() as cursor:
            if database.vendor == "postgresql":
                columns = ", ".join(self.columns)
                cursor.execute(ON_POSTGRESQL)
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {self.name} ON {self.table}"
                    f" USING gin ({FUNCTION}({columns}))"
                )
                return
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [self.name])
            fill = [] if cursor.fetchone() else list(self._filled())
            for statement in (*fill, *self._triggers()):
                cursor.execute(statement)

    def _filled(self) -> Iterator[str]:
        yield (
            f"CREATE VIRTUAL TABLE {self.name} USING fts5(pieces, content='',"
            f' columnsize=0, tokenize="{LETTERS}")'
        )
        columns = ", ".join(self.columns)
        yield (
            f"INSERT INTO {self.name} (rowid, pieces)"
            f" SELECT id, {FUNCTION}({columns}) FROM {self.table}"
        )

    def _triggers(self) -> Iterator[str]:
        old, new = (
            f"{FUNCTION}({', '.join(f'{row}.{column}' for column in self.columns)})"
            for row in ("old", "new")
        )
        forget = (
            f"INSERT INTO {self.name} ({self.name}, rowid, pieces)"
            f" VALUES ('delete', old.id, {old});"
        )
        learn = f"INSERT INTO {self.name} (rowid, pieces) VALUES (new.id, {new});"
        work = {
            "INSERT": learn,
            f"UPDATE OF {', '.join(self.columns)}": forget + learn,
            "DELETE": forget,
        }
        for number, (event, what) in enumerate(work.items()):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {self.name}_{number} AFTER {event}"
                f" ON {self.table} BEGIN {what} END"
            )


def teach(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Let a connection to SQLite make pieces, as the triggers ask."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            FUNCTION, -1, pieces_of, deterministic=True
        )
