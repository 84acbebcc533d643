"""Postings by unit and day, so that people are counted by an index alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0002_china_calendar"),
        ("people", "0002_index_of_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="posting",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to="org.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                fields=["unit", "start_on", "end_on", "status", "person"],
                name="posting_by_unit",
            ),
        ),
    ]
