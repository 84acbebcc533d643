"""How many workers a counter may pay within minutes before that is worth a look."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def enter_rule(apps: Apps, _schema: BaseDatabaseSchemaEditor | None) -> None:
    """Enter it with its source."""
    apps.get_model("incentives", "SignalRule")(
        limit="workers", value="20", source="Proposed by Anzhu", mark="P"
    ).save()


class Migration(migrations.Migration):
    dependencies = [
        ("incentives", "0025_days_a_phone_keeps_a_card"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="signalrule",
            name="signal_rule_limit_is_known",
        ),
        migrations.AlterField(
            model_name="signalrule",
            name="limit",
            field=models.CharField(
                choices=[
                    ("least", "Cards in a month from which shares are looked at"),
                    ("team", "Percent of somebody's cards to one team"),
                    ("end", "Percent of somebody's cards in the last days of a month"),
                    ("days", "Last days of a month"),
                    ("again", "Days within which a voided card is given again"),
                    ("lost", "Paper cards of a batch that may be lost in a month"),
                    ("workers", "Workers that a counter may pay within ten minutes"),
                    ("audit", "Percent of the cards of a month that are audited"),
                ],
                max_length=10,
                unique=True,
                verbose_name="limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="signalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "limit__in",
                        [
                            "least",
                            "team",
                            "end",
                            "days",
                            "again",
                            "lost",
                            "workers",
                            "audit",
                        ],
                    )
                ),
                name="signal_rule_limit_is_known",
            ),
        ),
        migrations.RunPython(enter_rule, migrations.RunPython.noop),
    ]
