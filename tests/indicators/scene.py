"""A small group with numbers of every kind, for tests of pages."""

from datetime import date
from decimal import Decimal

from inspections.models import Hazard
from safety.accounts.models import User
from safety.core.months import Month, Period
from safety.indicators import drain, read, registry
from safety.indicators.read import Figure
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people import services as people
from safety.people.models import Contractor, Person
from tests import make
from tests.book.models import Pause

JUNE = Period.parse("2019-06")


class Scene:
    """The group of two companies; seven people on a project of the first, one on one
    of the second.
    """

    def __init__(self) -> None:
        self.group = make.group(code="G", name="Group")
        self.near = make.company(code="NEAR", name="Near company")
        self.far = make.company(code="FAR", name="Far company")
        self.site = make.project(parent=self.near, code="SITE", name="Site")
        self.yard = make.project(parent=self.far, code="YARD", name="Yard")
        self.firm = make.contractor(name="Firm")
        self.crew = [self._hand(n, gender) for n, gender in enumerate("mmmmmff")]
        self.loner = make.person(self.yard, name="Far hand", gender="m")
        self.declare(self.site, "1200.50")
        self.declare(self.far, "300.25")
        for n, person in enumerate(self.crew[:3]):
            self.pause(n, self.site, person)
        self.hq = make.user("hq_safety", self.group)
        drain.drain()

    def _hand(self, number: int, gender: str) -> Person:
        contractor = self.firm if number % 2 else None
        return make.person(
            self.site, name=f"Hand {number}", gender=gender, contractor=contractor
        )

    def declare(self, unit: Unit, hours: str) -> None:
        people.declare_hours(unit, Month.of(2019, 6), Decimal(hours), by=None)

    def pause(self, number: int, unit: Unit, person: Person) -> None:
        pause = Pause(
            number=f"P{number}",
            unit=unit,
            person=person,
            taken_on=date(2019, 6, 10),
            drink="tea",
        )
        journal.save(pause, "take", by=None)

    def hazard(
        self, unit: Unit, risk: str, contractor: Contractor | None = None
    ) -> Hazard:
        return make.hazard(unit, date(2019, 6, 3), risk=risk, contractor=contractor)

    def reader(self, role: str, unit: Unit) -> User:
        return make.user(role, unit)


def figure(unit: Unit, code: str, period: Period = JUNE, cut: str = "") -> Figure:
    indicator = registry.indicators()[code]
    return read.figures([unit.pk], [period], [indicator], cut)[code, unit.pk, period]
