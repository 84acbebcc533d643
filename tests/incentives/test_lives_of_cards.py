"""Cards live random lives; a plain ledger in Python says what must come of it."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from safety.core.months import Period
from safety.files.services import receive
from safety.incentives.models import (
    Account,
    Behaviour,
    Budget,
    Card,
    Entry,
    Proposal,
    Settlement,
)
from safety.incentives.services import (
    approving,
    budgets,
    expiring,
    issuing,
    ledger,
    redeeming,
    settling,
    voiding,
)
from safety.incentives.services.settling import Signed
from tests import make
from tests.files import photos

BEGIN = date(2019, 6, 20)
VALID = 20  # days
VALUES = [Decimal(2), Decimal("5.50"), Decimal(9)]
PERIODS = ("2019", "2019-06", "2019-07", "2019-08")
FREE = Decimal("5.50")  # what is worth more waits for a leader
MANY = 1000


class Life(NamedTuple):
    """What a card is worth, its first and last day, and how far it has come."""

    amount: Decimal
    day: date
    last_day: date
    state: str = "issued"
    redeemed_on: date | None = None
    is_settled: bool = False


class Lives(RuleBasedStateMachine):
    """A project with budgets: an officer gives, a leader approves, a clerk pays."""

    def __init__(self) -> None:
        super().__init__()
        # What an example has written is gone when the next one begins.
        self.written = transaction.atomic()
        self.written.__enter__()
        self.day = BEGIN
        self.cards: dict[str, Life] = {}  # by serial number
        self.waiting: dict[int, tuple[Decimal, date]] = {}  # proposals by key
        self.budgets: dict[str, Decimal] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.written.__exit__(None, None, None)

    @initialize(amounts=st.tuples(*[st.integers(5, 40)] * len(PERIODS)))
    def begin(self, amounts: tuple[int, ...]) -> None:
        company = make.company()
        self.unit = make.project(parent=company)
        self.worker = make.person(self.unit, category="worker")
        self.officer, self.leader, self.clerk = (
            make.user(role, self.unit, person=make.person(self.unit))
            for role in ("safety_officer", "project_manager", "clerk")
        )
        drawn = receive(photos.upload(photos.jpeg()), by=self.clerk.pk)
        self.signed = {signer: Signed(signer, drawn) for signer in ("clerk", "second")}
        make.card_rule(
            self.unit,
            face_values="2 5.50 9",
            standard=VALUES[0],
            days_valid=VALID,
            of_issuer_a_day=MANY,
            of_pair_a_week=MANY,
            of_worker_a_day=MANY,
            share_of_own_team=100,
            free_up_to=FREE,
        )
        self.behaviour = Behaviour.objects.filter(is_offered=True)[0]
        for period, amount in zip(PERIODS, amounts, strict=True):
            # The company's year covers the project, too.
            make.budget(company if period == "2019" else self.unit, amount, period)
            self.budgets[period] = Decimal(amount)

    def now(self) -> Any:
        return time_machine.travel(self.day, tick=False)

    def done(self, verb: Callable[[], object]) -> bool:
        """Whether a verb is done today, and not refused."""
        with self.now():
            try:
                with transaction.atomic():
                    verb()
            except ValidationError:
                return False
        return True

    def used(self, period: str) -> Decimal:
        days = Period.parse(period)
        return sum(
            (
                card.amount
                for card in self.cards.values()
                if card.state != "voided"
                and days.first_day <= card.day <= days.last_day
            ),
            Decimal(0),
        )

    def has_enough(self, amount: Decimal, day: date) -> bool:
        covering = ("2019", f"{day:%Y-%m}")
        return all(
            self.used(period) + amount <= self.budgets[period] for period in covering
        )

    def given(self, amount: Decimal, day: date) -> None:
        card = Card.objects.latest("pk")
        self.cards[card.serial] = Life(amount, day, self.day + timedelta(days=VALID))

    def a_card(self, data: Any) -> str:
        serial: str = data.draw(st.sampled_from(sorted(self.cards)))
        return serial

    @rule(days=st.integers(1, VALID))
    def wait(self, days: int) -> None:
        self.day = min(self.day + timedelta(days=days), date(2019, 8, 31))

    @rule(amount=st.sampled_from(VALUES))
    def issue(self, amount: Decimal) -> None:
        has_enough = self.has_enough(amount, self.day)
        deed = issuing.Deed(self.unit, self.worker, self.behaviour, amount)
        assert has_enough == self.done(lambda: issuing.issue(deed, by=self.officer))
        if has_enough and amount > FREE:
            self.waiting[Proposal.objects.latest("pk").pk] = amount, self.day
        elif has_enough:
            self.given(amount, self.day)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data(), is_approved=st.booleans())
    def answer(self, data: Any, is_approved: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.waiting)))
        amount, day = self.waiting[key]
        if not is_approved:
            assert self.done(lambda: approving.reject([key], "Why", by=self.leader))
            del self.waiting[key]
            return
        done = self.done(lambda: approving.approve([key], by=self.leader))
        assert done == self.has_enough(amount, day)
        if done:
            del self.waiting[key]
            self.given(amount, day)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def withdraw(self, data: Any) -> None:
        key = data.draw(st.sampled_from(sorted(self.waiting)))
        said = Proposal.objects.get(pk=key)
        assert self.done(lambda: approving.withdraw(said, "Why", by=self.officer))
        del self.waiting[key]

    @rule(period=st.sampled_from(PERIODS), amount=st.integers(0, 60))
    def set_budget(self, period: str, amount: int) -> None:
        budget = Budget.objects.get(period=Period.parse(period).index)
        budget.amount = Decimal(amount)
        done = self.done(lambda: budgets.save(budget, "Why", by=self.officer.pk))
        assert done == (self.used(period) <= amount)
        if done:
            self.budgets[period] = Decimal(amount)

    @precondition(lambda self: self.cards)
    @rule(data=st.data())
    def void(self, data: Any) -> None:
        serial = self.a_card(data)
        life = self.cards[serial]
        card = Card.objects.get(serial=serial)
        done = self.done(lambda: voiding.void(card, "Wrong", by=self.officer.pk))
        assert done == (life.state in {"issued", "voided"})
        if done:
            self.cards[serial] = life._replace(state="voided")

    @precondition(lambda self: self.cards)
    @rule(data=st.data())
    def redeem(self, data: Any) -> None:
        serials = {self.a_card(data), self.a_card(data)}
        found = [self.cards[serial] for serial in serials]
        is_valid = all(
            life.state == "issued" and self.day <= life.last_day for life in found
        )
        done = self.done(
            lambda: redeeming.redeem(sorted(serials), self.unit, by=self.clerk)
        )
        assert done == is_valid
        if done:
            for serial in serials:
                life = self.cards[serial]
                self.cards[serial] = life._replace(
                    state="redeemed", redeemed_on=self.day
                )

    @rule(ago=st.integers(-1, VALID))
    def settle(self, ago: int) -> None:
        until = self.day - timedelta(days=ago)
        wanted = {
            serial
            for serial, life in self.cards.items()
            if life.redeemed_on and life.redeemed_on <= until and not life.is_settled
        }
        done = self.done(
            lambda: settling.settle(self.unit, until, self.signed, by=self.clerk)
        )
        assert done == (bool(wanted) and ago >= 0)
        if done:
            made = Settlement.objects.latest("pk")
            settled = Card.objects.filter(settlement=made)
            assert {card.serial for card in settled} == wanted
            for serial in wanted:
                life = self.cards[serial]
                self.cards[serial] = life._replace(is_settled=True)

    @rule()
    def expire(self) -> None:
        assert self.done(lambda: expiring.sweep(self.day))
        for serial, life in self.cards.items():
            is_over = self.day > life.last_day + timedelta(days=1)
            if life.state == "issued" and is_over:
                self.cards[serial] = life._replace(state="expired")

    @invariant()
    def cards_are_what_was_done_with_them(self) -> None:
        found = {card.serial: card.state.value for card in Card.objects.all()}
        assert found == {serial: life.state for serial, life in self.cards.items()}
        waiting = Proposal.objects.waiting().values_list("pk", flat=True)
        assert set(waiting) == set(self.waiting)

    @invariant()
    def money_is_where_it_went(self) -> None:
        account = {
            "issued": Account.WORKER,
            "redeemed": Account.SHOP,
            "expired": Account.EXPIRED,
        }
        wanted = Counter[str]()
        for life in self.cards.values():
            if life.state in account:
                wanted[account[life.state]] += life.amount  # type: ignore[assignment]
                wanted[Account.BUDGET] -= life.amount  # type: ignore[assignment]
        found = Entry.objects.all().balances()
        assert {name: amount for name, amount in found.items() if amount} == wanted
        assert [*ledger.misfits(), *ledger.lacking()] == []

    @invariant()
    def budgets_are_used_to_the_fen(self) -> None:
        rows: Any = Budget.objects.with_use([Period.parse(each) for each in PERIODS])
        found = {str(row.period): (row.issued, row.left) for row in rows}
        used = {period: self.used(period) for period in self.budgets}
        assert found == {
            period: (used[period], amount - used[period])
            for period, amount in self.budgets.items()
        }
        assert all(left >= 0 for _issued, left in found.values())


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.both
def test_random_lives_end_as_a_plain_ledger_says() -> None:
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def killed_before(statement: int, verb: Callable[[], object]) -> bool:
    """Run a verb in a process that dies before a statement; whether it ended before."""
    connections.close_all()
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        assert status in (0, signal.SIGKILL)
        return status == 0

    asked = Counter[str]()

    def die(execute: Any, sql: str, *rest: Any) -> Any:
        asked["statements"] += 1
        if asked["statements"] == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    try:
        with connection.execute_wrapper(die):
            verb()
    except BaseException:  # noqa: BLE001 (said by the status)
        os._exit(1)
    os._exit(0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.both
def test_a_redemption_killed_at_any_statement_is_whole_or_nothing() -> None:
    unit = make.project()
    clerk = make.user("clerk", unit, person=make.person(unit))
    serials = [make.card(unit).serial for _ in range(3)]
    ledger.post(list(Card.objects.values_list("pk", flat=True)), by=None)
    statement, is_done = 0, False
    while not is_done:
        statement += 1
        is_done = killed_before(
            statement, lambda: redeeming.redeem(serials, unit, by=clerk)
        )
        redeemed = Card.objects.exclude(redeemed_on=None).count()
        moved = Entry.objects.filter(movement="redeem").count()
        assert (redeemed, moved) == ((3, 3) if is_done else (0, 0))
    assert statement > len(serials)
