"""`manage.py demo` loads the sample group once and serves it."""

import socket
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from safety.management.commands import demo
from tests import make


class Sample:
    """An app's `demo.py` that makes a group and remembers how it was asked."""

    def __init__(self) -> None:
        self.asked: list[bool] = []

    def load(self, small: bool, progress: demo.Report) -> None:
        self.asked.append(small)
        progress("units", 0, 1)
        make.group()
        progress("units", 1, 1)


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> Sample:
    sample = Sample()
    monkeypatch.setattr(demo, "_samples", lambda: [sample])
    return sample


def test_the_sample_is_loaded_once(db: None, sample: Sample) -> None:
    for _ in range(2):
        call_command("demo", "--small", "--load-only")
    assert sample.asked == [True]


def test_a_taken_port_is_said_before_anything_is_loaded(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr(settings, "PORT", port)
        with pytest.raises(CommandError, match=f"PORT={port + 1} make demo"):
            call_command("demo")
    assert sample.asked == []


def test_an_interrupted_load_says_how_to_start_over(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(small: bool, progress: demo.Report) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "_samples", lambda: [SimpleNamespace(load=interrupted)])
    with pytest.raises(CommandError, match="make demo-reset"):
        call_command("demo", "--load-only")
