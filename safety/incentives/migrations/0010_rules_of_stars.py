"""By what stars are ranked, and for how long objections are taken."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RULES = {"card": "1", "issuer": "2", "hazard": "1", "hour": "0.5", "days": "3"}


def enter_star_rules(apps: Apps, _schema: BaseDatabaseSchemaEditor | None) -> None:
    """Enter each with its source."""
    for measure, value in RULES.items():
        apps.get_model("incentives", "StarRule")(
            measure=measure, value=value, source="Proposed by Anzhu", mark="P"
        ).save()


class Migration(migrations.Migration):
    dependencies = [("incentives", "0009_selections_of_stars")]

    operations = [migrations.RunPython(enter_star_rules, migrations.RunPython.noop)]
