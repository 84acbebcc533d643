"""Whoever must close a month is reminded on its day, those above once it is late."""

from datetime import date

import pytest
from django.test import Client

from safety.closing.models import DueDay, Nudge
from safety.closing.services import months, reminding
from safety.core.months import Month
from safety.notices.models import Telling
from safety.org.models import Unit
from tests import make

pytestmark = [
    pytest.mark.both,
    pytest.mark.usefixtures("in_2019"),
    pytest.mark.django_db,
]
# July 2019 is over; its first working days after are 1, 2, 5, 6 and 7 August.
THIRD, FOURTH, FIFTH = date(2019, 8, 5), date(2019, 8, 6), date(2019, 8, 7)


class Site:
    """A group that has closed June, with somebody for each part."""

    def __init__(self) -> None:
        self.group = make.group(code="G")
        self.company = make.company(code="C", parent=self.group)
        self.project = make.project(code="P", parent=self.company)
        self.officer = make.user("safety_officer", self.project)
        self.manager = make.user("company_safety", self.company)
        self.hq = make.user("hq_safety", self.group)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def begun(site: Site) -> Site:
    months.close(site.group, Month.of(2019, 6), by=None, why="All is in")
    return site


def told() -> set[tuple[str, str]]:
    """Whom, by the login, of what unit."""
    rows = Telling.objects.filter(topic=reminding.TOPIC).select_related("user")
    units = dict(Nudge.objects.values_list("pk", "unit__code"))
    return {(row.user.username, units[row.key]) for row in rows if row.user}


def test_nobody_is_reminded_of_books_that_nobody_keeps(site: Site) -> None:
    assert reminding.sweep(FIFTH) == 0
    assert told() == set()


def test_the_project_is_told_on_its_day_and_once(begun: Site) -> None:
    assert reminding.sweep(date(2019, 8, 2)) == 0
    assert reminding.sweep(THIRD) == 1
    assert reminding.sweep(THIRD) == 0
    assert told() == {(begun.officer.username, "P")}


def test_overdue_those_above_are_told_too(begun: Site) -> None:
    reminding.sweep(FOURTH)
    late = {(begun.officer.username, "P"), (begun.manager.username, "P")}
    assert told() == {*late, (begun.manager.username, "C")}
    reminding.sweep(FIFTH)
    assert (begun.hq.username, "C") in told()
    assert (begun.hq.username, "G") in told()


def test_who_is_done_is_not_reminded(begun: Site) -> None:
    months.close(begun.group, Month.of(2019, 7), by=None, why="All is in")
    assert reminding.sweep(FIFTH) == 0


def due(unit: Unit) -> date | None:
    return DueDay.objects.of(unit, Month.of(2019, 7))


def test_headquarters_sets_the_days(begun: Site, client: Client) -> None:
    assert due(begun.project) == THIRD
    client.force_login(begun.hq)
    sent = {"project": "5", "company": "6", "group": "7"}
    assert client.post("/closing/due/", sent).status_code == 302
    assert due(begun.project) == FIFTH
    assert client.post("/closing/due/", {**sent, "project": "0"}).status_code == 200
    assert due(begun.project) == FIFTH
