"""Items by which drills are judged have days, and sheets keep those not judged."""

import datetime as dt

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import safety.org.validators


def keep_unjudged(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Give sheets the items that were on them and were not judged."""
    items, judgements = (
        apps.get_model("training", name) for name in ("EvaluationItem", "Judgement")
    )
    for evaluation in apps.get_model("training", "Evaluation").objects.all():
        mode = "tabletop" if evaluation.drill.kind == "tabletop" else "practical"
        for item in items.objects.filter(mode=mode):
            judgements.objects.get_or_create(evaluation=evaluation, item=item)


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0026_deadlines"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="evaluationitem",
            options={
                "ordering": ["mode", "pk"],
                "verbose_name": "item of evaluation",
                "verbose_name_plural": "items of evaluation",
            },
        ),
        migrations.AddField(
            model_name="evaluationitem",
            name="created_in_load",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="evaluationitem",
            name="valid_from",
            field=models.DateField(
                default=dt.date(2000, 1, 1),
                validators=[safety.org.validators.within_calendar],
                verbose_name="valid from",
            ),
        ),
        migrations.AddField(
            model_name="evaluationitem",
            name="valid_to",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[safety.org.validators.within_calendar],
                verbose_name="valid to",
            ),
        ),
        migrations.AlterField(
            model_name="judgement",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="judgements",
                to="training.evaluationitem",
                verbose_name="item of evaluation",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["practical", "tabletop"])),
                name="evaluation_item_mode_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="evaluation_item_ends_after_it_begins",
                violation_error_message="It ends before it begins.",
            ),
        ),
        migrations.RunPython(keep_unjudged, migrations.RunPython.noop),
    ]
