"""SQLite: an index of the words of names and of their steps of two Han letters.

What 0002 is for PostgreSQL. Triggers keep it, whoever writes persons; a migration that
makes their table anew has to make these again.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Every letter belongs to a word: only spaces part the pieces.
LETTERS = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
INSERT = "INSERT INTO people_names (rowid, pieces)"
FORGET = """
    INSERT INTO people_names (people_names, rowid, pieces)
    VALUES ('delete', old.id, people_pieces(old.name));
"""
LEARN = f"{INSERT} VALUES (new.id, people_pieces(new.name));"
ON = {
    "INSERT": LEARN,
    "UPDATE OF name": FORGET + LEARN,
    "DELETE": FORGET,
}
MAKE = [
    f"""
    CREATE VIRTUAL TABLE people_names
    USING fts5(pieces, content="", columnsize=0, tokenize="{LETTERS}")
    """,
    f"{INSERT} SELECT id, people_pieces(name) FROM people_person",
    *(
        f"CREATE TRIGGER people_names_{number} AFTER {event} ON people_person"
        f" BEGIN {work} END"
        for number, (event, work) in enumerate(ON.items())
    ),
]
DROP = [
    *(f"DROP TRIGGER people_names_{number}" for number in range(len(ON))),
    "DROP TABLE people_names",
]


def make(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make index and triggers where the database is SQLite."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in MAKE:
            schema_editor.execute(statement, params=None)


def drop(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away again."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in DROP:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_posting_by_unit")]

    operations = [migrations.RunPython(make, drop)]
