"""Numbers about incidents (INDICATORS, "Catalogue")."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from safety.core.declare.indicators import (
    Better,
    Book,
    Flow,
    Indicator,
    Quantity,
    Ratio,
)
from safety.incidents.models import Incident, Severity
from safety.people.indicators import hours_worked

PER_HOURS = 1_000_000  # hours worked of the rates; it belongs to their numerators

incidents = Book(of=Incident, where=Q(status=Incident.Status.COUNTED))

INDICATORS = [
    Indicator(
        code="incidents.count",
        name=_("Incidents"),
        definition=_("Incidents that occurred in the period, near misses among them."),
        shape=Flow(book=incidents, at="occurred_on"),
    ),
    Indicator(
        code="incidents.fatalities",
        name=_("Deaths"),
        definition=_("Deaths in the incidents that occurred in the period."),
        shape=Flow(book=incidents, at="occurred_on", amount="deaths"),
        better=Better.LOWER,
    ),
    Indicator(
        code="incidents.lost_days",
        name=_("Lost days"),
        definition=_("Days lost by the incidents that occurred in the period."),
        shape=Flow(book=incidents, at="occurred_on", amount="lost_days"),
        better=Better.LOWER,
    ),
    Indicator(
        code="incidents.ltifr",
        name=_("Lost-time injury rate"),
        definition=_(
            "Incidents with lost time or deaths in the period × 1,000,000 / hours "
            "worked in it."
        ),
        shape=Ratio(
            Flow(
                book=incidents,
                at="occurred_on",
                amount=PER_HOURS,
                where=Q(severity__in=[Severity.LOST_TIME, Severity.FATAL]),
            ),
            hours_worked,
            _("Incidents with lost time × 1,000,000"),
            _("Hours worked"),
        ),
        quantity=Quantity.RATE,
        better=Better.LOWER,
    ),
    Indicator(
        code="incidents.fatality_rate",
        name=_("Fatality rate"),
        definition=_("Deaths in the period × 1,000,000 / hours worked in it."),
        shape=Ratio(
            Flow(book=incidents, at="occurred_on", amount=F("deaths") * PER_HOURS),
            hours_worked,
            _("Deaths × 1,000,000"),
            _("Hours worked"),
        ),
        quantity=Quantity.RATE,
        better=Better.LOWER,
    ),
]
