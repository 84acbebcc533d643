from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark_whole_years(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Marks that still wait and name no month mean everything of their year."""
    marks = apps.get_model("journal", "Mark").objects.filter(kind="leaf")
    marks.update(kind="", subject=None)


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="mark",
            name="month",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.RunPython(mark_whole_years, migrations.RunPython.noop),
    ]
