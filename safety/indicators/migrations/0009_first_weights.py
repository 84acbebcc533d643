from typing import Any

from django.db import migrations

# Ours, until headquarters says otherwise: what was promised and kept counts most.
WEIGHTS = {
    "hazards.on_time_rate": 40,
    "hazards.rectification_rate": 20,
    "training.coverage": 20,
    "inspections.coverage": 20,
}


def enter_weights(apps: Any, _schema_editor: Any) -> None:
    """What the league table weighs from the beginning."""
    model = apps.get_model("indicators", "Weight")
    for code, weight in WEIGHTS.items():
        model.objects.get_or_create(
            code=code, from_month=0, defaults={"weight": weight}
        )


class Migration(migrations.Migration):
    dependencies = [("indicators", "0008_weights")]

    operations = [
        migrations.RunPython(enter_weights, migrations.RunPython.noop),
    ]
