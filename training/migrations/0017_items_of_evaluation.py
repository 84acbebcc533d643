"""What drills are judged by; how far each was checked stands beside it."""

import csv
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ITEMS = Path(__file__).resolve().parent.parent / "data" / "evaluation_items.csv"


def enter_items(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Enter the items of both sheets in the order of the file."""
    with ITEMS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            apps.get_model("training", "EvaluationItem")(**row).save()


class Migration(migrations.Migration):
    dependencies = [("training", "0016_evaluations")]

    operations = [migrations.RunPython(enter_items, migrations.RunPython.noop)]
