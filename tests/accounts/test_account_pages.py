"""The list of accounts and the page of one."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from safety.accounts import services
from safety.accounts.models import User
from safety.org.models import Unit
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/accounts/users/"


@pytest.fixture
def company() -> Unit:
    return make.company(name="Sixth Metallurgical")


@pytest.fixture
def manager(company: Unit) -> User:
    return make.user("company_safety", company, name="Li Hua")


@pytest.fixture
def officer(company: Unit) -> User:
    project = make.project(parent=company, name="Line 3")
    return make.user(
        "safety_officer", project, name="Wang Li", email="wang@example.com"
    )


@pytest.fixture(autouse=True)
def _logged_in(client: Client, manager: User) -> None:
    client.force_login(manager)


def listed(client: Client, **query: str) -> list[str]:
    rows = client.get(LIST, query).context["list"].page.rows
    return [row["shown"] for row in rows]


def page_of(client: Client, account: User) -> str:
    return client.get(account.get_absolute_url()).content.decode()


def test_the_list_has_everybody_with_a_role_in_my_units(
    client: Client, officer: User
) -> None:
    make.user("safety_officer", make.company(), name="Stranger")
    assert listed(client) == ["Li Hua", "Wang Li"]


def test_the_list_follows_the_unit_of_the_page(
    client: Client, company: Unit, officer: User
) -> None:
    project = company.children.get()
    assert listed(client, unit=project.code) == ["Wang Li"]


def test_the_list_says_what_everybody_holds_where(
    client: Client, company: Unit, officer: User
) -> None:
    make.grant(officer, "auditor", company)
    page = client.get(LIST).content.decode()
    assert "Auditor · Sixth Metallurgical; Safety officer · Line 3" in page


@pytest.mark.parametrize("text", ["wang", "example.com", "Li"])
def test_the_list_finds_by_name_login_and_address(
    client: Client, officer: User, text: str
) -> None:
    assert "Wang Li" in listed(client, q=text)


def test_the_list_narrows_by_role(client: Client, officer: User) -> None:
    assert listed(client, role="safety_officer") == ["Wang Li"]


def test_the_list_narrows_to_closed_accounts(
    client: Client, manager: User, officer: User
) -> None:
    services.leave(officer, date(2020, 1, 1), by=manager)
    assert listed(client, state="closed") == ["Wang Li"]
    assert listed(client, state="open") == ["Li Hua"]


def test_the_list_goes_to_a_file(client: Client, officer: User) -> None:
    response = client.get(LIST, {"export": "csv"})
    text = b"".join(response).decode()
    assert "Wang Li" in text
    assert "Safety officer · Line 3" in text


def test_the_list_costs_at_most_eight_queries(
    client: Client,
    company: Unit,
    officer: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(20):
        make.user("worker", company)
    with django_assert_max_num_queries(8):
        client.get(LIST)


def test_the_page_shows_roles_address_and_history(
    client: Client, officer: User
) -> None:
    page = page_of(client, officer)
    for said in ("Safety officer", "Line 3", "wang@example.com", "Invited"):
        assert said in page


def test_the_page_hides_units_that_one_does_not_see(
    client: Client, officer: User
) -> None:
    foreign = make.company(name="Ninth Foundry")
    make.grant(officer, "worker", foreign)
    page = page_of(client, officer)
    assert "And 1 role at a unit that you cannot see." in page
    assert "Ninth Foundry" not in page


def test_the_page_offers_nothing_on_ones_own_account(
    client: Client, manager: User
) -> None:
    page = page_of(client, manager)
    for verb in ("leave", "change", "grant", "withdraw", "invite"):
        assert f"{verb}/" not in page.split("<main", 1)[1].split("</main", 1)[0]


def test_withdrawing_the_last_role_leads_back_to_the_list(
    client: Client, officer: User
) -> None:
    grant = officer.grants.get()
    response = client.post(reverse("accounts:withdraw-grant", args=[grant.pk]))
    assert response["Location"] == LIST


def test_changing_the_address_is_remembered(client: Client, officer: User) -> None:
    address = reverse("accounts:change-user", args=[officer.username])
    client.post(address, {"name": "Wang Li", "email": "Li@Example.com"})
    page = page_of(client, officer)
    assert "li@example.com" in page
    assert "<del>wang@example.com</del>" in page


def test_a_role_is_given_at_the_unit_that_is_named(
    client: Client, company: Unit, officer: User
) -> None:
    address = reverse("accounts:grant-role", args=[officer.username])
    client.post(address, {"role": "auditor", "unit": company.code})
    assert officer.grants.filter(role="auditor", unit=company).exists()


def test_inviting_again_says_where_the_letter_goes(
    client: Client, officer: User
) -> None:
    address = reverse("accounts:invite-again", args=[officer.username])
    page = client.post(address, follow=True).content.decode()
    assert "An invitation goes to wang@example.com." in page
