"""Schedules, readers and the archive, as people use them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from safety.accounts.models import Grant, User
from safety.deliveries.models import Delivery, Recipient, Schedule
from safety.deliveries.services import delivering, scheduling
from safety.org.models import Unit
from tests import make
from tests.deliveries.make import reader, schedule
from tests.deliveries.sink import Sink, text_of
from tests.notices.service import BEHIND
from tests.things_deliveries import SCHEDULE

pytestmark = pytest.mark.django_db
DUE = "2019-08-05 08:00+08:00"
State = Delivery.State


def sent(clock: time_machine.Traveller) -> None:
    clock.move_to(DUE)
    scheduling.plan_due()
    delivering.send_due()


def test_a_manager_makes_a_schedule_and_says_who_gets_it(
    client: Client, manager: User, project: Unit
) -> None:
    make.user("safety_officer", project, name="Zhao Min")
    user = User.objects.get(name="Zhao Min")
    client.force_login(manager)
    made = client.post(reverse("deliveries:add-schedule"), SCHEDULE | {"unit": "P1"})
    found = Schedule.objects.get()
    assert made.headers["Location"] == found.get_absolute_url()
    assert str(found.next_period) == "2019-07"
    add = reverse("deliveries:add-recipient", args=[found.pk])
    client.post(add, {"user": user.username})
    nobody = client.post(add, {})
    assert "Choose an account, a group or an address." in nobody.content.decode()
    why = client.post(add, {"address": "owner@example.org"})
    assert "Say why an address outside gets it." in why.content.decode()
    client.post(add, {"address": "owner@example.org", "reason": "Asks"})
    page = client.get(found.get_absolute_url()).content.decode()
    assert "Zhao Min" in page
    assert "Outside, added by" in page
    end = reverse("deliveries:end-recipient", args=[Recipient.objects.all()[0].pk])
    client.post(end)
    left = found.recipients.current().get()
    assert str(left) == "owner@example.org"


def test_a_reader_who_may_not_see_the_unit_is_refused(
    client: Client, manager: User, monthly: Schedule
) -> None:
    other = make.user("safety_officer", make.project(code="P2"))
    client.force_login(manager)
    add = reverse("deliveries:add-recipient", args=[monthly.pk])
    page = client.post(add, {"user": other.username}).content.decode()
    assert "The numbers of the unit are not shown to this reader." in page


def test_what_may_not_have_arrived_is_shown_and_sent_again_by_a_person(
    client: Client,
    manager: User,
    monthly: Schedule,
    sink: Sink,
    clock: time_machine.Traveller,
) -> None:
    sink.faults = [BEHIND]
    sent(clock)
    lost = Delivery.objects.get(state=State.UNKNOWN)
    client.force_login(manager)
    rows = client.get(reverse("deliveries:list-deliveries"), {"state": "unknown"})
    assert "Unknown whether it arrived" in rows.content.decode()
    page = client.get(lost.get_absolute_url()).content.decode()
    assert "Nobody knows whether it arrived" in page
    client.post(reverse("deliveries:send-again", args=[lost.pk]))
    delivering.send_due()
    lost.refresh_from_db()
    assert (lost.state, lost.again_by) == (State.SENT, manager)


def test_the_archive_is_found_by_reader_and_hash_and_has_rights(
    client: Client,
    manager: User,
    monthly: Schedule,
    sink: Sink,
    clock: time_machine.Traveller,
) -> None:
    sent(clock)
    mine, other = Delivery.objects.order_by("pk")
    client.force_login(manager)
    archive = reverse("deliveries:list-deliveries")
    for text in (mine.to, mine.files.get().sha256[:12]):
        page = client.get(archive, {"q": text}).content.decode()
        assert mine.get_absolute_url() in page
    assert (
        mine.get_absolute_url()
        not in client.get(archive, {"q": other.to}).content.decode()
    )
    file = mine.files.get().file.get_absolute_url()
    assert client.get(file).status_code == 200
    client.force_login(make.user("safety_officer", make.project(code="P2")))
    assert client.get(mine.get_absolute_url()).status_code == 404
    assert client.get(file).status_code == 404


def test_a_reader_opens_his_own_and_confirms_it(
    client: Client,
    project: Unit,
    manager: User,
    sink: Sink,
    clock: time_machine.Traveller,
) -> None:
    linked = schedule(project, policy="linked", asks_receipt=True)
    staff = make.user("project_staff", project, email="staff@example.com")
    reader(linked, user=staff, by=manager)
    sent(clock)
    delivery = Delivery.objects.get()
    (mail,) = sink.mails
    assert delivery.get_absolute_url() in text_of(mail)
    assert not list(mail.iter_attachments())
    client.force_login(staff)
    assert (
        "I have the report" in client.get(delivery.get_absolute_url()).content.decode()
    )
    assert client.get(delivery.files.get().file.get_absolute_url()).status_code == 200
    client.post(reverse("deliveries:confirm-delivery", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.read_at


def test_an_address_outside_opens_its_link_until_the_grant_ends(
    client: Client,
    project: Unit,
    sink: Sink,
    clock: time_machine.Traveller,
) -> None:
    linked = schedule(project, policy="linked", asks_receipt=True)
    officer = make.user("safety_officer", project)
    reader(linked, address="owner@example.org", reason="The owner asks", by=officer)
    sent(clock)
    delivery = Delivery.objects.get()
    url = reverse("open-delivery", args=[delivery.secret_key])
    assert url in text_of(sink.mails[0])
    file = delivery.files.get().file
    of_file = reverse("open-delivery-file", args=[delivery.secret_key, file.pk])
    assert of_file in client.get(url).content.decode()
    assert client.get(of_file).status_code == 200
    client.post(url)
    delivery.refresh_from_db()
    assert delivery.read_at
    Grant.objects.filter(user=officer).delete()
    clock.shift(timedelta(minutes=1))
    assert client.get(url).status_code == 404
    assert client.get(of_file).status_code == 404
