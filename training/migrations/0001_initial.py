import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import safety.core.fields
import safety.org.validators
from safety.core.declare.indicators import Days


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0004_calendars"),
        ("people", "0004_index_of_names_on_sqlite"),
    ]

    operations = [
        migrations.CreateModel(
            name="Drill",
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
                    "number",
                    models.CharField(max_length=60, unique=True, verbose_name="number"),
                ),
                ("plan", models.CharField(max_length=200, verbose_name="plan")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tabletop", "Tabletop"),
                            ("functional", "Practical, single item"),
                            ("full_scale", "Practical, comprehensive"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "held_on",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="held on",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("final", "Final"),
                            ("voided", "Voided"),
                        ],
                        default="final",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drills",
                        to="org.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "drill",
                "verbose_name_plural": "drills",
                "ordering": ["-held_on", "number"],
            },
        ),
        migrations.CreateModel(
            name="Participation",
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
                    "drill",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="training.drill",
                        verbose_name="drill",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "participation",
                "verbose_name_plural": "participations",
            },
        ),
        migrations.CreateModel(
            name="Session",
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
                    "number",
                    models.CharField(max_length=60, unique=True, verbose_name="number"),
                ),
                ("topic", models.CharField(max_length=200, verbose_name="topic")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("induction_company", "Induction: company level"),
                            ("induction_project", "Induction: project level"),
                            ("induction_team", "Induction: team level"),
                            ("annual", "Annual retraining"),
                            ("special", "Special operations"),
                            ("toolbox", "Toolbox talk"),
                            ("warning", "Accident warning"),
                            ("online", "Online course"),
                            ("changed_post", "Changed post"),
                            (
                                "four_new",
                                "Four-new: technology, process, material, equipment",
                            ),
                            ("seasonal", "Season, holiday or resumption of work"),
                            ("auditor", "QHSE or CAHSE auditors"),
                            ("visitor", "Visitor induction"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "started_on",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="started on",
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="ended on",
                    ),
                ),
                (
                    "hours",
                    safety.core.fields.HundredthsField(
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="hours",
                    ),
                ),
                (
                    "has_exam",
                    models.BooleanField(default=False, verbose_name="with an exam"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("final", "Final"),
                            ("voided", "Voided"),
                        ],
                        default="final",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="org.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["-ended_on", "number"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
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
                    "hours",
                    safety.core.fields.HundredthsField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="hours",
                    ),
                ),
                (
                    "passed",
                    models.BooleanField(blank=True, null=True, verbose_name="passed"),
                ),
                (
                    "is_present",
                    models.BooleanField(default=True, verbose_name="present"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="training.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendances",
            },
        ),
        migrations.AddIndex(
            model_name="drill",
            index=models.Index(fields=["held_on", "id"], name="drill_by_day"),
        ),
        migrations.AddConstraint(
            model_name="drill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["tabletop", "functional", "full_scale"])
                ),
                name="drill_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="drill",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "final", "voided"])),
                name="drill_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("drill", "person"),
                name="participation_once",
                violation_error_message="This person is on the list already.",
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["ended_on", "id"], name="session_by_day"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "induction_company",
                            "induction_project",
                            "induction_team",
                            "annual",
                            "special",
                            "toolbox",
                            "warning",
                            "online",
                            "changed_post",
                            "four_new",
                            "seasonal",
                            "auditor",
                            "visitor",
                        ],
                    )
                ),
                name="session_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "final", "voided"])),
                name="session_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on__gte", models.F("started_on"))),
                name="session_ends_after_it_starts",
                violation_error_message="The last day is before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 0)),
                name="session_hours_not_negative",
                violation_error_message="Hours cannot be negative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    hours__lte=(Days("started_on", "ended_on") + 1) * 100 * 24
                ),
                name="session_hours_fit_its_days",
                violation_error_message="A day has no more than 24 hours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("session", "person"),
                name="attendance_once",
                violation_error_message="This person is on the list already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours", None), ("hours__gte", 0), _connector="OR"),
                name="attendance_hours_not_negative",
                violation_error_message="Hours cannot be negative.",
            ),
        ),
    ]
