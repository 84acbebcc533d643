import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import safety.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("org", "0004_calendars"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mishap",
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
                ("happened_on", models.DateField()),
                ("severity", models.CharField(max_length=10)),
                ("deaths", models.PositiveIntegerField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="org.unit"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MishapPhoto",
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
                ("sha256", models.CharField(max_length=64)),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="added"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="files.file",
                        verbose_name="file",
                    ),
                ),
                (
                    "mishap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="shapes.mishap",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Prize",
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
                ("number", models.CharField(max_length=20, unique=True)),
                ("period", safety.core.fields.PeriodField()),
                ("amount", safety.core.fields.HundredthsField()),
                ("issued_on", models.DateField()),
                ("redeemed_on", models.DateField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="org.unit"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
