"""What reports say of training: sessions of a unit, and who was reached."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from safety.core import formats
from safety.core.access import Viewer
from safety.core.lists import labelled
from safety.core.months import Period
from safety.org.models import Unit
from safety.reports.registry import register
from safety.reports.structure import (
    Chart,
    Field,
    Figures,
    Listing,
    Number,
    Records,
    Report,
    Restatements,
    Signatures,
    Slices,
    Units,
)
from training.indicators import credited
from training.models import Attendance, Session, SessionKind


def held_here(viewer: Viewer, unit: Unit, period: Period) -> Iterator[tuple[Any, ...]]:
    """Counted sessions that the unit itself held, and how many were credited them."""
    days = (period.first_day, period.last_day)
    rows = Session.objects.visible_to(viewer).final()
    rows = rows.filter(unit=unit, ended_on__range=days)
    persons = Attendance.objects.filter(credited.where, session__in=rows.values("pk"))
    counts = dict(
        persons.order_by()
        .values_list("session")
        .annotate(number=Count("person", distinct=True))
    )
    for each in rows.order_by("ended_on", "number").iterator():
        yield each.ended_on, each.topic, each.kind, each.hours, counts.get(each.pk, 0)


HELD_HERE = Listing(
    name="training.held_here",
    permission="training.view",
    fields=(
        Field(_("Ended on"), show=formats.day, width=3),
        Field(_("Topic"), width=8),
        Field(_("Kind"), show=labelled(SessionKind), width=4),
        Field(_("Hours"), show=formats.number, is_numeric=True, width=2),
        Field(_("Persons trained"), show=formats.number, is_numeric=True, width=3),
    ),
    rows=held_here,
)
BY_GROUP = (
    Number("workforce.headcount"),
    Number("training.persons"),
    Number("training.coverage"),
    Number("training.hours"),
    Number("training.hours_per_person"),
)
COVERAGE = Report(
    name="coverage",
    title=_("Training coverage report"),
    leads=(
        "training.coverage",
        "training.pass_rate",
        "training.hours",
        "training.persons",
    ),
    sections=(
        Figures(
            numbers=(
                Number("training.coverage"),
                Number("training.persons"),
                Number("workforce.headcount"),
                Number("training.hours"),
                Number("training.hours_per_person"),
                Number("training.sessions"),
                Number("training.online_sessions"),
                Number("training.pass_rate"),
            )
        ),
        Chart(number=Number("training.coverage")),
        Slices(title=_("By employer"), by="own", numbers=BY_GROUP),
        Slices(title=_("By category"), by="category", numbers=BY_GROUP),
        Units(
            title=_("By unit"),
            kinds=("group", "company", "project"),
            numbers=(
                Number("training.coverage"),
                Number("workforce.headcount"),
                Number("training.persons"),
                Number("training.hours"),
                Number("training.pass_rate"),
            ),
        ),
        Records(
            title=_("Training that the unit itself held"),
            listing="training.held_here",
            empty=_("The unit itself held no training."),
        ),
        Restatements(title=_("Restated since it was published")),
        Signatures(roles=(_("Prepared"), _("Reviewed"), _("Approved"))),
    ),
)

register(HELD_HERE, COVERAGE)
