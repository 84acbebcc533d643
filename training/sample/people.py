"""Who is posted where on which day, by the unit that teaches them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from inspections.sample.staff import Member, Staff
from safety.people.sample.plan import Plan
from safety.people.sample.spans import Span


class Stay(NamedTuple):
    """Some days of somebody at a unit that teaches; ``is_new`` where he came then."""

    holder: str
    employee_no: str
    span: Span
    is_new: bool


class Pupils:
    """The people of projects, their teams included, of companies and of the group."""

    def __init__(self, plan: Plan, staff: Staff) -> None:
        self.members: dict[str, list[Member]] = {}
        for company in plan.companies:
            self.members[company.code] = _at(staff, [company.code])
        for project in plan.projects:
            units = [project.code, *(team.code for team in project.teams)]
            self.members[project.code] = _at(staff, units)

    def stays(self, year: Span) -> dict[str, list[Stay]]:
        """Where everybody is in a year, by employee number, in their order."""
        found: dict[str, list[Stay]] = defaultdict(list)
        for holder, members in self.members.items():
            for one in members:
                span = Span(one.since, one.until).within(year)
                if span.days > 0:
                    is_new = one.since >= year.start
                    found[one.employee_no].append(
                        Stay(holder, one.employee_no, span, is_new)
                    )
        return dict(sorted(found.items()))

    def there(self, holder: str, day: date) -> list[str]:
        """Who is at a unit on a day."""
        known = {m.employee_no for m in self.members[holder] if m.is_there(day)}
        return sorted(known)


def some(rng: Random, people: Sequence[str], number: int) -> list[str]:
    """So many of some people, or all where there are fewer."""
    return rng.sample(people, min(number, len(people)))


def _at(staff: Staff, units: Sequence[str]) -> list[Member]:
    return [
        each
        for unit in units
        for known in (staff.leading, staff.working)
        for each in known[unit]
    ]
