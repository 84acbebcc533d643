"""Giving and withdrawing roles: never more than one has, never to oneself."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from safety.accounts import services
from safety.accounts.models import Grant, User
from safety.accounts.permissions import GIVES, PERMISSIONS, Role
from safety.journal.models import Change
from safety.org.models import Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture
def manager(company: Unit) -> User:
    return make.user("company_safety", company)


@pytest.fixture
def officer(company: Unit) -> User:
    return make.user("safety_officer", company)


def test_a_role_holds_for_everything_below(company: Unit) -> None:
    team = make.team(parent=make.project(parent=company))
    assert make.user("auditor", company).may("people.view", team)


def test_a_role_holds_for_nothing_above_or_beside(company: Unit) -> None:
    auditor = make.user("auditor", company)
    assert not auditor.may("people.view", make.group())
    assert not auditor.may("people.view", make.company())


def test_several_roles_add_up(company: Unit, manager: User, officer: User) -> None:
    other = make.project(parent=company)
    services.grant(officer, "auditor", other, by=manager)
    assert set(officer.grants.values_list("role", flat=True)) == {
        "safety_officer",
        "auditor",
    }


def test_who_may_change_accounts_is_who_may_give_roles() -> None:
    assert set(GIVES) == PERMISSIONS["accounts.change"]


@pytest.mark.parametrize("giver", sorted(GIVES))
def test_nobody_gives_what_would_give_more_than_he_may(giver: Role) -> None:
    for role in GIVES[giver]:
        assert GIVES.get(role, frozenset()) <= GIVES[giver]


@pytest.mark.parametrize("role", ["hq_safety", "administrator"])
def test_a_company_manager_makes_nobody_above_him(
    company: Unit, manager: User, officer: User, role: str
) -> None:
    with pytest.raises(PermissionDenied):
        services.grant(officer, role, company, by=manager)


def test_nobody_gives_a_role_at_a_unit_of_others(manager: User, officer: User) -> None:
    with pytest.raises(PermissionDenied):
        services.grant(officer, "worker", make.company(), by=manager)


def test_nobody_gives_a_role_to_himself(company: Unit, manager: User) -> None:
    with pytest.raises(PermissionDenied):
        services.grant(manager, "auditor", company, by=manager)


def test_nobody_withdraws_his_own_role(manager: User) -> None:
    with pytest.raises(PermissionDenied):
        services.withdraw(manager.grants.get(), by=manager)


def test_a_safety_officer_gives_nothing(company: Unit, officer: User) -> None:
    with pytest.raises(PermissionDenied):
        services.grant(make.user(), "worker", company, by=officer)


def test_the_same_role_twice_is_refused_with_a_sentence(
    company: Unit, manager: User, officer: User
) -> None:
    with pytest.raises(ValidationError, match="granted there already"):
        services.grant(officer, "safety_officer", company, by=manager)


def test_a_withdrawn_role_is_gone_and_remembered(
    company: Unit, manager: User, officer: User
) -> None:
    grant = officer.grants.get()
    services.withdraw(Grant.objects.get(pk=grant.pk), by=manager)
    assert not officer.grants.exists()
    change = Change.objects.get(verb="withdraw")
    assert (change.key, change.after) == (grant.pk, None)
    assert change.before == {
        "user_id": officer.pk,
        "role": "safety_officer",
        "unit_id": company.pk,
    }


def test_an_account_is_changed_only_by_who_could_give_all_its_roles(
    company: Unit, manager: User, officer: User
) -> None:
    assert manager.may_change(officer)
    make.grant(officer, "worker", make.company())
    assert not manager.may_change(officer)


def test_nobody_takes_over_the_account_of_somebody_above(
    company: Unit, manager: User
) -> None:
    chief = make.user("hq_safety", company, email="chief@example.com")
    chief.email = "manager@example.com"
    with pytest.raises(PermissionDenied):
        services.change(chief, by=manager)


def test_a_role_withdrawn_twice_is_withdrawn(
    client: Client, manager: User, officer: User, company: Unit
) -> None:
    make.grant(officer, "auditor", company)
    client.force_login(manager)
    address = reverse("accounts:withdraw-grant", args=[officer.grants.first().pk])
    assert client.post(address)["Location"] == client.post(address)["Location"]
    assert officer.grants.count() == 1
    client.force_login(make.user("company_safety", company))
    assert client.post(address).status_code == 404


def test_a_role_given_twice_is_given(
    client: Client, manager: User, officer: User, company: Unit
) -> None:
    client.force_login(manager)
    address = reverse("accounts:grant-role", args=[officer.username])
    form = {"role": "auditor", "unit": company.code}
    first, second = client.post(address, form), client.post(address, form)
    assert first["Location"] == second["Location"]
    assert officer.grants.count() == 2
