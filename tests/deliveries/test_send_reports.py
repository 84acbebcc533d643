"""Reports leave on their day, once for each reader, whatever happens to the line."""

import hashlib
from datetime import timedelta
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
import python_calamine
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from safety.accounts.models import Grant, User
from safety.closing.services import months
from safety.core.months import Month, Period
from safety.deliveries.models import Delivery, Recipient, Schedule
from safety.deliveries.services import delivering, scheduling
from safety.deliveries.services.making import content_of
from safety.journal import write as journal
from safety.notices import groups, robots
from safety.notices.models import Robot
from safety.org.models import Unit
from tests import make
from tests.deliveries.make import reader, schedule
from tests.deliveries.sink import BEFORE, Sink, file_of, text_of
from tests.notices.service import BEHIND, INSIDE, Service

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DUE = "2019-08-05 08:00+08:00"  # the third working day after July
State = Delivery.State
Clock = time_machine.Traveller


def work() -> None:
    """What the sweeps do."""
    scheduling.plan_due()
    delivering.send_due()


def moved(clock: Clock, moment: str, *, by: timedelta = timedelta()) -> None:
    """Let it be another moment."""
    clock.move_to(moment)
    clock.shift(by)


def states() -> list[str]:
    return [each.state for each in Delivery.objects.order_by("pk")]


class TestOnItsDay:
    def test_it_leaves_on_the_working_day_and_hour_and_once(
        self, monthly: Schedule, sink: Sink, clock: Clock
    ) -> None:
        moved(clock, DUE, by=timedelta(seconds=-1))
        work()
        assert sink.mails == []
        moved(clock, DUE)
        for _again in range(3):
            work()
        to = [mail["To"] for mail in sink.mails]
        assert sorted(to) == ["leader@example.com", "officer@example.com"]
        assert states() == [State.SENT] * 2
        assert {each.period for each in Delivery.objects.all()} == {
            Period.parse("2019-07")
        }
        assert not Delivery.objects.filter(is_late=True).exists()

    def test_what_is_kept_is_what_was_sent(
        self, monthly: Schedule, sink: Sink, clock: Clock
    ) -> None:
        moved(clock, DUE)
        work()
        sent = {mail["To"]: file_of(mail) for mail in sink.mails}
        for delivery in Delivery.objects.all():
            content = sent[delivery.to]
            (row,) = delivery.files.all()
            assert content == content_of(row.file)
            assert hashlib.sha256(content).hexdigest() == delivery.sha256
            python_calamine.load_workbook(BytesIO(content))

    def test_months_that_were_missed_are_caught_up_and_late(
        self, monthly: Schedule, sink: Sink, clock: Clock
    ) -> None:
        moved(clock, "2019-10-30 12:00+08:00")
        work()
        months = Delivery.objects.order_by("period").values_list("period", "is_late")
        wanted = ["2019-07", "2019-07", "2019-08", "2019-08", "2019-09", "2019-09"]
        assert [(str(month), late) for month, late in months] == [
            (month, True) for month in wanted
        ]
        assert "It comes late" in text_of(sink.mails[0])

    def test_a_clock_that_jumps_back_and_forth_sends_nothing_twice(
        self, monthly: Schedule, sink: Sink, clock: Clock
    ) -> None:
        for moment in (DUE, "2019-07-01 08:00+08:00", DUE, "2019-09-30 08:00+08:00"):
            moved(clock, moment)
            work()
        moved(clock, DUE)
        work()
        assert len(sink.mails) == 4
        assert states() == [State.SENT] * 4

    def test_what_a_clock_that_ran_ahead_has_put_off_is_not_left(
        self, monthly: Schedule, settings: Settings, sink: Sink, clock: Clock
    ) -> None:
        settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
        moved(clock, "2019-09-30 08:00+08:00")
        work()
        killed = Delivery.objects.order_by("pk")[0]
        clock.shift(timedelta(seconds=61))
        assert killed.claim()
        settings.EMAIL_PORT = port
        settings.DELIVERY_LEASE_SECONDS = 0
        moved(clock, DUE)
        for pause in (0, 301):
            clock.shift(timedelta(seconds=pause))
            work()
        july = Delivery.objects.of(Period.parse("2019-07"))
        assert [each.state for each in july] == [State.SENT] * 2
        assert len(sink.mails) == 2
        moved(clock, "2019-09-30 08:02+08:00")
        work()
        assert states() == [State.SENT] * 4
        assert len(sink.mails) == 4

    def test_a_year_is_due_when_it_is_over(
        self, project: Unit, manager: User, sink: Sink, clock: Clock
    ) -> None:
        annual = schedule(make.group(), report="annual")
        reader(annual, user=manager, by=manager)
        moved(clock, "2019-12-30 12:00+08:00")
        work()
        assert sink.mails == []
        moved(clock, "2020-01-20 12:00+08:00")
        work()
        assert [str(each.period) for each in Delivery.objects.all()] == ["2019"]

    def test_nothing_leaves_while_it_is_off(
        self, monthly: Schedule, sink: Sink, clock: Clock
    ) -> None:
        monthly.is_on = False
        journal.save(monthly, "change", by=None)
        moved(clock, DUE)
        work()
        assert sink.mails == []


def test_what_leaves_on_close_leaves_with_it_and_once(
    monthly: Schedule, manager: User, sink: Sink, clock: Clock
) -> None:
    closing = schedule(monthly.unit, start="close")
    reader(closing, user=manager, by=manager)
    months.close(make.group(), Month.parse("2019-06"), by=None, why="All is in")
    assert scheduling.on_close([monthly.unit.pk], Month.parse("2019-06")) == 0
    work()
    assert [mail["To"] for mail in sink.mails] == ["hq@example.com"]


def test_the_database_has_one_row_for_each_period_and_reader(
    monthly: Schedule, clock: Clock
) -> None:
    moved(clock, DUE)
    scheduling.plan_due()
    delivery = Delivery.objects.all()[0]
    delivery.pk, delivery.secret_key = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        delivery.save(force_insert=True)


class TestLostLines:
    @pytest.mark.parametrize("fault", [BEFORE, INSIDE])
    def test_a_line_lost_before_the_end_is_made_up_for(
        self, monthly: Schedule, sink: Sink, clock: Clock, fault: str
    ) -> None:
        moved(clock, DUE)
        sink.faults = [fault]
        work()
        assert sorted(states()) == [State.DUE, State.SENT]
        waiting = Delivery.objects.get(state=State.DUE)
        assert (waiting.attempts, waiting.error != "") == (1, True)
        work()
        assert len(sink.mails) == 1
        clock.shift(timedelta(seconds=61))
        work()
        assert states() == [State.SENT] * 2
        assert len({mail["To"] for mail in sink.mails}) == len(sink.mails) == 2

    def test_behind_the_last_dot_nobody_knows_and_nobody_tries_again(
        self, monthly: Schedule, sink: Sink, clock: Clock, manager: User
    ) -> None:
        moved(clock, DUE)
        sink.faults = [BEHIND]
        work()
        assert sorted(states()) == [State.SENT, State.UNKNOWN]
        clock.shift(timedelta(days=5))
        work()
        assert len(sink.mails) == 2
        lost = Delivery.objects.get(state=State.UNKNOWN)
        assert delivering.send_again(lost, by=manager)
        work()
        assert len(sink.mails) == 3
        lost.refresh_from_db()
        assert (lost.state, lost.again_by) == (State.SENT, manager)
        assert not delivering.send_again(lost, by=manager)

    def test_a_refusal_for_now_is_tried_again_a_final_one_is_not(
        self, monthly: Schedule, sink: Sink, clock: Clock
    ) -> None:
        moved(clock, DUE)
        sink.refusal = "450 try later"
        work()
        assert states() == [State.DUE] * 2
        sink.refusal = "550 no such mailbox"
        clock.shift(timedelta(seconds=61))
        work()
        assert states() == [State.FAILED] * 2

    def test_a_server_that_is_away_is_waited_for_and_then_given_up(
        self, monthly: Schedule, settings: Settings, sink: Sink, clock: Clock
    ) -> None:
        settings.EMAIL_PORT = 1
        moved(clock, DUE)
        for pause in (0, *settings.MAIL_RETRY_SECONDS):
            clock.shift(timedelta(seconds=pause))
            work()
        assert states() == [State.FAILED] * 2

    def test_a_worker_whose_clock_is_months_away_keeps_what_it_sends(
        self, monthly: Schedule, sink: Sink, clock: Clock
    ) -> None:
        moved(clock, DUE)
        scheduling.plan_due()
        held = list(Delivery.objects.order_by("pk"))
        clocks = (DUE, "2019-10-30 12:00+08:00")
        for delivery, moment in zip(held, clocks, strict=True):
            moved(clock, moment)
            assert delivery.claim()
        for moment in clocks:
            moved(clock, moment)
            delivering.send_due()
        assert all(delivery.hand_over() for delivery in held)

    def test_a_killed_worker_is_made_up_for_unless_it_had_ended_the_letter(
        self, monthly: Schedule, settings: Settings, sink: Sink, clock: Clock
    ) -> None:
        moved(clock, DUE)
        scheduling.plan_due()
        first, second = Delivery.objects.order_by("pk")
        assert first.claim()
        assert second.claim()
        assert second.hand_over()
        settings.DELIVERY_LEASE_SECONDS = 0
        work()
        clock.shift(timedelta(minutes=2))
        work()
        assert states() == [State.SENT, State.UNKNOWN]
        assert not second.hand_over()


class TestGroups:
    @pytest.fixture
    def group(self, project: Unit, manager: User, service: Service) -> Recipient:
        """A chat group that gets the report."""
        crew = Robot(unit=project, name="Crew", service="wecom", language="en")
        address = f"{service.origin}/send?key=abc"
        crew = robots.save(crew, "add", address=address, key="", by=manager.pk)
        return reader(schedule(project), robot=crew, by=manager)

    def test_a_group_is_told_the_first_sentences_once(
        self, group: Recipient, service: Service, clock: Clock
    ) -> None:
        moved(clock, DUE)
        for _again in range(2):
            work()
        assert states() == [State.SENT]
        ((_path, body),) = service.got
        assert "Line 3" in body["markdown"]["content"]

    def test_a_line_lost_inside_the_message_is_made_up_for(
        self,
        group: Recipient,
        service: Service,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(groups, "GRACE", 2.0)
        moved(clock, DUE)
        service.faults = [INSIDE]
        work()
        assert (states(), service.got) == ([State.DUE], [])
        clock.shift(timedelta(seconds=61))
        work()
        assert (states(), len(service.got)) == ([State.SENT], 1)

    @pytest.mark.parametrize(("faults", "answers"), [([BEHIND], []), ([], [(504, {})])])
    def test_without_an_answer_nobody_knows_and_nobody_tries_again(
        self,
        group: Recipient,
        service: Service,
        manager: User,
        clock: Clock,
        faults: list[str],
        answers: list[tuple[int, Any]],
    ) -> None:
        moved(clock, DUE)
        service.faults, service.answers = faults, answers
        work()
        clock.shift(timedelta(days=5))
        work()
        assert (states(), len(service.got)) == ([State.UNKNOWN], 1)
        assert delivering.send_again(Delivery.objects.get(), by=manager)
        work()
        assert (states(), len(service.got)) == ([State.SENT], 2)


class TestWhatReadersSee:
    def test_each_gets_his_own_language(
        self, monthly: Schedule, sink: Sink, clock: Clock
    ) -> None:
        chinese = make.user(
            "safety_officer", monthly.unit, email="zh@example.com", language="zh-hans"
        )
        reader(monthly, user=chinese, by=chinese)
        moved(clock, DUE)
        work()
        languages = dict(Delivery.objects.values_list("to", "language"))
        assert languages["zh@example.com"] == "zh-hans"
        assert languages["officer@example.com"] == "en"

    def test_who_sees_the_unit_no_more_gets_nothing(
        self, monthly: Schedule, sink: Sink, clock: Clock
    ) -> None:
        Grant.objects.filter(user__email="officer@example.com").delete()
        moved(clock, DUE)
        work()
        assert [mail["To"] for mail in sink.mails] == ["leader@example.com"]
        assert sorted(states()) == [State.FAILED, State.SENT]

    def test_an_address_outside_is_named_and_ends_with_who_added_it(
        self, monthly: Schedule, sink: Sink, clock: Clock, project: Unit
    ) -> None:
        monthly.recipients.update(is_ended=True)
        officer = make.user("safety_officer", project, name="Zhao Min")
        reader(
            monthly, address="owner@example.org", reason="The owner asks", by=officer
        )
        moved(clock, DUE)
        work()
        (mail,) = sink.mails
        body = text_of(mail)
        assert "Zhao Min has added your address: The owner asks" in body
        file = file_of(mail)
        book = python_calamine.load_workbook(BytesIO(file))
        cells = [
            str(cell)
            for name in book.sheet_names
            for row in book.get_sheet_by_name(name).to_python()
            for cell in row
        ]
        assert any("owner@example.org" in cell for cell in cells)
        Grant.objects.filter(user=officer).delete()
        moved(clock, "2019-09-10 08:00+08:00")
        work()
        assert len(sink.mails) == 1
        assert Delivery.objects.latest("pk").state == State.FAILED


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db")
def test_two_beats_and_two_workers_at_the_due_second_send_each_once(
    monthly: Schedule, sink: Sink, clock: Clock
) -> None:
    moved(clock, DUE)

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    for _restart in range(3):
        threads = [Thread(target=run) for _worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(mail["To"] for mail in sink.mails) == [
        "leader@example.com",
        "officer@example.com",
    ]
    assert timezone.now() < Delivery.objects.latest("pk").next_at + timedelta(1)
