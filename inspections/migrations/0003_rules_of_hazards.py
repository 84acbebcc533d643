"""What is asked about hazards to begin with; headquarters changes it on its pages."""

import csv
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DATA = Path(__file__).resolve().parent.parent / "data"
SINCE = date(2000, 1, 1)
BOTH: dict[str, Any] = {
    "valid_from": SINCE,
    "deadline": time(18),
    "photo_to_report": True,
    "photo_to_submit": True,
    "needs_measures": True,
    "level_of_finder_closes": True,
    "days_to_reopen": 90,
    "minutes_to_take_back": 10,
    "days_of_repeat": 90,
    "source": "行业惯例（custom of the trade; no law of the nation fixes it）",
    "mark": "P",
}
GENERAL: dict[str, Any] = {
    "level": "general",
    "days_to_rectify": 3,
    "closer": "project",
    "finder_may_close": True,
}
MAJOR: dict[str, Any] = {
    "level": "major",
    "days_to_rectify": 15,
    "closer": "company",
    "needs_budget": True,
    "needs_contingency_plan": True,
    "needs_standard": True,
}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of a file of this app."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def enter_rules(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Enter policies, criteria and categories."""
    for values in (GENERAL, MAJOR):
        apps.get_model("inspections", "Policy")(**BOTH, **values).save()
    for row in rows("major_criteria.csv"):
        apps.get_model("inspections", "Criterion")(**row).save()
    for row in rows("hazard_categories.csv"):
        made = apps.get_model("inspections", "Category")(name_zh=row["term"], **row)
        made.save()


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_moves_of_hazards")]

    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
