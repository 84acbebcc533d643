"""Hours that law asks of others or elsewhere: kept, and asked once switched on."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RULES = Path(__file__).resolve().parent.parent / "data" / "hours_rules.csv"
SINCE = date(2000, 1, 1)
KEY = ("who", "every", "kind", "source")


def enter_rules(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Enter the rows of the file that are not asked of anybody and not known yet."""
    rules = apps.get_model("training", "HoursRule").objects
    known = set(rules.values_list(*KEY))
    with RULES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            is_new = tuple(row[name] for name in KEY) not in known
            if is_new and row["is_on"] == "no":
                row |= {"hours": Decimal(row["hours"]), "is_on": False}
                rules.create(**row, valid_from=SINCE)


class Migration(migrations.Migration):
    dependencies = [("training", "0031_trades_of_requirements")]

    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
