"""Rows of an `accounts` file."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from safety.accounts import services
from safety.accounts.models import Grant, User
from safety.journal.models import Change
from safety.notices.models import Message
from safety.org.models import Unit
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Unit:
    return make.company()


def enrol(
    unit: Unit, role: str = "worker", email: str = "", by: User | None = None
) -> str:
    row = services.Enrolment("zhao.min", role, unit.pk, email)
    _users, outcomes = services.enrol([row], by=by)
    return outcomes["zhao.min"]


def test_a_new_login_is_an_account_with_the_role(company: Unit) -> None:
    assert enrol(company) == "created"
    assert User.objects.get(username="zhao.min").held == [("worker", company.pk)]


def test_a_new_login_is_invited(company: Unit) -> None:
    enrol(company, email="zhao@example.com")
    assert Message.objects.get().template == "invitation"


def test_the_same_row_again_changes_nothing(company: Unit) -> None:
    enrol(company, email="Zhao@example.com")
    assert enrol(company, email="Zhao@example.com") == "unchanged"
    assert enrol(company) == "unchanged"
    assert Message.objects.count() == 1


def test_another_role_is_added(company: Unit) -> None:
    enrol(company)
    assert enrol(company, "auditor") == "updated"
    assert User.objects.get(username="zhao.min").grants.count() == 2


def test_another_address_replaces_the_old_one(company: Unit) -> None:
    enrol(company, email="zhao@example.com")
    assert enrol(company, email="min@example.com") == "updated"
    assert User.objects.get(username="zhao.min").email == "min@example.com"


def test_a_closed_account_is_made_without_a_letter(company: Unit) -> None:
    row = services.Enrolment(
        "zhao.min", "worker", company.pk, "zhao@example.com", is_open=False
    )
    services.enrol([row], by=None)
    assert not User.objects.get(username="zhao.min").is_active
    assert not Message.objects.exists()


def test_many_rows_take_as_many_queries_as_few(
    company: Unit, django_assert_max_num_queries: Any
) -> None:
    rows = [
        services.Enrolment(f"worker{number}", "worker", company.pk)
        for number in range(200)
    ]
    with django_assert_max_num_queries(25):
        services.enrol(rows, by=None)
    assert Grant.objects.count() == 200
    assert Change.objects.filter(verb="invite").count() == 200


@pytest.mark.parametrize("login", ["", "-", "two words", "ｗａｎｇ", "x" * 151, "a\0b"])
def test_what_is_no_user_name_is_refused(company: Unit, login: str) -> None:
    with pytest.raises(ValidationError):
        services.enrol([services.Enrolment(login, "worker", company.pk)], by=None)


def test_an_unknown_role_is_refused(company: Unit) -> None:
    with pytest.raises(ValidationError):
        enrol(company, "king")
    assert not User.objects.filter(username="zhao.min").exists()


def test_a_file_gives_no_more_than_its_loader_may(company: Unit) -> None:
    manager = make.user("company_safety", company)
    for role, unit in (("hq_safety", company), ("worker", make.company())):
        with pytest.raises(PermissionDenied):
            enrol(unit, role, by=manager)


def test_a_file_does_not_redirect_the_letters_of_somebody_above(
    company: Unit,
) -> None:
    manager = make.user("company_safety", company)
    make.user("administrator", company, username="zhao.min", email="z@example.com")
    with pytest.raises(PermissionDenied):
        enrol(company, email="manager@example.com", by=manager)
