import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import safety.org.models.place
import safety.org.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
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
                (
                    "day",
                    models.DateField(
                        error_messages={
                            "unique": "The calendar names this day already."
                        },
                        unique=True,
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="day",
                    ),
                ),
                (
                    "is_working",
                    models.BooleanField(default=False, verbose_name="worked"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "source",
                    models.CharField(blank=True, max_length=200, verbose_name="source"),
                ),
            ],
            options={
                "verbose_name": "calendar day",
                "verbose_name_plural": "calendar days",
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Unit",
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
                (
                    "status",
                    models.CharField(
                        choices=[("counted", "Counted"), ("voided", "Voided")],
                        default="counted",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[^\\W_][\\w.-]*\\Z",
                                "A code has letters, digits, points, dashes and underscores only.",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_zh",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Chinese name"
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[safety.org.validators.known_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("group", "Group"),
                            ("company", "Company"),
                            ("project", "Project"),
                            ("team", "Team"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "project_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("design", "Design"),
                            ("construction", "Construction"),
                        ],
                        max_length=12,
                        verbose_name="project type",
                    ),
                ),
                (
                    "opened_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="opened on",
                    ),
                ),
                (
                    "closed_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="closed on",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="org.unit",
                        verbose_name="parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "units",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Place",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_zh",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Chinese name"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=safety.org.models.place.new_token,
                        editable=False,
                        max_length=20,
                        unique=True,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="org.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Ancestry",
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
                ("first_month", models.SmallIntegerField(default=0)),
                ("last_month", models.SmallIntegerField(default=32767)),
                (
                    "ancestor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="descents",
                        to="org.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ancestries",
                        to="org.unit",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "group"), ("parent", None)),
                    models.Q(
                        models.Q(("kind", "group"), _negated=True),
                        models.Q(("parent", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_the_group_has_no_parent",
                violation_error_message="Only the group has no parent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "group")),
                fields=("kind",),
                name="one_group",
                violation_error_message="There is a group already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opened_on", None),
                    ("closed_on", None),
                    ("closed_on__gte", models.F("opened_on")),
                    _connector="OR",
                ),
                name="unit_closes_after_it_opens",
                violation_error_message="The closing date is before the opening date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["group", "company", "project", "team"])
                ),
                name="unit_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                fields=("unit", "name"),
                name="place_named_once_in_unit",
                violation_error_message="The unit has a place of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ancestry",
            constraint=models.UniqueConstraint(
                fields=("ancestor", "unit", "first_month"), name="ancestry_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ancestry",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_month__gte", models.F("first_month"))),
                name="ancestry_lasts",
            ),
        ),
    ]
