"""Who was there on which day of a session of several, and signed in on each."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def of_the_first_day(apps: Any, _editor: Any) -> None:
    """Who had signed in before did so on the first day, as far as is known."""
    sign_in = apps.get_model("training", "SignIn")
    session = apps.get_model("training", "Session")
    first = session.objects.filter(pk=OuterRef("session")).values("started_on")
    sign_in.objects.update(on=Subquery(first))


class Migration(migrations.Migration):
    dependencies = [("training", "0028_reports_of_drills")]

    operations = [
        migrations.CreateModel(
            name="AttendedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "created_in_load",
                    models.BigIntegerField(editable=False, null=True),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "minutes",
                    models.PositiveIntegerField(null=True, verbose_name="minutes"),
                ),
                (
                    "attendance",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="training.attendance",
                    ),
                ),
            ],
            options={
                "verbose_name": "attended day",
                "verbose_name_plural": "attended days",
                "ordering": ["on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("attendance", "on"), name="attended_day_once"
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="signin", name="sign_in_once"),
        migrations.AddField(
            model_name="signin",
            name="on",
            field=models.DateField(editable=False, null=True, verbose_name="day"),
        ),
        migrations.RunPython(of_the_first_day, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="signin",
            name="on",
            field=models.DateField(editable=False, verbose_name="day"),
        ),
        migrations.AddConstraint(
            model_name="signin",
            constraint=models.UniqueConstraint(
                fields=("session", "person", "on"), name="sign_in_once_a_day"
            ),
        ),
    ]
