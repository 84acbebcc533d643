"""What law asks of hours and certificates; headquarters changes it on its pages."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DATA = Path(__file__).resolve().parent.parent / "data"
SINCE = date(2000, 1, 1)


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The lines of a file of this app."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def enter_rules(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Enter hours by whom they are asked, and how long certificates are valid."""
    for row in rows("hours_rules.csv"):
        row |= {"hours": Decimal(row["hours"]), "is_on": row["is_on"] == "yes"}
        apps.get_model("training", "HoursRule")(**row, valid_from=SINCE).save()
    for row in rows("certificate_rules.csv"):
        row["recheck_months"] = row["recheck_months"] or None
        apps.get_model("training", "CertificateRule")(**row).save()


class Migration(migrations.Migration):
    dependencies = [("training", "0004_requirements_and_certificates")]

    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
