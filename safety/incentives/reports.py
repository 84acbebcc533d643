"""What reports say of prize cards: what was given, paid out, and to whom."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from safety.core import formats
from safety.core.access import Viewer
from safety.core.months import Period
from safety.incentives.models import Award, Settlement
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
    Units,
)


def settlements(
    viewer: Viewer, unit: Unit, period: Period
) -> Iterator[tuple[Any, ...]]:
    """Settlements of counters that ended in the period."""
    days = (period.first_day, period.last_day)
    rows = Settlement.objects.visible_to(viewer).at_or_below(unit).with_sums()
    rows = rows.filter(until_on__range=days).select_related("unit", "by")
    for each in rows.order_by("until_on", "pk").iterator():
        sums: Any = each
        counter, settled = str(each.unit), str(each.by)
        when = each.since_on, each.until_on
        yield counter, *when, settled, sums.number, sums.amount or 0


def awards(viewer: Viewer, unit: Unit, period: Period) -> Iterator[tuple[Any, ...]]:
    """Awards of periods that end in the report's."""
    first = Period.month(period.first_month)
    after = Period.month(period.last_month + 1)
    rows = Award.objects.visible_to(viewer).at_or_below(unit).counted()
    rows = rows.filter(period__gte=first, period__lt=after)
    rows = rows.select_related("unit", "person").order_by("period", "pk")
    for each in rows.iterator():
        yield each.period, each.title, str(each.person), str(each.unit), each.amount


SETTLEMENTS = Listing(
    name="cards.settlements",
    permission="incentives.view",
    fields=(
        Field(_("Counter"), width=5),
        Field(_("From"), show=formats.day, width=3),
        Field(_("Until"), show=formats.day, width=3),
        Field(_("Settled by"), width=4),
        Field(_("Cards"), show=formats.number, is_numeric=True, width=2),
        Field(_("Sum"), show=formats.money, is_numeric=True, width=3),
    ),
    rows=settlements,
)
AWARDS = Listing(
    name="awards.given",
    permission="incentives.view",
    fields=(
        Field(_("Period"), show=formats.period, width=4),
        Field(_("Award"), width=6),
        Field(_("Person"), width=4),
        Field(_("Unit"), width=5),
        Field(_("Prize money"), show=formats.money, is_numeric=True, width=3),
    ),
    rows=awards,
)
SETTLEMENT = Report(
    name="settlement",
    title=_("Prize-card settlement report"),
    leads=("cards.issued", "cards.amount_redeemed", "awards.count"),
    sections=(
        Figures(
            numbers=(
                Number("cards.issued"),
                Number("cards.amount_issued"),
                Number("cards.redeemed"),
                Number("cards.amount_redeemed"),
                Number("awards.count"),
                Number("awards.amount"),
            )
        ),
        Chart(number=Number("cards.amount_redeemed")),
        Units(
            title=_("By unit"),
            kinds=("group", "company"),
            numbers=(
                Number("cards.amount_redeemed"),
                Number("cards.issued"),
                Number("cards.amount_issued"),
                Number("cards.redeemed"),
                Number("awards.count"),
                Number("awards.amount"),
            ),
        ),
        Records(
            title=_("Settlements of counters"),
            listing="cards.settlements",
            empty=_("No counter was settled in this period."),
        ),
        Records(
            title=_("Awards given"),
            listing="awards.given",
            empty=_("No award was given for this period."),
        ),
        Restatements(title=_("Restated since it was published")),
        Signatures(
            roles=(_("Redemption clerk"), _("Safety manager"), _("Finance")),
        ),
    ),
)

register(SETTLEMENTS, AWARDS, SETTLEMENT)
