"""Calendars of countries and projects beside that of the group."""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import safety.org.validators


def enter_calendar(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """The group's calendar is China's, and has the days that were named so far."""
    Calendar = apps.get_model("org", "Calendar")
    made = Calendar(name="China", name_zh="中国", is_of_group=True)
    Calendar._base_manager.bulk_create([made])
    # As it stood then, of which the guard of records knows nothing.
    CalendarDay: Any = apps.get_model("org", "CalendarDay")
    CalendarDay._base_manager.filter(calendar=None).update(calendar=made)


class Migration(migrations.Migration):
    dependencies = [("org", "0003_places_take_reports")]

    operations = [
        migrations.CreateModel(
            name="Calendar",
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
                ("created_in_load", models.BigIntegerField(editable=False, null=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "name_zh",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="Chinese name"
                    ),
                ),
                (
                    "rest_days",
                    models.CharField(
                        blank=True,
                        default="SA,SU",
                        max_length=20,
                        verbose_name="days of rest",
                    ),
                ),
                ("is_of_group", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "verbose_name": "working-day calendar",
                "verbose_name_plural": "working-day calendars",
                "ordering": ["-is_of_group", "name"],
            },
        ),
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.UniqueConstraint(
                fields=("name",),
                name="calendar_named_once",
                violation_error_message="There is a calendar of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_of_group", True)),
                fields=("is_of_group",),
                name="one_calendar_of_the_group",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="units",
                to="org.calendar",
                verbose_name="working-day calendar",
            ),
        ),
        migrations.AddField(
            model_name="calendarday",
            name="calendar",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="days",
                to="org.calendar",
                verbose_name="calendar",
            ),
        ),
        migrations.RunPython(enter_calendar, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="calendarday",
            name="calendar",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="days",
                to="org.calendar",
                verbose_name="calendar",
            ),
        ),
        migrations.AlterField(
            model_name="calendarday",
            name="day",
            field=models.DateField(
                validators=[safety.org.validators.within_calendar], verbose_name="day"
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(
                fields=("calendar", "day"),
                name="calendar_day_once",
                violation_error_message="The calendar names this day already.",
            ),
        ),
    ]
