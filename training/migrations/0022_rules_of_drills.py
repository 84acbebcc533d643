"""What law asks of drills and of reviews; headquarters changes it on its pages."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RULES = Path(__file__).resolve().parent.parent / "data" / "drill_rules.csv"
SINCE = date(2000, 1, 1)


def enter_rules(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Enter the rows of the file."""
    with RULES.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            flags = {name: line[name] == "yes" for name in ("per_plan", "is_on")}
            row: dict[str, Any] = line | {"months": int(line["months"])} | flags
            apps.get_model("training", "DrillRule")(**row, valid_from=SINCE).save()


class Migration(migrations.Migration):
    dependencies = [("training", "0021_drills_of_a_year")]

    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
