"""`manage.py demo` loads the sample group once and serves it."""

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from safety.management.commands import demo
from tests import make
from tools.services import free_port


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
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    sample = Sample()
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    monkeypatch.setattr(demo, "_samples", lambda: [sample])
    return sample


def test_the_sample_is_loaded_once(db: None, sample: Sample) -> None:
    for _ in range(2):
        call_command("demo", "--small", "--load-only")
    assert sample.asked == [True]


def test_where_the_known_password_opens_is_said_before_it_does(
    db: None, sample: Sample, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("demo", "--load-only")
    said = capsys.readouterr().out
    name = connection.settings_dict["NAME"]
    assert f"into {name}: its accounts have a published password" in said


def test_a_taken_port_is_said_before_anything_is_loaded(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr(settings, "PORT", port)
        with pytest.raises(CommandError, match=f"PORT={port + 1} make demo"):
            call_command("demo")
    assert sample.asked == []


def test_a_real_site_gets_no_accounts_with_a_known_password(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HTTPS", True)
    with pytest.raises(CommandError, match="HTTPS=true is for a real site"):
        call_command("demo", "--load-only")
    assert sample.asked == []


def test_an_interrupted_load_goes_on_the_next_time(
    db: None, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def load(small: bool, progress: demo.Report) -> None:
        asked.append(small)
        if len(asked) == 1:
            make.group()
            raise KeyboardInterrupt

    monkeypatch.setattr(demo, "_samples", lambda: [SimpleNamespace(load=load)])
    with pytest.raises(CommandError, match="make demo goes on from here"):
        call_command("demo", "--load-only")
    for _ in range(2):
        call_command("demo", "--load-only")
    assert asked == [False, False]


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "no address"])
def test_a_redis_that_does_not_answer_is_said_before_anything_is_loaded(
    sample: Sample, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(settings, "PORT", free_port())
    monkeypatch.setattr(settings, "REDIS_URL", address)
    with pytest.raises(CommandError, match="REDIS_URL does not lead to a Redis"):
        call_command("demo")
    assert sample.asked == []


def test_a_number_that_is_no_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PORT", 80000)
    with pytest.raises(CommandError, match="PORT=80000 is no port"):
        call_command("demo")
