import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0002_china_calendar"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
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
                ("taken_on", models.DateField()),
                ("back_on", models.DateField(blank=True, null=True)),
                (
                    "drink",
                    models.CharField(
                        choices=[("tea", "Tea"), ("water", "Water")], max_length=10
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.person"
                    ),
                ),
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
