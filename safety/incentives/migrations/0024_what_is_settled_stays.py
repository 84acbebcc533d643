"""Triggers by which a settlement, and the cards in it, stay as they were signed.

A later migration that makes one of the tables anew on SQLite makes its triggers anew,
too; a test looks for them.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAID = "what a settlement contains never changes"
# Table by table, which rows are settled.
SETTLED = {
    "incentives_card": "OLD.settlement_id IS NOT NULL",
    "incentives_settlement": "1 = 1",
}
EVENTS = ("update", "delete")


def add_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse to change or delete what is settled."""
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION settled_stays() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE '{SAID}' USING ERRCODE = 'integrity_constraint_violation';"
            f" END $$"
        )
    for table in SETTLED:
        for event in EVENTS:
            schema_editor.execute(statement(vendor, table, event))


def statement(vendor: str, table: str, event: str) -> str:
    """The trigger that refuses an event of the settled rows of a table."""
    head = f"CREATE TRIGGER {table}_stays_{event} BEFORE {event} ON {table}"
    each = f"{head} FOR EACH ROW WHEN ({SETTLED[table]})"
    if vendor == "postgresql":
        return f"{each} EXECUTE FUNCTION settled_stays()"
    return f"{each} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"


def remove_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in SETTLED:
        on = f" ON {table}" if is_postgresql else ""
        for event in EVENTS:
            schema_editor.execute(f"DROP TRIGGER {table}_stays_{event}{on}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION settled_stays()")


class Migration(migrations.Migration):
    dependencies = [("incentives", "0023_suggestions_and_duties")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
