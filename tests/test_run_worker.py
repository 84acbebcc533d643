"""A real worker takes what is sent over the broker of the test."""

import subprocess
import time
from pathlib import Path

import pytest
from celery import current_app

pytestmark = pytest.mark.both


def test_a_message_reaches_the_worker(
    worker: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    current_app.send_task("nobody.knows.this")
    deadline = time.monotonic() + 10
    while "nobody.knows.this" not in (tmp_path / "worker.log").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert worker.poll() is None
