"""By when a hazard is due: so many working days after it was found."""

from datetime import date, timedelta

from inspections.models import Policy
from safety.org.models import CalendarDay


def day(policy: Policy, found_on: date) -> date:
    """The day by which policy wants a hazard put right, in working days."""
    return after(found_on, policy.days_to_rectify)


def after(found_on: date, days: int) -> date:
    """So many working days after a day; none: the day itself."""
    return all_after(found_on, {days})[days]


def all_after(found_on: date, days: set[int]) -> dict[int, date]:
    """The same for several numbers of days."""
    if not any(days):
        return {0: found_on}
    tomorrow = found_on + timedelta(days=1)
    later = CalendarDay.objects.all().working_days(tomorrow, days - {0})
    return {0: found_on, **later}
