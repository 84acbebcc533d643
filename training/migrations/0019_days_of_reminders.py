"""How many days before something expires people are told; headquarters changes it."""

import csv
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FILE = Path(__file__).resolve().parent.parent / "data" / "reminders.csv"


def enter_reminders(apps: Apps, _schema: BaseDatabaseSchemaEditor | None) -> None:
    """Enter the days with their sources."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            apps.get_model("training", "Reminder")(**row).save()


class Migration(migrations.Migration):
    dependencies = [("training", "0018_reminders")]

    operations = [migrations.RunPython(enter_reminders, migrations.RunPython.noop)]
