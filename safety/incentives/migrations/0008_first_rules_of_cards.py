"""What cards are given for, and the group's rule; headquarters changes both."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DATA = Path(__file__).resolve().parent.parent / "data"


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The lines of a file of this app."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def enter_rules(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Enter behaviours, whose terms are their Chinese names, and the one rule."""
    for row in rows("behaviours.csv"):
        apps.get_model("incentives", "Behaviour")(**row, term=row["name_zh"]).save()
    for row in rows("card_rule.csv"):
        apps.get_model("incentives", "CardRule")(**row).save()


class Migration(migrations.Migration):
    dependencies = [("incentives", "0007_rules_of_cards")]

    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
