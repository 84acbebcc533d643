"""From a page to the mail folder, through a real worker."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from safety.notices.models import Message
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
PATIENCE = 10.0  # seconds


@pytest.mark.slow
def test_an_invitation_leaves_at_once_and_is_logged_with_its_request(
    client: Client, worker: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    client.force_login(make.user("administrator"))
    form = {
        "username": "zhao.min",
        "name": "Zhao Min",
        "email": "zhao@example.com",
        "role": "worker",
        "unit": make.group().code,
    }
    client.post(reverse("accounts:invite-user"), form)
    deadline = time.monotonic() + PATIENCE
    while not (letters := logged(tmp_path / "worker.log", "letter")):
        assert time.monotonic() < deadline, Message.objects.get().error
        time.sleep(0.1)
    assert Message.objects.get().state == Message.State.SENT
    assert letters[0]["request_id"]


def logged(file: Path, event: str) -> list[dict[str, Any]]:
    """The lines of an event in a log."""
    lines = [line for line in file.read_text().splitlines() if line.startswith("{")]
    return [line for line in map(json.loads, lines) if line["event"] == event]
