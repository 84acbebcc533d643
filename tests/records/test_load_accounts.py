"""Accounts from a file: invited, given roles, linked to persons, switched off."""

import pytest

from safety.accounts.models import Grant, User
from safety.notices.models import Message
from safety.people.models import Person
from tests.records.files import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEADS = "login,employee_no,email,role,unit"


def test_a_row_makes_an_account_a_role_and_a_letter(staffed: Desk) -> None:
    text = f"{HEADS}\nwang,E1,wang@example.com,safety_officer,P1"
    assert staffed.load("accounts", text).counts == (1, 0, 0, 0)
    user = User.objects.get(username="wang")
    assert list(user.grants.values_list("role", "unit__code")) == [
        ("safety_officer", "P1")
    ]
    assert Person.objects.get(employee_no="E1").user == user
    assert Message.objects.count() == 1


def test_a_new_role_is_given_beside_the_old(staffed: Desk) -> None:
    staffed.load("accounts", f"{HEADS}\nwang,,,safety_officer,P1")
    outcome = staffed.load("accounts", f"{HEADS}\nwang,E1,,auditor,C1")
    assert outcome.counts == (0, 1, 0, 0)
    assert Grant.objects.count() == 2
    assert Person.objects.get(employee_no="E1").user.username == "wang"


def test_a_trial_says_what_loading_does_and_does_nothing(staffed: Desk) -> None:
    text = f"{HEADS}\nwang,E1,Wang@Example.com,safety_officer,P1"
    assert staffed.load("accounts", text, "--dry-run").counts == (1, 0, 0, 0)
    assert not User.objects.exists()
    staffed.load("accounts", text)
    staffed.load("accounts", f"{HEADS}\nwang,,,auditor,C1")
    for flags in (["--dry-run"], []):
        assert staffed.load("accounts", text, *flags).counts == (0, 0, 1, 0)


def test_a_blank_cell_leaves_address_and_person(staffed: Desk) -> None:
    staffed.load("accounts", f"{HEADS}\nwang,E1,wang@example.com,worker,P1")
    outcome = staffed.load("accounts", f"{HEADS}\nwang,,,worker,P1")
    assert outcome.counts == (0, 0, 1, 0)
    user = User.objects.get(username="wang")
    assert user.email == "wang@example.com"
    assert Person.objects.get(employee_no="E1").user == user


def test_an_account_becomes_that_of_another_person(staffed: Desk) -> None:
    staffed.load("accounts", f"{HEADS}\nwang,E1,,worker,P1")
    outcome = staffed.load("accounts", f"{HEADS}\nwang,E2,,worker,P1")
    assert outcome.counts == (0, 1, 0, 0)
    owners = dict(Person.objects.values_list("employee_no", "user__username"))
    assert owners == {"E1": None, "E2": "wang", "E3": None}


def test_a_new_account_has_the_name_of_its_person(staffed: Desk) -> None:
    staffed.load("accounts", f"{HEADS}\nwang,E1,,worker,P1")
    assert User.objects.get(username="wang").name == "Wang Li"


def test_a_closed_account_gets_no_letter(staffed: Desk) -> None:
    text = f"{HEADS},status\nwang,,wang@example.com,worker,P1,voided"
    staffed.load("accounts", text)
    assert not User.objects.get(username="wang").is_active
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "right"),
    [
        ("w,,,boss,P1", "role", "Write one of: worker"),
        ("w,,,worker,X1", "unit", "no unit"),
        ("w,E9,,worker,P1", "employee_no", "no person"),
        ("w,,nowhere,worker,P1", "email", "email"),
        ("w w,,,worker,P1", "login", "user name"),
        ("ｗａｎｇ,,,worker,P1", "login", "in plain letters: wang"),
        ("w,E1,,worker,P1", "employee_no", "another account"),
        ("WANG,,,worker,P1", "login", "There is an account wang: names that differ"),
    ],
)
def test_what_no_account_can_be_made_of_is_said(
    staffed: Desk, row: str, column: str, right: str
) -> None:
    staffed.load("accounts", f"{HEADS}\nwang,E1,,safety_officer,P1")
    outcome = staffed.load("accounts", f"{HEADS}\n{row}")
    assert outcome.errors == [(2, column)]
    assert right in outcome.messages


def test_names_that_differ_in_capitals_alone_are_one(staffed: Desk) -> None:
    text = f"{HEADS}\nli,,,worker,P1\nLi,,,worker,P1"
    outcome = staffed.load("accounts", text)
    assert outcome.errors == [(3, "login")]
    assert "There is an account li" in outcome.messages


def test_one_person_is_not_given_to_two_accounts(staffed: Desk) -> None:
    outcome = staffed.load("accounts", f"{HEADS}\na,E1,,worker,P1\nb,E1,,worker,P1")
    assert outcome.errors == [(3, "employee_no")]
    assert outcome.document["errors"][0]["value"] == "E1"
