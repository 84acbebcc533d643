"""From how many lost paper cards on a batch is worth a look."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def enter_rule(apps: Apps, _schema: BaseDatabaseSchemaEditor | None) -> None:
    """Enter it with its source."""
    apps.get_model("incentives", "SignalRule")(
        limit="lost", value="3", source="Proposed by Anzhu", mark="P"
    ).save()


class Migration(migrations.Migration):
    dependencies = [("incentives", "0019_signal_of_lost_cards")]

    operations = [migrations.RunPython(enter_rule, migrations.RunPython.noop)]
