"""Cards are issued within the budgets that cover them, to the fen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from safety.accounts.models import User
from safety.core.months import Period
from safety.incentives.models import Account, Budget, Card, Entry
from safety.incentives.services import budgets, ledger
from safety.notices.models import Telling
from safety.org.models import Unit
from tests import make
from tests.pages import text

JUNE = date(2019, 6, 12)
COPIES = 30


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua", parent=make.company(code="C1"))


def issue(unit: Unit, amount: str = "5", day: date = JUNE) -> list[str]:
    """Issue a card as pages do: the budget first, in one transaction."""
    with transaction.atomic():
        warned = budgets.commit({unit: Decimal(amount)}, day)
        card = make.card(unit, amount=Decimal(amount), issued_on=day)
        ledger.post([card.pk], by=None)
    return warned


def refusal(unit: Unit, amount: str = "5", day: date = JUNE) -> str:
    with pytest.raises(ValidationError) as refused:
        issue(unit, amount, day)
    return " ".join(refused.value.messages)


def used(period: str = "2019") -> Any:
    of = Period.parse(period)
    return Budget.objects.with_use([of]).get(period=of.index)


@pytest.mark.django_db
@pytest.mark.both
class TestBeforeACardIsIssued:
    def test_the_last_fen_is_issued_and_not_one_more(self, project: Unit) -> None:
        make.budget(project, 10)
        issue(project, "9.99")
        said = refusal(project, "0.02")
        assert "Baiyinhua · 2019 has RMB 0.01 left, and this takes RMB 0.02" in said
        issue(project, "0.01")
        assert (used().issued, used().left) == (Decimal(10), 0)

    def test_without_a_budget_nothing_is_issued(self, project: Unit) -> None:
        make.budget(project, period="2019-05")
        make.budget(make.project())
        said = refusal(project)
        assert "no budget of prize cards at Baiyinhua or above it for June 2019" in said
        assert not Card.objects.exists()

    def test_month_and_year_and_all_units_above_count(self, project: Unit) -> None:
        make.budget(project, 10)
        make.budget(project, 7, "2019-06")
        make.budget(project.parent, 12)
        issue(make.project(parent=project.parent), "1")
        issue(make.team(parent=project), "5")
        assert "June 2019 has RMB 2 left" in refusal(project)
        issue(project, "5", date(2019, 7, 1))
        said = refusal(project, "2", date(2019, 7, 1))
        assert "Baiyinhua · 2019 has RMB 0 left" in said
        assert "has RMB 1 left" in said

    def test_what_files_bring_needs_no_budget(self, project: Unit) -> None:
        make.budget(project, 10)
        make.card(project, issued_on=JUNE, amount=Decimal(90), created_in_load=1)
        assert used().issued == 0

    def test_a_voided_card_gives_its_share_back(self, project: Unit) -> None:
        make.budget(project, 10)
        make.card(project, issued_on=JUNE, amount=Decimal(10), status="voided")
        issue(project, "10")

    def test_what_is_redeemed_is_spent_and_still_committed(self, project: Unit) -> None:
        make.budget(project, 10)
        issue(project, "4")
        make.card(project, issued_on=JUNE, redeemed_on=JUNE, amount=Decimal(6))
        assert (used().issued, used().redeemed) == (Decimal(10), Decimal(6))

    def test_it_is_what_the_ledger_took_from_the_budget(self, project: Unit) -> None:
        make.budget(project)
        issue(project, "4.50")
        issue(make.team(parent=project), "2")
        assert used().issued == -Entry.objects.all().balances()[Account.BUDGET]

    def test_from_80_percent_on_who_issues_is_warned(self, project: Unit) -> None:
        make.budget(project, 10)
        assert issue(project, "7.99") == []
        (said,) = issue(project, "0.01")
        assert "Baiyinhua · 2019 is used up to 80.0 %: RMB 2 is left" in said

    def test_each_budget_says_from_when_on_it_warns(self, project: Unit) -> None:
        make.budget(project, 10, warn_at=50)
        assert issue(project, "5")

    def test_several_units_are_asked_at_once(self, project: Unit) -> None:
        make.budget(project.parent, 10)
        other = make.project(parent=project.parent)
        with pytest.raises(ValidationError):
            budgets.commit({project: Decimal(6), other: Decimal(5)}, JUNE)
        assert budgets.commit({project: Decimal(5), other: Decimal(5)}, JUNE)


# --- the pages -----------------------------------------------------------------

BUDGETS = "/incentives/budgets/"


@pytest.fixture
def manager(client: Client, project: Unit) -> User:
    user = make.user("project_manager", project)
    client.force_login(user)
    return user


def sent(**fields: str) -> dict[str, str]:
    return {
        "period": "2019-06",
        "amount": "10",
        "warn_at": "80",
        "reason": "Plan of the year",
        "request_id": str(uuid4()),
        **fields,
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("manager")
class TestOnPages:
    def test_a_manager_sets_one_with_a_reason(
        self, client: Client, project: Unit
    ) -> None:
        page = client.post(f"{BUDGETS}add/?unit=P1", sent(), follow=True)
        said = text(page)
        assert "Budget Baiyinhua · June 2019 is set" in said
        assert "Plan of the year" in said
        issue(project, "10")

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"period": "2019-Q2"}, "A budget is that of a month or of a year"),
            ({"reason": ""}, "Fill in “Reason”"),
            ({"amount": "-1"}, "greater than or equal to 0"),
            ({"warn_at": "0"}, "greater than or equal to 1"),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, client: Client, fields: dict[str, str], why: str
    ) -> None:
        page = client.post(f"{BUDGETS}add/?unit=P1", sent(**fields))
        assert why in text(page)
        assert not Budget.objects.exists()

    def test_a_period_has_one(self, client: Client, project: Unit) -> None:
        make.budget(project, period="2019-06")
        page = client.post(f"{BUDGETS}add/?unit=P1", sent())
        assert "The unit has a budget for it already" in text(page)

    def test_raising_it_needs_a_reason_and_keeps_the_last(
        self, client: Client, project: Unit
    ) -> None:
        address = f"{make.budget(project, 10, '2019-06').get_absolute_url()}change/"
        page = client.post(address, sent(amount="20", reason=""))
        assert "Fill in “Reason”" in text(page)
        said = text(
            client.post(address, sent(amount="20", reason="Storm"), follow=True)
        )
        for each in ("RMB 20", "Storm", "Plan"):
            assert each in said

    def test_it_is_never_less_than_what_is_issued(
        self, client: Client, project: Unit
    ) -> None:
        budget = make.budget(project, 10, "2019-06")
        issue(project, "6")
        address = f"{budget.get_absolute_url()}change/"
        page = client.post(address, sent(amount="5.99"))
        assert "Cards of RMB 6 are issued already" in text(page)
        assert Budget.objects.get().amount == 10

    def test_the_list_says_what_is_issued_redeemed_and_left(
        self, client: Client, project: Unit
    ) -> None:
        make.budget(project, 10)
        make.budget(project, 0, "2018")
        make.budget(make.project())
        issue(project, "4")
        make.card(project, issued_on=JUNE, redeemed_on=JUNE, amount=Decimal(1))
        rows = client.get(BUDGETS).context["list"].page.rows
        names = ("issued", "redeemed", "left", "used")
        assert [[row[name] for name in names] for row in rows] == [
            [5, 1, 5, 50],
            [0, 0, 0, None],
        ]

    def test_its_manager_is_told_once_that_it_is_nearly_used_up(
        self, client: Client, project: Unit
    ) -> None:
        budget = make.budget(project, 10)
        issue(project, "7")
        assert not Telling.objects.exists()
        issue(project, "1")
        issue(project, "1")
        told = Telling.objects.get()
        assert told.key == budget.pk
        page = text(client.get(reverse("notices:view-notice", args=[told.notice_id])))
        assert "RMB 9 of RMB 10 issued, RMB 1 left" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_of_many_at_once_so_many_succeed_as_the_budget_has(project: Unit) -> None:
    make.budget(project, 50)
    make.budget(project.parent, 1000, "2019-06")
    teams = [make.team(parent=project) for _ in range(3)]

    def send(nth: int) -> bool:
        try:
            issue(teams[nth % 3], "5")
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(COPIES) as pool:
        answers = list(pool.map(send, range(COPIES)))
    assert sum(answers) == 10
    assert used().left == 0
    assert Entry.objects.all().balances()[Account.BUDGET] == -50
