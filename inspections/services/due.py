"""By when a hazard is due: so many working days after it was found."""

from datetime import date, timedelta

from inspections.models import Policy
from safety.org.models import FAR, Calendar, Unit


def day(unit: Unit | None, policy: Policy, found_on: date) -> date:
    """The day by which policy wants a hazard put right, in working days."""
    return after(unit, found_on, policy.days_to_rectify)


def after(unit: Unit | None, found_on: date, days: int) -> date:
    """So many working days after a day; none: the day itself."""
    return all_after(unit, found_on, {days})[days]


def all_after(unit: Unit | None, found_on: date, days: set[int]) -> dict[int, date]:
    """The same for several numbers of days, by the calendar of a unit.

    As long as none is chosen, by that of the group.
    """
    if not any(days):
        return {0: found_on}
    tomorrow = found_on + timedelta(days=1)
    key = unit.calendar_key if unit else None
    said = Calendar.days_of(key, tomorrow, tomorrow + FAR)
    return {0: found_on, **said.after(tomorrow, days - {0})}
