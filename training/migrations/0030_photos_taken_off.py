"""A photo of a session that has ended is taken off with a reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0029_days_of_sessions")]

    operations = [
        migrations.AddField(
            model_name="sessionphoto",
            name="why_voided",
            field=models.CharField(
                blank=True, max_length=500, verbose_name="why it is taken off"
            ),
        ),
    ]
