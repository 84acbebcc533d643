"""Closing an account from a day on."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safety.accounts import services
from safety.accounts.models import User
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


def test_from_the_day_on_it_opens_nothing(company: Unit, manager: User) -> None:
    officer = make.user("safety_officer", company)
    services.leave(officer, timezone.localdate(), by=manager)
    assert not officer.is_active
    assert officer not in User.objects.in_force(timezone.localdate())


@pytest.mark.slow
def test_until_the_day_before_it_opens_everything(company: Unit, manager: User) -> None:
    officer = make.user("safety_officer", company)
    services.leave(officer, timezone.localdate() + timedelta(days=1), by=manager)
    assert officer.is_active
    assert officer in User.objects.in_force(timezone.localdate())


def test_without_a_day_it_opens_again(company: Unit, manager: User) -> None:
    officer = make.user("safety_officer", company, leaves_on=timezone.localdate())
    services.leave(officer, None, by=manager)
    assert officer.is_active
    assert Change.objects.latest("id").verb == "stay"


def test_nobody_closes_his_own_account(manager: User) -> None:
    with pytest.raises(PermissionDenied):
        services.leave(manager, timezone.localdate(), by=manager)


def test_nobody_closes_an_account_above_him(company: Unit, manager: User) -> None:
    chief = make.user("administrator", company)
    with pytest.raises(PermissionDenied):
        services.leave(chief, timezone.localdate(), by=manager)


def test_the_page_closes_it(client: Client, company: Unit, manager: User) -> None:
    officer = make.user("safety_officer", company)
    client.force_login(manager)
    address = reverse("accounts:leave-user", args=[officer.username])
    client.post(address, {"leaves_on": timezone.localdate().isoformat()})
    officer.refresh_from_db()
    assert not officer.is_active
