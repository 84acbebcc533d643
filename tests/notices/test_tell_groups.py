"""What leaves the site: summaries by letter, and chat groups on a real HTTP server."""

import base64
import hashlib
import hmac
import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from safety.accounts.models import User
from safety.journal.models import Change
from safety.notices import groups, outgoing, robots, sending, topics
from safety.notices.inbox import News, tell
from safety.notices.models import Message, Robot, Telling
from safety.notices.topics import Line, Topic
from tests import make, things
from tests.notices.service import BEHIND, INSIDE, Service, serving
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SHANGHAI = ZoneInfo("Asia/Shanghai")
PAGE = "/notices/robots/"
FINE = {"wecom": {"errcode": 0}, "dingtalk": {"errcode": 0}, "feishu": {"code": 0}}


def at(day: int, hour: int, minute: int = 0) -> Any:
    moment = datetime(2019, 6, day, hour, minute, tzinfo=SHANGHAI)
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    with serving() as made:
        settings.ROBOT_HOSTS = [made.origin]
        yield made


@pytest.fixture(autouse=True)
def settled() -> Iterator[set[int]]:
    """A topic of numbers; those in the set need nobody any more."""
    done: set[int] = set()

    def lines(_viewer: Any, keys: Collection[int]) -> dict[int, Line]:
        return {
            key: Line(
                f"Crane {key} [@all](x)", "P01", f"/h/{key}/", "Overdue",
                stands=key not in done,
            )
            for key in keys
        }  # fmt: skip

    topics.register(Topic("cranes", lines))
    yield done
    topics._topics.pop("cranes")


def robot(service: Service, kind: str, key: str = "") -> Robot:
    made = Robot(unit=make.project(), name=f"Crew {kind}", service=kind, language="en")
    return robots.save(
        made, "add", address=f"{service.origin}/send?key=abc", key=key, by=None
    )


def cranes(reader: User | Robot, *keys: int, urgent: bool = False) -> None:
    user, group = (reader.pk, None) if isinstance(reader, User) else (None, reader.pk)
    tell([News("cranes", key, user, urgent, group) for key in keys])


def swept() -> int:
    """What the worker does each minute; how many letters left."""
    outgoing.write_summaries()
    return sending.send_due()


def test_one_letter_a_day_and_five_urgent_ones(settled: set[int]) -> None:
    zhao = make.user("safety_officer", email="zhao@example.com", language="en")
    without = make.user("safety_officer")
    with at(3, 14):
        cranes(zhao, *range(500))
        cranes(without, 1)
        assert swept() == 1  # the hour of today's summary has passed
        cranes(zhao, *range(600, 607), urgent=True)
        assert swept() == 5
    assert len(mail.outbox) == 6
    assert mail.outbox[0].subject == "Summary of 3 Jun 2019 from Anzhu"
    assert mail.outbox[0].body.count("/h/") == 20
    assert "Overdue · 500" in mail.outbox[0].body
    assert mail.outbox[1].subject.startswith("Overdue: Crane 600")
    with at(4, 7, 59):
        cranes(zhao, 700, 701)
        settled |= {700}
        assert swept() == 0
    with at(4, 8):
        for _twice in range(3):
            swept()
        body = mail.outbox[6].body
        assert ("Crane 605" in body, "Crane 606" in body) == (True, True)
        assert ("Crane 701" in body, "Crane 700" in body) == (True, False)
    with at(5, 9):
        settled |= {800}
        cranes(zhao, 800)
        assert swept() == 0  # nothing is left to say
    assert len(mail.outbox) == 7
    assert not Telling.objects.waiting().exists()


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_a_group_is_told_in_the_words_of_its_service(
    service: Service, kind: str
) -> None:
    crew = robot(service, kind, key="SECkey")
    with at(3, 8):
        cranes(crew, 1, 2)
        assert (swept(), swept()) == (1, 0)
    ((path, body),) = service.got
    said = json.dumps(body, ensure_ascii=False)
    assert "Anzhu: 2 hazards" in said
    assert "/h/2/" in said
    asked = parse_qs(urlsplit(path).query)
    assert asked["key"] == ["abc"]
    stamp = str(int(datetime(2019, 6, 3, 8, tzinfo=SHANGHAI).timestamp()))
    if kind == "wecom":
        assert body["msgtype"] == "markdown"
        assert "[@all]" not in body["markdown"]["content"]
    elif kind == "dingtalk":
        stamp += "000"
        assert asked["timestamp"] == [stamp]
        assert asked["sign"] == [_hmac("SECkey", f"{stamp}\nSECkey")]
        assert body["markdown"]["title"] == "Anzhu: 2 hazards"
    else:
        assert (body["timestamp"], body["msg_type"]) == (stamp, "post")
        assert body["sign"] == _hmac(f"{stamp}\nSECkey", "")
        assert body["content"]["post"]["zh_cn"]["title"] == "Anzhu: 2 hazards"


def _hmac(key: str, said: str) -> str:
    made = hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()
    return base64.b64encode(made).decode()


def test_a_service_that_is_down_is_tried_again_and_a_refusal_is_seen(
    service: Service, client: Client
) -> None:
    crew = robot(service, "wecom")
    client.force_login(make.user("project_manager", crew.unit))
    page = f"{PAGE}{crew.pk}/"
    service.answers = [(503, {}), (200, {"errcode": 45009}), (302, {})]
    client.post(f"{page}try/")
    for _try in range(2):
        assert sending.send_due() == 0
        message = Message.objects.get()
        assert message.state == Message.State.QUEUED
        assert message.next_at > timezone.now()
        Message.objects.update(next_at=timezone.now())
    assert sending.send_due() == 0  # it does not follow to another address
    assert Message.objects.get().state == Message.State.FAILED
    assert "HTTP 302" in text(client.get(page))
    assert "HTTP 302" in text(client.get(f"{PAGE}?unit={crew.unit.code}"))
    client.post(f"{page}again/")
    assert sending.send_due() == 1
    assert Message.objects.get().state == Message.State.SENT
    assert [path for path, _body in service.got] == ["/send?key=abc"] * 4


@pytest.mark.parametrize("fault", [INSIDE, BEHIND])
def test_a_line_lost_inside_a_message_is_made_up_for_but_not_behind_its_end(
    service: Service, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(groups, "GRACE", 2.0)
    crew = robot(service, "wecom")
    service.faults = [fault]
    outgoing.try_robot(crew)
    assert sending.send_due() == 0
    Message.objects.update(next_at=timezone.now())
    sending.send_due()
    assert len(service.got) == 1
    stands = {INSIDE: Message.State.SENT, BEHIND: Message.State.FAILED}
    assert Message.objects.get().state == stands[fault]


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com.evil.example/send",
        "https://qyapi.weixin.qq.com@127.0.0.1/send",
        "https://127.0.0.1/send",
        "https://[::1]/send",
        "https://[/send",
        "https://oapi.dingtalk.com/robot/send?access_token=1",
        "file:///etc/passwd",
        "https://qyapi.weixin.qq.com /",
    ],
)
def test_no_address_but_the_services_own_is_kept(client: Client, address: str) -> None:
    project = make.project()
    client.force_login(make.user("safety_officer", project))
    form = {**things.ROBOT, "unit": project.code, "address": address}
    page = client.post(f"{PAGE}add/", form)
    assert "Copy the address from the group’s robot" in text(page)
    assert not Robot.objects.exists()


def test_a_known_name_that_leads_inside_is_not_spoken_to(
    service: Service, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = robot(service, "wecom")
    settings.ROBOT_HOSTS = []
    monkeypatch.setitem(groups.HOSTS, "wecom", (service.origin,))
    outgoing.try_robot(crew)
    assert sending.send_due() == 0
    assert "private network" in Message.objects.get().error
    assert service.got == []


def test_address_and_key_are_shown_to_nobody(client: Client) -> None:
    project = make.project()
    client.force_login(make.user("project_manager", project))
    form = {**things.ROBOT, "unit": project.code, "key": "Zz-Key"}
    for _twice in range(2):
        assert client.post(f"{PAGE}add/", form).status_code == 302
    made = Robot.objects.get()
    assert (made.secret_url, made.secret_key) == (things.ROBOT_URL, "Zz-Key")
    client.post(f"{PAGE}{made.pk}/", {**things.ROBOT_AGAIN, "name": "Night crew"})
    made.refresh_from_db()
    assert (made.name, made.secret_url) == ("Night crew", things.ROBOT_URL)
    page = client.get(f"{PAGE}{made.pk}/").content.decode()
    said = page + str(list(Change.objects.values()))
    assert "qyapi.weixin.qq.com/…5678" in page
    for secret in ("1234-5678", "Zz-Key"):
        assert secret not in said
