"""Private servers start, even where somebody was quicker to take their port."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from tools import services


def answers_redis(url: str) -> bool:
    return bool(Redis.from_url(url).ping())


def answers_postgres(url: str) -> bool:
    with psycopg.connect(url) as server:
        return server.execute("SELECT 1").fetchone() == (1,)


Start = Callable[[], AbstractContextManager[str]]


def installed() -> Iterator[tuple[Start, Callable[[str], bool]]]:
    """How to start each server whose programs this machine has, and to ask it."""
    if redis := services.find_redis():
        yield lambda: services.private_redis(redis), answers_redis
    if postgres := services.find_postgres():
        yield lambda: services.private_postgres(postgres), answers_postgres


@pytest.mark.slow
def test_a_server_whose_port_was_taken_meanwhile_takes_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for start, answers in installed():
        with socket.create_server(("127.0.0.1", 0)) as quicker:
            taken = quicker.getsockname()[1]
            ports = iter([taken, services.free_port()]).__next__
            with monkeypatch.context() as patch:
                patch.setattr(services, "free_port", ports)
                with start() as url:
                    assert str(taken) not in url
                    assert answers(url)


def test_a_server_that_starts_nowhere_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "redis-server"
    broken.write_text("#!/bin/sh\necho Out of memory\nexit 1\n")
    broken.chmod(0o755)
    with (
        pytest.raises(OSError, match="on any of 5 ports: Out of memory"),
        services.private_redis(str(broken)),
    ):
        pass
