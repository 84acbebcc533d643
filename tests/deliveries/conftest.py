"""A project with a schedule, and a mail server of the test's own."""

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import Settings

from safety.accounts.models import User
from safety.deliveries.models import Schedule
from safety.org.models import Unit
from tests import make
from tests.deliveries.make import reader, schedule
from tests.deliveries.sink import Sink, listening
from tests.notices.service import Service, serving

# The third working day after July 2019 is Monday the 5th: the 1st is a Thursday.
BEGIN = "2019-07-10 12:00+08:00"


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """What the site sends its letters to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with listening() as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = found.hostname, found.port
        yield found


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    """A service of chat groups."""
    with serving() as found:
        settings.ROBOT_HOSTS = [found.origin]
        yield found


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Noon of a day in July 2019; a test moves it on."""
    with time_machine.travel(BEGIN, tick=False) as travelled:
        yield travelled


@pytest.fixture
def project(clock: time_machine.Traveller, db: None) -> Unit:
    return make.project(code="P1", name="Line 3", name_zh="三号线")


@pytest.fixture
def manager(project: Unit) -> User:
    """A safety manager of headquarters, who keeps schedules."""
    return make.user("hq_safety", make.group(), email="hq@example.com")


@pytest.fixture
def monthly(project: Unit, manager: User) -> Schedule:
    """The monthly report of the project, to two accounts of it."""
    found = schedule(project)
    for name in ("officer", "leader"):
        user = make.user("safety_officer", project, email=f"{name}@example.com")
        reader(found, user=user, by=manager)
    return found
