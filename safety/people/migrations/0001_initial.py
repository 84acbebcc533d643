import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safety.core.fields
import safety.org.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0002_china_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contractor",
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
                    "qualification",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="qualification"
                    ),
                ),
                (
                    "qualified_until",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="qualified until",
                    ),
                ),
            ],
            options={
                "verbose_name": "contractor",
                "verbose_name_plural": "contractors",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Person",
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
                    "employee_no",
                    models.CharField(
                        error_messages={
                            "unique": "This number is registered already. If you cannot find the person, ask headquarters to post the person to you."
                        },
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[^\\W_][\\w./-]*\\Z",
                                "An employee number has letters, digits, points, slashes and dashes only.",
                            )
                        ],
                        verbose_name="employee number",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "phone",
                    models.CharField(blank=True, max_length=40, verbose_name="phone"),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="e-mail"
                    ),
                ),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[("f", "Female"), ("m", "Male")],
                        max_length=1,
                        verbose_name="gender",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("senior_management", "Senior management"),
                            ("middle_management", "Middle management"),
                            ("technical", "Technical staff"),
                            ("worker", "Workers"),
                        ],
                        max_length=20,
                        verbose_name="category",
                    ),
                ),
                (
                    "contractor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="people.contractor",
                        verbose_name="contractor",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["employee_no"],
            },
        ),
        migrations.CreateModel(
            name="Posting",
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
                    "start_on",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="from",
                    ),
                ),
                (
                    "end_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="until",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="org.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "posting",
                "verbose_name_plural": "postings",
                "ordering": ["-start_on"],
            },
        ),
        migrations.CreateModel(
            name="WorkedHours",
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
                ("month", safety.core.fields.MonthField(verbose_name="month")),
                (
                    "hours",
                    safety.core.fields.HundredthsField(
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="hours",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worked_hours",
                        to="org.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "worked hours",
                "verbose_name_plural": "worked hours",
                "ordering": ["-month"],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name", "id"], name="person_by_name"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("gender__in", ["", "f", "m"])),
                name="gender_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        [
                            "",
                            "senior_management",
                            "middle_management",
                            "technical",
                            "worker",
                        ],
                    )
                ),
                name="category_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.UniqueConstraint(
                fields=("person", "unit", "start_on"),
                name="posting_once",
                violation_error_message="This person has a posting to this unit from that day already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("end_on", None),
                    ("end_on__gte", models.F("start_on")),
                    _connector="OR",
                ),
                name="posting_ends_after_it_starts",
                violation_error_message="The last day is before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workedhours",
            constraint=models.UniqueConstraint(
                fields=("unit", "month"), name="hours_declared_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="workedhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 0)),
                name="hours_not_negative",
                violation_error_message="Hours cannot be negative.",
            ),
        ),
    ]
