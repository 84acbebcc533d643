"""Inviting: an account without a password, one role, and a letter with a link."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safety.accounts import services
from safety.accounts.models import User
from safety.journal.models import Change
from safety.notices.models import Message
from safety.org.models import Unit
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture
def manager(company: Unit) -> User:
    return make.user("company_safety", company)


def invited(
    unit: Unit, by: User | None, role: str = "worker", name: str = "zhao.min"
) -> User:
    account = User(username=name, name="Zhao Min", email="Zhao@Example.com")
    return services.invite(account, role, unit, by=by)


def test_the_account_has_the_role_and_no_password(company: Unit, manager: User) -> None:
    account = invited(company, manager)
    assert account.held == [("worker", company.pk)]
    assert not account.has_usable_password()


def test_a_letter_waits_for_its_owner(company: Unit, manager: User) -> None:
    invited(company, manager)
    letter = Message.objects.get()
    assert (letter.to, letter.template) == ("zhao@example.com", "invitation")


def test_nothing_in_the_outbox_opens_the_account(company: Unit, manager: User) -> None:
    invited(company, manager)
    assert Message.objects.get().context == {}


def test_the_journal_says_who_invited_whom_to_what(
    company: Unit, manager: User
) -> None:
    account = invited(company, manager)
    verbs = Change.objects.filter(by=manager.pk).values_list("verb", "key")
    assert set(verbs) == {("invite", account.pk), ("grant", account.grants.get().pk)}


def test_the_journal_never_holds_a_password(company: Unit, manager: User) -> None:
    account = invited(company, manager)
    services.set_password(account, "a very good password")
    images = str(list(Change.objects.values_list("before", "after")))
    assert account.password not in images
    assert "'password'" not in images


@pytest.mark.parametrize("name", ["zhao.min", "Zhao.Min"])
def test_a_taken_name_is_refused_with_a_sentence(
    company: Unit, manager: User, name: str
) -> None:
    invited(company, manager)
    with pytest.raises(ValidationError, match="account of this name already"):
        invited(company, manager, name=name)
    assert Message.objects.count() == 1


def test_nobody_invites_to_more_than_he_may_give(company: Unit, manager: User) -> None:
    with pytest.raises(PermissionDenied):
        invited(company, manager, "hq_safety")
    assert not User.objects.filter(username="zhao.min").exists()


def test_nobody_invites_above_or_beside_his_unit(manager: User) -> None:
    for unit in (make.group(), make.company()):
        with pytest.raises(PermissionDenied):
            invited(unit, manager)


def test_a_second_invitation_writes_again(company: Unit, manager: User) -> None:
    services.invite_again(invited(company, manager), by=manager)
    assert Message.objects.count() == 2


def test_an_account_without_an_address_gets_no_letter(company: Unit) -> None:
    services.invite(User(username="b12"), "worker", company, by=None)
    assert not Message.objects.exists()


def test_the_page_begins_with_the_unit_of_the_page(
    client: Client, company: Unit, manager: User
) -> None:
    client.force_login(manager)
    project = make.project(parent=company)
    page = client.get(reverse("accounts:invite-user"), {"unit": project.code})
    assert f'value="{project.code} {project}"' in page.content.decode()


@pytest.mark.parametrize("where", ["above", "beside"])
def test_the_page_knows_no_unit_above_or_beside(
    client: Client, manager: User, where: str
) -> None:
    client.force_login(manager)
    unit = make.group() if where == "above" else make.company()
    form = {
        "username": "zhao.min",
        "name": "Zhao Min",
        "email": "zhao@example.com",
        "role": "worker",
        "unit": unit.code,
    }
    assert client.post(reverse("accounts:invite-user"), form).status_code == 404
    assert not User.objects.filter(username="zhao.min").exists()


def test_the_page_invites_to_the_unit_that_is_named(
    client: Client, company: Unit, manager: User
) -> None:
    client.force_login(manager)
    project = make.project(parent=company)
    form = {
        "username": "zhao.min",
        "name": "Zhao Min",
        "email": "zhao@example.com",
        "role": "safety_officer",
        "unit": f"{project.code} {project}",
    }
    response = client.post(reverse("accounts:invite-user"), form)
    account = User.objects.get(username="zhao.min")
    assert response["Location"] == account.get_absolute_url()
    assert account.held == [("safety_officer", project.pk)]


def test_a_form_sent_twice_invites_once(
    client: Client, company: Unit, manager: User
) -> None:
    client.force_login(manager)
    form = {
        "username": "zhao.min",
        "name": "Zhao Min",
        "email": "Zhao@example.com",
        "role": "worker",
        "unit": company.code,
    }
    pages = [client.post(reverse("accounts:invite-user"), form) for _time in range(2)]
    assert [page["Location"] for page in pages] == ["/accounts/users/zhao.min/"] * 2
    assert Message.objects.count() == 1
    other = client.post(reverse("accounts:invite-user"), form | {"name": "Zhao Ming"})
    assert "account of this name already" in other.content.decode()


@pytest.mark.parametrize(
    "name", ["-", ".", "..", "@x", "two words", "ｗａｎｇ", "x" * 151]
)
def test_what_is_no_user_name_is_refused_with_a_sentence(
    client: Client, company: Unit, manager: User, name: str
) -> None:
    client.force_login(manager)
    form = {"username": name, "name": "N", "email": "n@example.com", "role": "worker"}
    address = reverse("accounts:invite-user")
    refused = client.post(address, form | {"unit": company.code})
    assert "username" in refused.context["form"].errors
    assert User.objects.count() == 1


def test_the_page_offers_only_roles_that_may_be_given(
    client: Client, manager: User
) -> None:
    client.force_login(manager)
    form = client.get(reverse("accounts:invite-user")).context["form"]
    offered = {code for code, _name in form.fields["role"].choices}
    assert "company_leader" in offered
    assert not offered & {"hq_safety", "administrator"}


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(
    client: Client, company: Unit, manager: User
) -> None:
    invited(company, manager)
    client.force_login(manager)
    form = {"username": "zhao.min", "name": "Zhao Min", "email": "no address"}
    page = client.post(reverse("accounts:invite-user"), form).content.decode()
    assert "Enter a valid email address" in page
    assert "Zhao Min" in page


def test_a_unit_that_is_seen_but_not_held_is_403(client: Client, company: Unit) -> None:
    manager = make.user("company_safety", company)
    make.grant(manager, "worker", make.group())
    client.force_login(manager)
    group = {"unit": make.group().code}
    assert client.get(reverse("accounts:invite-user"), group).status_code == 403


def test_invited_again_twice_within_a_moment_one_letter_goes(
    client: Client, company: Unit, manager: User
) -> None:
    account = invited(company, manager)
    client.force_login(manager)
    again = reverse("accounts:invite-again", args=[account.username])
    assert client.post(again)["Location"] == client.post(again)["Location"]
    assert Message.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        client.post(again)
    assert Message.objects.count() == 3


def test_a_corrected_address_is_written_to_at_once(
    client: Client, company: Unit, manager: User
) -> None:
    account = invited(company, manager)
    client.force_login(manager)
    again = reverse("accounts:invite-again", args=[account.username])
    client.post(again)
    account.email = "right@example.com"
    services.change(account, by=manager)
    client.post(again)
    assert Message.objects.latest("pk").to == "right@example.com"
