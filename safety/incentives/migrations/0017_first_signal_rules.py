"""From when on something in cards is a signal, and how many of them are audited."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RULES = {
    "least": "5",
    "team": "60",
    "end": "50",
    "days": "3",
    "again": "7",
    "audit": "5",
}


def enter_signal_rules(apps: Apps, _schema: BaseDatabaseSchemaEditor | None) -> None:
    """Enter each with its source."""
    for limit, value in RULES.items():
        apps.get_model("incentives", "SignalRule")(
            limit=limit, value=value, source="Proposed by Anzhu", mark="P"
        ).save()


class Migration(migrations.Migration):
    dependencies = [("incentives", "0016_signals_of_cards")]

    operations = [migrations.RunPython(enter_signal_rules, migrations.RunPython.noop)]
