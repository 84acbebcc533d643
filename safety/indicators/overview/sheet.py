"""What the overview of a unit and period reads of stored values, in two questions."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from safety.core.access import Viewer
from safety.core.declare.indicators import Indicator
from safety.core.months import Period
from safety.core.planned import Against, planned
from safety.indicators import below, chart, published, read, registry, show
from safety.indicators.overview import weighing
from safety.indicators.read import Figure, Sheet
from safety.org.models import Unit

ON_TIME, OVERDUE, OPEN = (
    "hazards.on_time_rate",
    "hazards.overdue",
    "hazards.open",
)
COVERAGE, DRILLS = "training.coverage", "drills.count"
RECOGNITION = (
    "cards.issued",
    "cards.amount_redeemed",
    "awards.count",
    "awards.amount",
    "leaders.persons",
    "leaders.units_entered",
    "leaders.problems",
)
DEATHS = "incidents.fatalities"
# A number is cut by these to say what makes up its change, and how bad what is open is.
RISK, CATEGORY = "risk", "category"


class Stored:
    """What is stored of a unit, of its slices, and of the units right below it.

    ``against`` is the period that the period is compared with: the month before, or the
    year before; None where nothing is kept of it.
    """

    def __init__(
        self, viewer: Viewer, unit: Unit, period: Period, years: list[int], today: date
    ) -> None:
        self.unit, self.period, self.today = unit, period, today
        self.beside = show.Beside.of(period, years)
        self.months = show.months_begun(period.year, today)
        earlier = self.beside.earlier
        self.against = earlier[0] if earlier else None
        before = chart.months(period.year - 1) if period.year - 1 in years else []
        self._own = list(dict.fromkeys([*before, *self.beside.all]))
        self._viewer = viewer
        self._found: dict[str, dict[Period, Figure]] = {}

    @cached_property
    def known(self) -> dict[str, Indicator]:
        """Every indicator that is declared."""
        return registry.indicators()

    @cached_property
    def weights(self) -> list[tuple[Indicator, int]]:
        """What the league table weighs in the period."""
        return weighing.in_force(self.period.last_month)

    @cached_property
    def units(self) -> list[Unit]:
        """The units right below that the reader may see."""
        return below.units_below(self._viewer, self.unit, self.period)

    @cached_property
    def plans(self) -> Mapping[int, Against]:
        """Drills planned and held, of the unit and those below it that plan any."""
        asked = planned(DRILLS)
        if asked is None:
            return {}
        keys = [self.unit.pk, *(unit.pk for unit in self.units)]
        period = self.period
        found = asked(keys, period.first_day, period.last_day, self.today)
        return {key: against for key, against in found.items() if against.planned}

    def declared(self, codes: Iterable[str]) -> list[Indicator]:
        """Those of some codes that there are."""
        return [self.known[code] for code in codes if code in self.known]

    @cached_property
    def _of_unit(self) -> Sheet:
        shown = [code for tile in show.TILES for code in tile]
        codes = [*shown, OPEN, *RECOGNITION, DEATHS]
        return read.sheet(
            [self.unit.pk],
            self._own,
            self.declared(dict.fromkeys(codes)),
            published.by_dimensions([RISK, CATEGORY]),
        )

    @cached_property
    def _of_units(self) -> Sheet:
        weighed = [indicator.code for indicator, _weight in self.weights]
        codes = dict.fromkeys([*show.KEY_NUMBERS, COVERAGE, *weighed])
        return read.sheet(
            [unit.pk for unit in self.units],
            self._of_below,
            self.declared(codes),
        )

    @property
    def _of_below(self) -> list[Period]:
        return list(
            dict.fromkeys(
                [self.period, *([self.against] if self.against else []), *self.to_date]
            )
        )

    @property
    def to_date(self) -> list[Period]:
        """From the beginning of the year to the end of each month that has begun."""
        return [Period.parse(f"{month}:ytd") for month in self.months]

    def found(self, indicator: Indicator) -> dict[Period, Figure]:
        """A number of the unit in every period that is read."""
        if indicator.code not in self._found:
            self._found[indicator.code] = {
                each: self.of_unit(indicator, each) for each in self._own
            }
        return self._found[indicator.code]

    def of_unit(self, indicator: Indicator, period: Period | None = None) -> Figure:
        """A figure of the unit itself."""
        return self._of_unit.figure(indicator, self.unit.pk, period or self.period)

    def cuts(
        self, indicator: Indicator, period: Period | None = None
    ) -> dict[str, Figure]:
        """Figures of the unit’s slices by risk and category."""
        return self._of_unit.cuts(indicator, self.unit.pk, period or self.period)

    def cut(
        self, indicator: Indicator, cut: str, period: Period | None = None
    ) -> Figure:
        """A figure of a slice of the unit."""
        unit, when = self.unit.pk, period or self.period
        return self._of_unit.figure(indicator, unit, when, cut)

    @property
    def is_closed(self) -> bool:
        """Whether the period is closed for the unit."""
        return (self.unit.pk, self.period) in self._of_unit.closed

    @property
    def closed_below(self) -> int:
        """For how many of the units right below it is closed."""
        places = ((unit.pk, self.period) for unit in self.units)
        return sum(place in self._of_units.closed for place in places)

    def of_below(
        self, indicator: Indicator, unit: Unit, period: Period | None = None
    ) -> Figure:
        """A figure of a unit right below."""
        return self._of_units.figure(indicator, unit.pk, period or self.period)
