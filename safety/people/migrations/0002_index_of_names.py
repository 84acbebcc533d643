"""PostgreSQL: an index of the words of names and of their steps of two Han letters."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# 11904 is U+2E80, where Han begins. Made without a text search configuration, which
# would depend on the locale of the database; a loop, for it is five times as fast as
# one statement.
MAKE = """
    CREATE FUNCTION people_pieces(name text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        pieces text[] := array_remove(string_to_array(lower(name), ' '), '');
        letter text;
        before text := '';
    BEGIN
        FOREACH letter IN ARRAY string_to_array(name, NULL) LOOP
            IF ascii(letter) >= 11904 THEN
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
    END $$;
    CREATE INDEX person_by_pieces_of_name ON people_person USING gin (people_pieces(name))
"""
DROP = "DROP INDEX person_by_pieces_of_name; DROP FUNCTION people_pieces(text)"


def make(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make function and index where the database has such indexes."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def drop(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
