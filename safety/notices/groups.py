"""Speaking to robots of chat groups: the formats and signatures of three services.

Only https to the services' own hosts, or what `ROBOT_HOSTS` adds; never to an address
inside a network, never on to where an answer points.

Formats: WeCom https://developer.work.weixin.qq.com/document/path/91770, DingTalk
https://open.dingtalk.com/document/robots/custom-robot-access, Feishu
https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from safety.notices.models import Robot

PATIENCE = 10  # seconds
# A loss that is on its way is waited for so long (seconds) before the end of what is
# sent: the less there is of which nobody knows whether it arrived.
GRACE = 0.05
MOST_READ = 20_000  # bytes of an answer
# What a message may hold, in bytes: WeCom takes the fewest.
ROOM = {"wecom": 4000, "dingtalk": 18_000, "feishu": 18_000}
HOSTS = {
    "wecom": ("https://qyapi.weixin.qq.com",),
    "dingtalk": ("https://oapi.dingtalk.com",),
    "feishu": ("https://open.feishu.cn", "https://open.larksuite.com"),
}
# Answers of the services to who speaks too often: WeCom, DingTalk, Feishu.
TOO_OFTEN = {45009, 130101, 660026, 9499, 11232}
# What a proxy answers that heard nothing from the service, which may have taken it.
UNHEARD = {502, 504}
# Answers of our own making, in the words of mail servers.
LATER, NEVER = 450, 550


class GroupAnswer(OSError):
    """The service said no. ``code`` is 450 where later may do, else 550."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code


def require_known(url: str, service: str) -> SplitResult:
    """The parts of an address. ValidationError for one that we do not speak to."""
    try:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
    except ValueError:
        parts, origin = urlsplit(""), ""
    if not url.isascii() or not url.isprintable() or " " in url:
        origin = ""
    if origin not in (*HOSTS[service], *settings.ROBOT_HOSTS):
        said = _("Copy the address from the group’s robot: it begins with %(host)s/.")
        raise ValidationError(said % {"host": HOSTS[service][0]})
    return parts


def body_of(robot: Robot, title: str, lines: list[tuple[str, str]]) -> dict[str, Any]:
    """A message in the format of the robot's service; lines are (text, address)."""
    return FORMATS[robot.service](title, _fitting(lines, ROOM[robot.service]))


def _fitting(lines: list[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """The first lines that there is room for."""
    left, kept = room, []
    for text, url in lines:
        left -= len(text.encode()) + len(url.encode()) + 20
        if left < 0:
            break
        kept.append((text, url))
    return kept


def _plainly(text: str) -> str:
    """A text that is no markup: nobody's words become a link or mention everybody."""
    for mark in "[]<>@*_`#":
        text = text.replace(mark, " ")
    return " ".join(text.split())


def _markdown(lines: list[tuple[str, str]]) -> str:
    rows = [
        f"- [{_plainly(text)}]({url})" if url else _plainly(text) for text, url in lines
    ]
    return "\n".join(rows)


def _wecom(title: str, lines: list[tuple[str, str]]) -> dict[str, Any]:
    content = f"**{_plainly(title)}**\n{_markdown(lines)}"
    return {"msgtype": "markdown", "markdown": {"content": content}}


def _dingtalk(title: str, lines: list[tuple[str, str]]) -> dict[str, Any]:
    text = f"### {_plainly(title)}\n{_markdown(lines)}"
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


def _feishu(title: str, lines: list[tuple[str, str]]) -> dict[str, Any]:
    content = [
        [
            {"tag": "a", "text": text, "href": url}
            if url
            else {"tag": "text", "text": text}
        ]
        for text, url in lines
    ]
    post = {"zh_cn": {"title": title, "content": content}}
    return {"msg_type": "post", "content": {"post": post}}


FORMATS: dict[str, Callable[[str, list[tuple[str, str]]], dict[str, Any]]] = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
}


def signed(
    robot: Robot, path: str, body: dict[str, Any], now: float
) -> tuple[str, dict[str, Any]]:
    """Path and body with the signature that the service asks for, if it asks.

    DingTalk: HMAC-SHA256 of "milliseconds, line end, key" under the key, in the
    address. Feishu: HMAC-SHA256 of nothing under "seconds, line end, key", in the body.
    """
    key = robot.secret_key
    if not key or robot.service == Robot.Service.WECOM:
        return path, body
    if robot.service == Robot.Service.DINGTALK:
        stamp = str(int(now * 1000))
        sign = quote(_hmac(key, f"{stamp}\n{key}"), safe="")
        joined = "&" if "?" in path else "?"
        return f"{path}{joined}timestamp={stamp}&sign={sign}", body
    stamp = str(int(now))
    return path, {"timestamp": stamp, "sign": _hmac(f"{stamp}\n{key}", ""), **body}


def _hmac(key: str, text: str) -> str:
    made = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(made).decode()


def speak(robot: Robot, body: dict[str, Any], hand_over: Callable[[], bool]) -> bool:
    """Send a body to a robot's group; False where ``hand_over`` says no.

    ``hand_over`` is asked before the last byte, without which the service has nothing.
    Raises GroupAnswer for what the service does not take, OSError where the line fails.
    """
    try:
        parts = require_known(robot.secret_url, robot.service)
    except ValidationError as refusal:
        raise GroupAnswer(NEVER, refusal.messages[0]) from refusal
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    path, body = signed(robot, path, body, time.time())
    line = _line(parts)
    try:
        line.connect()
        _refuse_inside(line.sock, parts)
        _begin(line, path, content := json.dumps(body, ensure_ascii=False).encode())
        if not hand_over():
            return False
        line.send(content[-1:])
        answer = line.getresponse()
        _understand(answer.status, answer.read(MOST_READ))
    except HTTPException as error:
        raise ConnectionError(str(error) or type(error).__name__) from error
    finally:
        line.close()
    return True


def _begin(line: HTTPConnection, path: str, content: bytes) -> None:
    """Send all but the last byte. Raises OSError where the line is lost by then."""
    line.putrequest("POST", path)
    line.putheader("Content-Type", "application/json; charset=utf-8")
    line.putheader("Content-Length", str(len(content)))
    line.endheaders(content[:-1])
    line.sock.settimeout(GRACE)
    try:
        line.sock.recv(1)
    except TimeoutError:  # it listens
        line.sock.settimeout(PATIENCE)
        return
    raise ConnectionError(_("The line was lost before the end."))


def _line(parts: SplitResult) -> HTTPConnection:
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=PATIENCE)


def _refuse_inside(line: socket.socket, parts: SplitResult) -> None:
    """A name that leads into a network is refused, unless the site's owner named it."""
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    address = ipaddress.ip_address(line.getpeername()[0].partition("%")[0])
    if not address.is_global and origin not in settings.ROBOT_HOSTS:
        raise GroupAnswer(NEVER, _("The address leads into a private network."))


def _understand(status: int, content: bytes) -> None:
    """Raises GroupAnswer unless the service says that it has taken the message.

    ConnectionError where a proxy cannot say whether it has.
    """
    if status in UNHEARD:
        raise ConnectionError(f"HTTP {status}")
    if status == 429 or status >= 500:
        raise GroupAnswer(LATER, f"HTTP {status}")
    try:
        answer = json.loads(content)
        code = answer.get("errcode", answer.get("code", answer.get("StatusCode")))
        said = str(answer.get("errmsg", answer.get("msg", "")))[:300]
    except (ValueError, AttributeError):
        code, said = None, ""
    if status != 200 or code != 0:
        kind = LATER if code in TOO_OFTEN else NEVER
        raise GroupAnswer(kind, f"HTTP {status} {code or ''} {said}".strip())
