"""What tests run on: database, worker, browser; and which of them are quick."""

import gc
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
import pytest
import time_machine
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from inspections.models import Policy
from inspections.models.checklist import OUTLINES
from safety import supervisor
from safety.core import doorbell
from safety.incentives.models import CardRule
from safety.org.models import Calendar
from tests.undefined import Undefined
from tools.services import playwright, system_chromium
from training.models import HoursRule

SUMMER = datetime(2019, 8, 1, tzinfo=UTC)
WORKER_STARTS_IN = 30.0  # seconds
PROGRAMS = ("pg_dump", "psql")  # PostgreSQL's, where they are
# Of what runs on servers, too, these folders are in the quick part.
SERVED = {"accounts", "indicators", "records"}
# Milliseconds: nothing is expected to take as long, but a machine may be busy.
PATIENCE = 20_000
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36",
}


def pytest_configure() -> None:
    """Settings that only tests want."""
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.SQLITE_OPTIONS["init_command"] += "PRAGMA synchronous=OFF;"
    post_migrate.connect(enter_calendar_again, sender=apps.get_app_config("org"))
    rules = apps.get_app_config("inspections")
    post_migrate.connect(enter_rules_again, sender=rules)
    training = apps.get_app_config("training")
    post_migrate.connect(enter_rules_of_training_again, sender=training)
    incentives = apps.get_app_config("incentives")
    post_migrate.connect(enter_rules_of_cards_again, sender=incentives)
    closing = apps.get_app_config("closing")
    post_migrate.connect(enter_due_days_again, sender=closing)
    indicators = apps.get_app_config("indicators")
    post_migrate.connect(enter_weights_again, sender=indicators)
    if connection.vendor == "sqlite":
        operations: Any = type(connection.ops)
        operations.execute_sql_flush = empty_with_ledger


def empty_with_ledger(operations: Any, statements: list[str]) -> None:
    """Empty tables after a test, those too that else refuse that rows are deleted.

    PostgreSQL truncates, which no trigger of a row sees.
    """
    at = "safety.incentives.migrations"
    ledger = import_module(f"{at}.0003_ledger_stays")
    settled = import_module(f"{at}.0024_what_is_settled_stays")
    stays = {"ledger_stays_delete": ledger.statement("sqlite", "delete")}
    for table in settled.SETTLED:
        made = settled.statement("sqlite", table, "delete")
        stays[f"{table}_stays_delete"] = made
    with transaction.atomic(), operations.connection.cursor() as cursor:
        for name in stays:
            cursor.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *stays.values()):
            cursor.execute(statement)


def enter_calendar_again(**_signal: Any) -> None:
    """Tables emptied after a test have again what the migrations put there."""
    if not Calendar.objects.exists():
        name = "safety.org.migrations.0004_calendars"
        import_module(name).enter_calendar(apps, None)
        name = "safety.org.migrations.0002_china_calendar"
        group = Calendar.objects.get(is_of_group=True)
        import_module(name).enter_days(apps, None, calendar=group)


def enter_rules_again(**_signal: Any) -> None:
    """The same of what is asked about hazards."""
    if not Policy.objects.exists():
        name = "inspections.migrations.0003_rules_of_hazards"
        import_module(name).enter_rules(apps, None)
        name = "inspections.migrations.0016_parties_and_scopes"
        import_module(name).enter_tags(apps, None)
        name = "inspections.migrations.0006_published_versions_stay"
        import_module(name).enter_scale(apps, None)
        name = "inspections.migrations.0013_escalation"
        import_module(name).enter_ladder(apps, None)


# Migrations that enter rows, and by which function.
ENTERED = {
    "0005_rules_of_training": "enter_rules",
    "0017_items_of_evaluation": "enter_items",
    "0019_days_of_reminders": "enter_reminders",
    "0022_rules_of_drills": "enter_rules",
}


def enter_rules_of_training_again(**_signal: Any) -> None:
    """The same of hours and certificates, and of days of reminders."""
    if not HoursRule.objects.exists():
        for name, entered in ENTERED.items():
            getattr(import_module(f"training.migrations.{name}"), entered)(apps, None)


ENTERED_OF_CARDS = {
    "0008_first_rules_of_cards": "enter_rules",
    "0010_rules_of_stars": "enter_star_rules",
    "0017_first_signal_rules": "enter_signal_rules",
    "0020_rule_of_lost_cards": "enter_rule",
    "0026_workers_paid_within_minutes": "enter_rule",
}


def enter_rules_of_cards_again(**_signal: Any) -> None:
    """The same of prize cards and behaviours, of stars and of signals."""
    if not CardRule.objects.exists():
        for name, entered in ENTERED_OF_CARDS.items():
            module = import_module(f"safety.incentives.migrations.{name}")
            getattr(module, entered)(apps, None)


def enter_due_days_again(**_signal: Any) -> None:
    """The same of the days by which months are closed."""
    module = import_module("safety.closing.migrations.0003_first_due_days")
    module.enter_due_days(apps, None)


def enter_weights_again(**_signal: Any) -> None:
    """The same of what the league table weighs."""
    module = import_module("safety.indicators.migrations.0009_first_weights")
    module.enter_weights(apps, None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say what is quick, before -m chooses."""
    is_served = connection.vendor != "sqlite"
    for item in items:
        is_slow = any(mark.name in {"slow", "browser"} for mark in item.iter_markers())
        is_left = is_served and SERVED.isdisjoint(item.path.parts)
        if not is_slow and not is_left:
            item.add_marker("quick")


def pytest_collection_finish() -> None:
    """What is there now stays to the end: no use to look through it for garbage."""
    gc.freeze()
    gc.set_threshold(100_000)


@pytest.fixture(autouse=True)
def _outlines_forgotten() -> None:
    """A test that empties the database gives the keys of versions away again."""
    OUTLINES.clear()


@pytest.fixture(scope="session")
def migrated(pytestconfig: pytest.Config) -> Path | None:
    """Where the database is kept as these very migrations have made it.

    They take longer than many a test: once made it serves the next run, too. SQLite's
    is kept as the file that it is, PostgreSQL's as its own programs dump it.
    """
    cache = getattr(pytestconfig, "cache", None)
    is_file = connection.vendor == "sqlite"
    if cache is None or not (is_file or all(map(shutil.which, PROGRAMS))):
        return None
    digest = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        for folder in ("migrations", "data"):
            for file in sorted(Path(app.path, folder).rglob("*.*")):
                if file.suffix != ".pyc":
                    said = f"{app.label}/{file.name}".encode()
                    digest.update(said + file.read_bytes())
    suffix = "sqlite3" if is_file else "sql"
    return Path(cache.mkdir("migrated"), f"{digest.hexdigest()[:16]}.{suffix}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    migrated: Path | None,
) -> None:
    """SQLite's test database is a new file, which threads and workers can open."""
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        if migrated and migrated.exists():
            shutil.copyfile(migrated, file)
        connection.settings_dict["TEST"]["NAME"] = str(file)
    elif migrated:
        with django_db_blocker.unblock():
            _restore(migrated)


def _restore(migrated: Path) -> None:
    """A new test database on the server, as it was kept, in place of one left over."""
    creation: Any = connection.creation
    name = creation._get_test_db_name()
    with creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    if migrated.exists():
        command = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]
        command += [f"--dbname={database_url(name)}", f"--file={migrated}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def django_db_keepdb(migrated: Path | None) -> bool:
    """Django looks through what was copied, and makes what is missing there."""
    return migrated is not None


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    migrated: Path | None,
) -> Iterator[None]:
    """Keep the new database before any test has written to it.

    On a server it goes when the tests are done: Django would leave it there.
    """
    if migrated and not migrated.exists():
        copy = migrated.with_suffix(f".{os.getpid()}")
        with django_db_blocker.unblock():
            is_kept = _keep(copy)
        for old in set(migrated.parent.glob(f"*{migrated.suffix}")) - {migrated}:
            old.unlink(missing_ok=True)
        if is_kept:
            copy.replace(migrated)
    yield
    if migrated and connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            name = connection.settings_dict["NAME"]
            connection.creation.destroy_test_db(name, verbosity=0)


def _keep(copy: Path) -> bool:
    """Copy the database to a file; not with programs older than the server."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        return True
    command = ["pg_dump", "--no-owner", f"--dbname={database_url()}", f"--file={copy}"]
    if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0:
        return True
    copy.unlink(missing_ok=True)
    return False


@pytest.fixture(scope="module")
def module_db(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The database for what a module makes once; each of its tests leaves it so.

    All tests of the module find it there, those with transactions of their own apart.
    """
    with django_db_blocker.unblock():
        whole: Any = transaction.atomic()
        whole._from_testcase = True  # what is durable may be inside, as in a TestCase
        with whole:
            yield
            transaction.set_rollback(True)


@pytest.fixture
def in_2019() -> Iterator[None]:
    """Summer 2019: values are kept for 2019 and 2020, and for years with records."""
    with time_machine.travel(SUMMER, tick=True):
        yield


@pytest.fixture
def worker(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator["subprocess.Popen[bytes]"]:
    """A real worker on the test's database and broker, ready for messages."""
    # Earlier tests rang with nobody to hear: nothing of that is on its way any more.
    current_app.control.purge()
    monkeypatch.setattr(doorbell, "_due", {})
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            supervisor.worker(),
            env=os.environ | {"DATABASE_URL": database_url()},
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, log)
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # a kind end takes it four seconds
        process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + WORKER_STARTS_IN
    while " ready." not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the worker did not start:\n{log.read_text()}")
        time.sleep(0.1)


def database_url(name: str = "") -> str:
    """The address of the test's database, for another process, or of one by name."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    user = f"{quote(place['USER'])}:{quote(place['PASSWORD'])}"
    return f"postgres://{user}@{place['HOST']}:{place['PORT']}/{name or place['NAME']}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window, for all tests."""
    # Playwright's event loop makes Django take the tests for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=system_chromium(), args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page of the running site; an error of a script or of the CSP fails the test."""
    yield from _watched(browser, base_url=live_server.url)


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The same on a phone, which says that it is one."""
    yield from _watched(browser, base_url=live_server.url, **PHONE)


def _watched(browser: Browser, **settings_of_browser: Any) -> Iterator[Page]:
    errors: list[str] = []
    # Nothing is fetched ahead: without a line is a test's own business.
    context = browser.new_context(
        locale="en", service_workers="block", **settings_of_browser
    )
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: _keep_refusal(said.text, errors))
    yield page
    context.close()
    assert not errors


def _keep_refusal(said: str, errors: list[str]) -> None:
    if "Content Security Policy" in said:
        errors.append(said)
