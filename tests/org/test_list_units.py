"""The tree of units: what it shows to whom, and how it unfolds."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from safety.accounts.models import User
from safety.indicators import drain
from safety.org.models import Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TREE = "/org/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def company() -> Unit:
    return make.company(code="C01", name="Sixth Metallurgical", name_zh="第六冶金")


@pytest.fixture
def project(company: Unit) -> Unit:
    return make.project(parent=company, code="P01", name="Baiyinhua")


@pytest.fixture
def hq(client: Client) -> User:
    user = make.user("hq_safety")
    client.force_login(user)
    return user


def codes(client: Client, *, htmx: bool = False, **query: str) -> list[str]:
    headers = HTMX if htmx else {}
    level = client.get(TREE, query, headers=headers).context["level"]
    return [node.unit.code for node in level.nodes]


def test_headquarters_sees_the_group_with_its_companies(
    client: Client, hq: User, project: Unit
) -> None:
    level = client.get(TREE).context["level"]
    assert level.top.unit == make.group()
    assert [node.unit.code for node in level.nodes] == ["C01"]


def test_a_unit_unfolds_to_what_is_directly_below_it(
    client: Client, hq: User, project: Unit
) -> None:
    make.team(parent=project)
    assert codes(client, htmx=True, unit="C01") == ["P01"]


def test_the_address_of_a_unit_shows_the_tree_below_it(
    client: Client, hq: User, project: Unit
) -> None:
    response = client.get(TREE, {"unit": "C01"})
    assert response.context["level"].top.unit.code == "C01"


def test_two_roles_give_two_tops(client: Client, project: Unit) -> None:
    user = make.user("safety_officer", project)
    other = make.project(parent=make.company(), code="P99")
    make.grant(user, "project_staff", other)
    client.force_login(user)
    assert codes(client) == ["P01", "P99"]


def test_a_role_below_another_gives_no_second_top(
    client: Client, company: Unit, project: Unit
) -> None:
    user = make.user("company_safety", company)
    make.grant(user, "safety_officer", project)
    client.force_login(user)
    assert codes(client) == ["C01"]


def test_a_unit_of_others_is_not_there(client: Client, project: Unit) -> None:
    client.force_login(make.user("safety_officer", project))
    make.company(code="C99")
    assert client.get(TREE, {"unit": "C99"}).status_code == 404
    assert client.get(TREE, {"unit": "C01"}).status_code == 404


def test_search_finds_units_by_code_and_by_either_name(
    client: Client, hq: User, project: Unit
) -> None:
    assert codes(client, q="c01") == codes(client, q="metal") == ["C01"]
    assert codes(client, q="冶金") == ["C01"]


def test_search_stays_within_the_unit_of_the_page(
    client: Client, hq: User, company: Unit, project: Unit
) -> None:
    make.project(parent=make.company(code="C99"), code="P99", name="Baiyin")
    assert codes(client, q="baiyin", unit="C01") == ["P01"]


def test_closed_units_have_a_tab_of_their_own(
    client: Client, hq: User, company: Unit, project: Unit
) -> None:
    make.project(parent=company, code="P02", closed_on=date(2019, 6, 30))
    assert codes(client, htmx=True, unit="C01") == ["P01"]
    assert codes(client, state="closed") == ["P02"]
    assert codes(client, htmx=True, unit="C01", state="all") == ["P01", "P02"]


def test_a_unit_that_opens_later_is_among_the_open_ones_and_says_when(
    client: Client, hq: User, company: Unit
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    make.project(parent=company, code="P02", opened_on=tomorrow)
    level = client.get(TREE, {"unit": "C01"}).context["level"]
    assert level.nodes[0].remark.startswith("Opens")


def figures(client: Client, **query: str) -> list[dict[str, int | None]]:
    """The numbers beside the units, brought up to date before."""
    drain.drain()
    nodes = client.get(TREE, query).context["level"].nodes
    return [{str(label): n for label, n in node.figures} for node in nodes]


@pytest.mark.usefixtures("in_2019")
def test_beside_a_unit_stand_its_projects_and_its_people(
    client: Client, hq: User, company: Unit, project: Unit
) -> None:
    twice = make.person(make.team(parent=project))
    make.posting(twice, project)
    make.posting(make.person(), project, date(2018, 1, 1), date(2018, 2, 1))
    make.project(parent=company, closed_on=date(2019, 6, 30))
    assert figures(client) == [{"Projects": 1, "People": 1}]


@pytest.mark.usefixtures("in_2019")
def test_the_numbers_are_those_of_the_period_of_the_page(
    client: Client, hq: User, project: Unit
) -> None:
    make.posting(make.person(), project, date(2018, 1, 1), date(2018, 2, 1))
    assert figures(client, period="2018-02") == [{"Projects": 1, "People": 1}]
    assert figures(client, period="2018-03") == [{"Projects": 1, "People": 0}]


def test_who_may_not_see_numbers_sees_none(client: Client, project: Unit) -> None:
    make.person(project)
    client.force_login(make.user("worker", project))
    assert client.get(TREE).context["level"].labels == []


@pytest.mark.usefixtures("in_2019")
def test_numbers_stand_only_where_they_may_be_seen(
    client: Client, project: Unit
) -> None:
    user = make.user("worker", project)
    other = make.project(parent=make.company(), code="P99")
    make.grant(user, "safety_officer", other)
    make.person(project)
    make.person(other)
    client.force_login(user)
    assert [each["People"] for each in figures(client)] == [None, 1]


def test_many_units_come_in_pages_of_fifty(
    client: Client, hq: User, company: Unit
) -> None:
    for number in range(52):
        make.project(parent=company, code=f"P{number:03}")
    level = client.get(TREE, {"unit": "C01"}, headers=HTMX).context["level"]
    assert len(level.nodes) == 50
    rest = client.get(level.more.url, headers=HTMX).context["level"]
    assert [node.unit.code for node in rest.nodes] == ["P050", "P051"]
    assert rest.more is None


def test_the_number_of_queries_does_not_grow_with_the_tree(
    client: Client,
    hq: User,
    company: Unit,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(30):
        make.person(make.project(parent=company))
    with django_assert_max_num_queries(9):
        client.get(TREE, {"unit": "C01"})


@pytest.mark.parametrize("after", ["%00", "\ud800", "x" * 5000, "' or 1"])
def test_an_address_that_makes_no_sense_still_gives_a_page(
    client: Client, hq: User, after: str
) -> None:
    after = after.encode(errors="replace").decode()
    answer = client.get(TREE, {"after": after, "state": after, "q": after})
    assert answer.status_code == 200
