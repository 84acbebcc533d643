"""Triggers by which an entry of the ledger stays as it was written.

A later migration that makes the table anew on SQLite makes its triggers anew, too; a
test looks for them.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAID = "an entry of the ledger never changes"
TABLE = "incentives_entry"
EVENTS = ("update", "delete")


def add_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse to change or delete entries."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE '{SAID}' USING ERRCODE = 'integrity_constraint_violation';"
            f" END $$"
        )
    for event in EVENTS:
        schema_editor.execute(statement(schema_editor.connection.vendor, event))


def statement(vendor: str, event: str) -> str:
    """The trigger that refuses an event."""
    head = f"CREATE TRIGGER ledger_stays_{event} BEFORE {event} ON {TABLE} FOR EACH ROW"
    if vendor == "postgresql":
        return f"{head} EXECUTE FUNCTION ledger_stays()"
    return f"{head} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"


def remove_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    on = f" ON {TABLE}" if is_postgresql else ""
    for event in EVENTS:
        schema_editor.execute(f"DROP TRIGGER ledger_stays_{event}{on}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION ledger_stays()")


class Migration(migrations.Migration):
    dependencies = [("incentives", "0002_ledger")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
