"""What the box of a form offers while one types a unit."""

import pytest
from django.test import Client

from safety.org.models import Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
CHOOSE = "/org/units/-/choose/"


@pytest.fixture
def project(client: Client) -> Unit:
    project = make.project(
        parent=make.company(name="Sixth"), code="P01", name="Baiyinhua"
    )
    client.force_login(make.user("safety_officer", project))
    return project


def offered(client: Client, text: str, may: str = "people.change") -> list[str]:
    query = {"field": "unit", "unit": text, "may": may}
    options = client.get(CHOOSE, query).context["options"]
    return [value for value, _detail in options]


def test_it_offers_units_by_code_and_name(client: Client, project: Unit) -> None:
    assert offered(client, "p0") == offered(client, "yin") == ["P01 Baiyinhua"]


def test_it_offers_only_units_where_the_permission_is_held(
    client: Client, project: Unit
) -> None:
    make.project(code="P02", name="Baiyin")
    assert offered(client, "p0") == ["P01 Baiyinhua"]
    assert offered(client, "p0", may="org.change") == []


def test_a_unit_says_what_it_is_under_unless_that_is_unseen(
    client: Client, project: Unit
) -> None:
    make.team(parent=project, name="Crew")
    query = {"field": "unit", "unit": "", "may": "org.view"}
    options = client.get(CHOOSE, query).context["options"]
    assert [detail for _value, detail in options] == ["Project", "Baiyinhua"]


def test_it_offers_at_most_twenty(client: Client, project: Unit) -> None:
    for _ in range(25):
        make.team(parent=project)
    assert len(offered(client, "")) == 20


def test_a_permission_that_is_none_is_not_there(client: Client, project: Unit) -> None:
    assert client.get(CHOOSE, {"may": "org.fly"}).status_code == 404


def test_what_no_unit_is_called_offers_nothing(client: Client, project: Unit) -> None:
    assert offered(client, "\0 zz") == []
