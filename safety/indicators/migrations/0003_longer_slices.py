from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0002_differences_by_year"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cohortcell",
            name="d1",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="cohortcell",
            name="d2",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="cohortcell",
            name="d3",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="cohortcell",
            name="d4",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="mask",
            name="d1",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="mask",
            name="d2",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="mask",
            name="d3",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="mask",
            name="d4",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="tally",
            name="d1",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="tally",
            name="d2",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="tally",
            name="d3",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="tally",
            name="d4",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="value",
            name="slice",
            field=models.CharField(default="", max_length=140),
        ),
    ]
