import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Mark",
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
                ("kind", models.CharField(max_length=40)),
                ("subject", models.BigIntegerField(null=True)),
                ("year", models.SmallIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Change",
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
                ("label", models.CharField(max_length=60)),
                ("key", models.BigIntegerField()),
                ("verb", models.CharField(max_length=30)),
                (
                    "before",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                    ),
                ),
                (
                    "after",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                    ),
                ),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("load", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["label", "key"], name="change_of_record"),
                    models.Index(
                        condition=models.Q(("load__isnull", False)),
                        fields=["load"],
                        name="change_in_load",
                    ),
                ],
            },
        ),
    ]
