from typing import Any

from django.db import migrations

# As the group asks of its units; headquarters changes them.
DUE = {"project": 3, "company": 4, "group": 5}


def enter_due_days(apps: Any, _schema_editor: Any) -> None:
    """The working days of the next month by which each is done."""
    model = apps.get_model("closing", "DueDay")
    for kind, day in DUE.items():
        model.objects.get_or_create(kind=kind, defaults={"working_day": day})


class Migration(migrations.Migration):
    dependencies = [("closing", "0002_due_days")]

    operations = [
        migrations.RunPython(enter_due_days, migrations.RunPython.noop),
    ]
