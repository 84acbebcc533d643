"""The bell and the inbox: told once, one summary a day, urgent ones alone, own only."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from safety.accounts.models import User
from safety.notices import topics
from safety.notices.inbox import News, tell
from safety.notices.models import Notice
from safety.notices.topics import Line, Topic
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
INBOX = "/notices/"


@pytest.fixture(autouse=True)
def unseen() -> Iterator[set[int]]:
    """A topic of numbers; those in the set are no longer seen by anybody."""
    hidden: set[int] = set()

    def lines(_viewer: Any, keys: Collection[int]) -> dict[int, Line]:
        return {
            key: Line(f"Crane {key}", "P01", f"/me/?{key}", "Overdue")
            for key in keys
            if key not in hidden
        }

    topics.register(Topic("cranes", lines))
    yield hidden
    topics._topics.pop("cranes")


@pytest.fixture
def user(client: Client) -> User:
    made = make.user("safety_officer", make.project())
    client.force_login(made)
    return made


def cranes(user: User, *keys: int, urgent: bool = False) -> None:
    tell([News("cranes", key, user.pk, urgent) for key in keys])


def shown(client: Client, url: str = INBOX) -> str:
    return client.get(url).content.decode()


def bell(client: Client) -> str:
    _before, found, rest = shown(client, "/me/").partition('class="dot"')
    return rest.partition(">")[2].partition("<")[0] if found else ""


def test_what_is_told_is_one_summary_a_day_and_told_once(
    client: Client, user: User
) -> None:
    assert bell(client) == ""
    for _again in range(3):
        cranes(user, *range(5000))
    assert bell(client) == "1"
    assert "5,000 things to know" in shown(client)
    digest = Notice.objects.get()
    page = client.post(f"{INBOX}{digest.pk}/open/", follow=True).content.decode()
    assert "Crane 4999" in page
    assert bell(client) == ""
    cranes(user, 5000)  # the summary has another line, and is unread again
    assert (bell(client), Notice.objects.count()) == ("1", 1)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        cranes(user, 5001)
        assert Notice.objects.count() == 2


def test_urgent_ones_stand_alone_five_times_a_day(client: Client, user: User) -> None:
    cranes(user, 1, 2, 3, urgent=True)
    cranes(user, *range(4, 10), urgent=True)
    assert bell(client) == "6"
    page = shown(client)
    assert "Crane 5" in page
    assert "Crane 6" not in page
    assert "4 things to know" in page
    alone = Notice.objects.get(place=1)
    answer = client.post(f"{INBOX}{alone.pk}/open/")
    assert answer["Location"] == "/me/?1"
    assert bell(client) == "5"
    client.post(f"{INBOX}read/", {"last": Notice.objects.latest("at", "pk").pk})
    assert bell(client) == ""


def test_nobody_reads_what_he_no_longer_sees_nor_the_inbox_of_another(
    client: Client, user: User, unseen: set[int]
) -> None:
    cranes(user, 1, urgent=True)
    cranes(user, 2, 3)
    unseen |= {1, 2}
    page = shown(client)
    assert "Crane" not in page
    assert "A record that you no longer see" in page
    digest = Notice.objects.get(place=0)
    page = shown(client, f"{INBOX}{digest.pk}/")
    assert "Crane 3" in page
    assert "Crane 2" not in page
    assert "1 record is no longer within your units" in page
    client.force_login(make.user("hq_safety"))
    for url in (f"{digest.pk}/", f"{digest.pk}/open/", "?before=" + str(digest.pk)):
        assert client.get(f"{INBOX}{url}").status_code in (404, 405)
        assert client.post(f"{INBOX}{digest.pk}/open/").status_code == 404
    assert "Summary" not in shown(client)
    assert client.post(f"{INBOX}read/", {"last": digest.pk}).status_code == 404


def test_older_entries_are_on_the_next_page(client: Client, user: User) -> None:
    start = timezone.now()
    for day in range(60):
        with time_machine.travel(start - timedelta(days=day), tick=False):
            cranes(user, day)
    assert bell(client) == "60"
    page = shown(client)
    assert page.count("Summary of") == 50
    older = page.partition("?before=")[2].partition('"')[0]
    assert shown(client, f"{INBOX}?before={older}").count("Summary of") == 10
