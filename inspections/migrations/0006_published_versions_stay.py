"""Triggers by which a published version stays, and the numbers of JGJ 59.

Rows may still be inserted: restoring a whole database writes a version before its
sections and items. A later migration that makes one of these tables anew on SQLite
makes its trigger anew, too; a test looks for them.
"""

import csv
from datetime import date
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DATA = Path(__file__).resolve().parent.parent / "data"
IN_FORCE = date(2012, 7, 1)  # JGJ 59-2011
SAID = "a published version never changes"
VERSION = "inspections_checklistversion"
SECTION = "inspections_section"
ITEM = "inspections_item"
# Whether the row that is about to change is of a published version.
IS_PUBLISHED = {
    VERSION: "OLD.status = 'published'",
    SECTION: f"""EXISTS (
        SELECT 1 FROM {VERSION} v
        WHERE v.id IN (OLD.version_id, NEW.version_id) AND v.status = 'published')""",
    ITEM: f"""EXISTS (
        SELECT 1 FROM {VERSION} v JOIN {SECTION} s ON s.version_id = v.id
        WHERE s.id IN (OLD.section_id, NEW.section_id) AND v.status = 'published')""",
}


def add_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse to change rows of published versions."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION published_stays() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE '{SAID}' USING ERRCODE = 'integrity_constraint_violation';"
            f" END $$"
        )
    for table, is_published in IS_PUBLISHED.items():
        schema_editor.execute(_trigger(schema_editor, table, is_published))


def _trigger(editor: BaseDatabaseSchemaEditor, table: str, is_published: str) -> str:
    head = f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW"
    if editor.connection.vendor != "postgresql":
        raised = f"SELECT RAISE(ABORT, '{SAID}');"
        return f"{head} WHEN {is_published} BEGIN {raised} END"
    if table == VERSION:
        return f"{head} WHEN ({is_published}) EXECUTE FUNCTION published_stays()"
    return _looking_trigger(editor, table, head, is_published)


def _looking_trigger(
    editor: BaseDatabaseSchemaEditor, table: str, head: str, is_published: str
) -> str:
    """PostgreSQL lets no WHEN look into other tables: the function does."""
    editor.execute(
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF {is_published} THEN RAISE '{SAID}'"
        f" USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN NEW; END $$"
    )
    return f"{head} EXECUTE FUNCTION {table}_stays()"


def remove_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in IS_PUBLISHED:
        on = f" ON {table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_stays{on}")
    if is_postgresql:
        for name in ("published", SECTION, ITEM):
            schema_editor.execute(f"DROP FUNCTION {name}_stays()")


def enter_scale(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Enter the numbers of JGJ 59-2011; headquarters changes them on its page."""
    scale = apps.get_model("inspections", "Scale")
    with (DATA / "jgj59_scale.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            scale(**row, valid_from=IN_FORCE).save()


class Migration(migrations.Migration):
    dependencies = [("inspections", "0005_checklists")]

    operations = [
        migrations.RunPython(add_triggers, remove_triggers),
        migrations.RunPython(enter_scale, migrations.RunPython.noop),
    ]
