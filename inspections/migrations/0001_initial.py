import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import safety.core.fields
import safety.org.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0002_china_calendar"),
        ("people", "0003_posting_by_unit"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
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
                (
                    "programme",
                    models.CharField(
                        choices=[
                            ("qhse", "QHSE"),
                            ("cahse", "CAHSE"),
                            ("quality", "Quality"),
                            ("environment", "Environment"),
                            ("special", "Special"),
                            ("leader_visit", "Leader’s visit"),
                        ],
                        max_length=20,
                        verbose_name="programme",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("self", "Self-inspection"),
                            ("cross", "Cross-inspection"),
                            ("supervision", "Supervision"),
                            ("spot_check", "Spot check"),
                        ],
                        max_length=20,
                        verbose_name="form",
                    ),
                ),
                (
                    "inspected_on",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="inspected on",
                    ),
                ),
                (
                    "checklist",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="checklist"
                    ),
                ),
                (
                    "score",
                    safety.core.fields.HundredthsField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="score",
                    ),
                ),
                (
                    "scope",
                    models.CharField(blank=True, max_length=500, verbose_name="scope"),
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
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_inspections",
                        to="people.person",
                        verbose_name="lead",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="org.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection",
                "verbose_name_plural": "inspections",
                "ordering": ["-inspected_on", "number"],
            },
        ),
        migrations.CreateModel(
            name="Hazard",
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
                    "number",
                    models.CharField(max_length=60, unique=True, verbose_name="number"),
                ),
                (
                    "found_on",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="found on",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("general", "General"), ("major", "Major")],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                (
                    "risk",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "1 · red"),
                            ("2", "2 · orange"),
                            ("3", "3 · yellow"),
                            ("4", "4 · blue"),
                        ],
                        max_length=1,
                        verbose_name="risk",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="category"
                    ),
                ),
                ("description", models.TextField(verbose_name="description")),
                (
                    "due_on",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="due on",
                    ),
                ),
                (
                    "rectified_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="rectified on",
                    ),
                ),
                (
                    "verified_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="verified on",
                    ),
                ),
                ("measures", models.TextField(blank=True, verbose_name="measures")),
                (
                    "state",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(status="voided", then=models.Value("voided")),
                            models.When(
                                then=models.Value("closed"), verified_on__isnull=False
                            ),
                            models.When(
                                rectified_on__isnull=False,
                                then=models.Value("awaiting"),
                            ),
                            models.When(
                                responsible__isnull=False, then=models.Value("assigned")
                            ),
                            default=models.Value("reported"),
                        ),
                        output_field=models.CharField(
                            choices=[
                                ("reported", "Reported"),
                                ("assigned", "Assigned"),
                                ("awaiting", "Awaiting verification"),
                                ("closed", "Closed"),
                                ("voided", "Voided"),
                            ],
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                ),
                (
                    "contractor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="people.contractor",
                        verbose_name="contractor",
                    ),
                ),
                (
                    "rectified_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards_rectified",
                        to="people.person",
                        verbose_name="rectified by",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards_to_rectify",
                        to="people.person",
                        verbose_name="responsible",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="org.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards_verified",
                        to="people.person",
                        verbose_name="verified by",
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="inspections.inspection",
                        verbose_name="inspection",
                    ),
                ),
            ],
            options={
                "verbose_name": "hazard",
                "verbose_name_plural": "hazards",
                "ordering": ["due_on", "number"],
            },
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["inspected_on", "id"], name="inspection_by_day"),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "programme__in",
                        [
                            "qhse",
                            "cahse",
                            "quality",
                            "environment",
                            "special",
                            "leader_visit",
                        ],
                    )
                ),
                name="programme_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("form__in", ["self", "cross", "supervision", "spot_check"])
                ),
                name="form_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "final", "voided"])),
                name="inspection_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(("score", None), ("score__gte", 0), _connector="OR"),
                name="score_not_negative",
                violation_error_message="A score cannot be negative.",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(fields=["due_on", "id"], name="hazard_by_due_day"),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["general", "major"])),
                name="level_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(("risk__in", ["", "1", "2", "3", "4"])),
                name="risk_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("found_on"))),
                name="hazard_due_after_found",
                violation_error_message="The hazard is due before it was found.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rectified_on", None),
                    ("rectified_on__gte", models.F("found_on")),
                    _connector="OR",
                ),
                name="hazard_rectified_after_found",
                violation_error_message="The hazard was put right before it was found.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rectified_on__isnull", False),
                    ("verified_on", None),
                    _connector="OR",
                ),
                name="hazard_rectified_before_verified",
                violation_error_message="The hazard was verified without the day on which it was put right.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verified_on", None),
                    ("rectified_on", None),
                    ("verified_on__gte", models.F("rectified_on")),
                    _connector="OR",
                ),
                name="hazard_verified_after_rectified",
                violation_error_message="The hazard was verified before it was put right.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rectified_by", None),
                    ("verified_by", None),
                    models.Q(("verified_by", models.F("rectified_by")), _negated=True),
                    _connector="OR",
                ),
                name="hazard_verified_by_another",
                violation_error_message="Whoever put the hazard right cannot verify it.",
            ),
        ),
    ]
