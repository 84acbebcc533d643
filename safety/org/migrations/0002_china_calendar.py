"""China's holidays and make-up workdays, as the State Council announced them."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FILE = Path(__file__).resolve().parent.parent / "data" / "china_holidays.csv"


def enter_days(
    apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None, **beside: Any
) -> None:
    """Enter the days of the file as rows, with what else a later schema asks of one."""
    CalendarDay = apps.get_model("org", "CalendarDay")
    with FILE.open(encoding="utf-8", newline="") as lines:
        days = [day for row in csv.DictReader(lines) for day in days_of(row)]
    CalendarDay._base_manager.bulk_create(CalendarDay(**day, **beside) for day in days)


def days_of(row: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The days of one line of the file: a holiday, or days worked for it."""
    first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
    for number in range((last - first).days + 1):
        yield {
            "day": first + timedelta(days=number),
            "is_working": row["worked"] == "yes",
            "name": row["name"],
            "source": row["source"],
        }


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial")]

    operations = [migrations.RunPython(enter_days, migrations.RunPython.noop)]
