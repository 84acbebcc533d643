"""Keep what nightly checks find by unit and year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [
        migrations.RemoveField("state", "differences"),
        migrations.AddField("state", "differences", models.JSONField(default=dict)),
    ]
