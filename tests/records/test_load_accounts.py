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


@pytest.mark.parametrize(
    ("row", "column", "right"),
    [
        ("w,,,boss,P1", "role", "Write one of: worker"),
        ("w,,,worker,X1", "unit", "no unit"),
        ("w,E9,,worker,P1", "employee_no", "no person"),
        ("w,,nowhere,worker,P1", "email", "email"),
        ("w w,,,worker,P1", "login", "username"),
        ("w,E1,,worker,P1", "employee_no", "another account"),
    ],
)
def test_what_no_account_can_be_made_of_is_said(
    staffed: Desk, row: str, column: str, right: str
) -> None:
    staffed.load("accounts", f"{HEADS}\nwang,E1,,safety_officer,P1")
    outcome = staffed.load("accounts", f"{HEADS}\n{row}")
    assert outcome.errors == [(2, column)]
    assert right in outcome.messages


def test_one_person_is_not_given_to_two_accounts(staffed: Desk) -> None:
    outcome = staffed.load("accounts", f"{HEADS}\na,E1,,worker,P1\nb,E1,,worker,P1")
    assert outcome.errors == [(3, "employee_no")]
