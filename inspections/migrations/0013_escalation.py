"""The escalation ladder, its evidence, pauses; and the rungs to begin with."""

from datetime import date, time
from typing import Any

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import safety.org.validators

SINCE = date(2000, 1, 1)
CUSTOM: dict[str, Any] = {
    "valid_from": SINCE,
    "source": "行业惯例（custom of the trade; no law of the nation fixes it）",
    "mark": "P",
}
# Level, who, from which moment, working hours; eight are a day.
LADDER = (
    ("general", "owner", "before", 4),
    ("general", "owner", "due", 0),
    ("general", "project_manager", "due", 0),
    ("general", "company_safety", "due", 8),
    ("general", "company_leader", "due", 24),
    ("general", "headquarters", "due", 56),
    ("general", "verifier", "fixed", 8),
    ("general", "project_manager", "fixed", 16),
    ("major", "owner", "before", 8),
    ("major", "owner", "due", 0),
    ("major", "project_manager", "due", 0),
    ("major", "company_safety", "due", 0),
    ("major", "headquarters", "due", 0),
    ("major", "company_leader", "due", 8),
    ("major", "verifier", "fixed", 4),
    ("major", "company_leader", "fixed", 8),
)


def enter_ladder(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Enter the rungs and the hours of a working day."""
    for level, who, after, hours in LADDER:
        rung = apps.get_model("inspections", "Rung")
        rung(level=level, who=who, after=after, hours=hours, **CUSTOM).save()
    day = {"begins_at": time(8), "break_from": time(12)}
    day |= {"break_until": time(14), "ends_at": time(18)}
    apps.get_model("inspections", "Shift")(**day, **CUSTOM).save()


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0012_plans"),
        ("org", "0003_places_take_reports"),
        ("people", "0004_index_of_names_on_sqlite"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Deputy",
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
                    "first_on",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="first day",
                    ),
                ),
                (
                    "last_on",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="last day",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=300, verbose_name="note"),
                ),
            ],
            options={
                "verbose_name": "deputy",
                "verbose_name_plural": "deputies",
                "ordering": ["first_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
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
                ("day", models.DateField()),
                ("moment", models.DateTimeField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_known", models.BooleanField(default=False)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "escalation",
                "verbose_name_plural": "escalations",
            },
        ),
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
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "pause",
                "verbose_name_plural": "pauses",
            },
        ),
        migrations.CreateModel(
            name="Rung",
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
                    "level",
                    models.CharField(
                        choices=[("general", "General"), ("major", "Major")],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("owner", "Whoever shall rectify it"),
                            ("verifier", "Whoever shall verify it"),
                            ("project_manager", "Project manager"),
                            ("company_safety", "Company safety manager"),
                            ("company_leader", "Company leader"),
                            ("headquarters", "Headquarters"),
                        ],
                        max_length=20,
                        verbose_name="who is told",
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("before", "Before the deadline"),
                            ("due", "After the deadline"),
                            ("fixed", "After the fix, until it is verified"),
                        ],
                        max_length=10,
                        verbose_name="counted from",
                    ),
                ),
                (
                    "hours",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(2000)],
                        verbose_name="working hours",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="valid from",
                    ),
                ),
                ("is_on", models.BooleanField(default=True, verbose_name="is told")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("V", "Checked against a public text"),
                            ("V~", "Partly checked"),
                            ("M", "From memory, not checked"),
                            ("P", "Proposed, not law"),
                        ],
                        max_length=2,
                        verbose_name="how sure",
                    ),
                ),
            ],
            options={
                "verbose_name": "rung of the escalation ladder",
                "verbose_name_plural": "rungs of the escalation ladder",
                "ordering": ["level", "after", "hours", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Shift",
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
                    "valid_from",
                    models.DateField(
                        error_messages={
                            "unique": "There are hours from that day already."
                        },
                        unique=True,
                        validators=[safety.org.validators.within_calendar],
                        verbose_name="valid from",
                    ),
                ),
                (
                    "begins_at",
                    models.TimeField(default=time(8, 0), verbose_name="work begins"),
                ),
                (
                    "break_from",
                    models.TimeField(default=time(12, 0), verbose_name="break from"),
                ),
                (
                    "break_until",
                    models.TimeField(default=time(14, 0), verbose_name="break until"),
                ),
                (
                    "ends_at",
                    models.TimeField(default=time(18, 0), verbose_name="work ends"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("V", "Checked against a public text"),
                            ("V~", "Partly checked"),
                            ("M", "From memory, not checked"),
                            ("P", "Proposed, not law"),
                        ],
                        max_length=2,
                        verbose_name="how sure",
                    ),
                ),
            ],
            options={
                "verbose_name": "hours of a working day",
                "verbose_name_plural": "hours of working days",
                "ordering": ["-valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Watch",
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
                    "since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="since"
                    ),
                ),
                (
                    "tells_backlog",
                    models.BooleanField(verbose_name="told of what was late already"),
                ),
            ],
            options={
                "verbose_name": "watched unit",
                "verbose_name_plural": "watched units",
            },
        ),
        migrations.RemoveConstraint(
            model_name="move",
            name="move_verb_is_known",
        ),
        migrations.AddField(
            model_name="hazard",
            name="paused_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="escalation paused"
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="work_suspended_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="work suspended"
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="on_behalf",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="verb",
            field=models.CharField(
                choices=[
                    ("report", "Reported"),
                    ("accept", "Accepted as a hazard"),
                    ("decline", "Declined"),
                    ("merge", "Merged into another hazard"),
                    ("take-in", "Took in a double"),
                    ("assign", "Assigned"),
                    ("begin", "Rectification begun"),
                    ("submit", "Reported as rectified"),
                    ("fix", "Fixed on the spot"),
                    ("verify", "Verified and closed"),
                    ("send-back", "Sent back"),
                    ("reopen", "Reopened"),
                    ("take-back", "Taken back by the reporter"),
                    ("void", "Voided"),
                    ("ask-extension", "More time asked for"),
                    ("grant-extension", "More time granted"),
                    ("refuse-extension", "More time refused"),
                    ("downgrade", "Downgraded to general"),
                    ("suspend-work", "Work suspended"),
                    ("resume-work", "Work resumed"),
                    ("pause-escalation", "Escalation paused"),
                    ("resume-escalation", "Escalation goes on"),
                    ("undo", "Taken back by whoever did it"),
                ],
                max_length=20,
                verbose_name="move",
            ),
        ),
        migrations.AlterField(
            model_name="move",
            name="verb",
            field=models.CharField(
                choices=[
                    ("report", "Reported"),
                    ("accept", "Accepted as a hazard"),
                    ("decline", "Declined"),
                    ("merge", "Merged into another hazard"),
                    ("take-in", "Took in a double"),
                    ("assign", "Assigned"),
                    ("begin", "Rectification begun"),
                    ("submit", "Reported as rectified"),
                    ("fix", "Fixed on the spot"),
                    ("verify", "Verified and closed"),
                    ("send-back", "Sent back"),
                    ("reopen", "Reopened"),
                    ("take-back", "Taken back by the reporter"),
                    ("void", "Voided"),
                    ("ask-extension", "More time asked for"),
                    ("grant-extension", "More time granted"),
                    ("refuse-extension", "More time refused"),
                    ("downgrade", "Downgraded to general"),
                    ("suspend-work", "Work suspended"),
                    ("resume-work", "Work resumed"),
                    ("pause-escalation", "Escalation paused"),
                    ("resume-escalation", "Escalation goes on"),
                    ("undo", "Taken back by whoever did it"),
                ],
                max_length=20,
                verbose_name="move",
            ),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        [
                            "report",
                            "accept",
                            "decline",
                            "merge",
                            "take-in",
                            "assign",
                            "begin",
                            "submit",
                            "fix",
                            "verify",
                            "send-back",
                            "reopen",
                            "take-back",
                            "void",
                            "ask-extension",
                            "grant-extension",
                            "refuse-extension",
                            "downgrade",
                            "suspend-work",
                            "resume-work",
                            "pause-escalation",
                            "resume-escalation",
                            "undo",
                        ],
                    )
                ),
                name="move_verb_is_known",
            ),
        ),
        migrations.AddField(
            model_name="deputy",
            name="deputy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deputy_for",
                to="people.person",
                verbose_name="deputy",
            ),
        ),
        migrations.AddField(
            model_name="deputy",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deputies",
                to="people.person",
                verbose_name="person on leave",
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="hazard",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="escalations",
                to="inspections.hazard",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pauses",
                to="inspections.hazard",
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.UniqueConstraint(
                fields=("level", "who", "after", "valid_from"),
                name="rung_once_for_moment_and_day",
                violation_error_message="The ladder has this rung from that day already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["general", "major"])),
                name="rung_level_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "who__in",
                        [
                            "owner",
                            "verifier",
                            "project_manager",
                            "company_safety",
                            "company_leader",
                            "headquarters",
                        ],
                    )
                ),
                name="rung_who_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.CheckConstraint(
                condition=models.Q(("after__in", ["before", "due", "fixed"])),
                name="rung_moment_is_known",
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="rung",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inspections.rung",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begins_at__lt", models.F("break_from")),
                    ("break_from__lte", models.F("break_until")),
                    ("break_until__lt", models.F("ends_at")),
                ),
                name="shift_in_order",
                violation_error_message="The day begins, pauses, goes on and ends, in this order.",
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="unit",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="watch",
                to="org.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputy",
            constraint=models.UniqueConstraint(
                fields=("person", "deputy", "first_on"),
                name="deputy_once_from_a_day",
                violation_error_message="They are a deputy from that day already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputy",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))),
                name="deputy_ends_after_beginning",
                violation_error_message="The last day is before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputy",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("deputy")), _negated=True),
                name="nobody_is_his_own_deputy",
                violation_error_message="Choose somebody else as the deputy.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("hazard",),
                name="one_open_pause",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="pause_lasts",
            ),
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(
                condition=models.Q(("told_at", None)),
                fields=["id"],
                name="escalation_untold",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                fields=("hazard", "rung", "day"), name="a_rung_fires_once"
            ),
        ),
        migrations.RunPython(enter_ladder, migrations.RunPython.noop),
    ]
