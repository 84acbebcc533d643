"""What tests of reports share: the scene of the numbers, with hazards and training."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import translation

from safety.indicators import drain
from tests import make
from tests.conftest import SUMMER
from tests.indicators.scene import Scene


@pytest.fixture(scope="module")
def made(module_db: None) -> Iterator[Scene]:
    """Two companies; hazards, some late, and a session on the site of the first."""
    with time_machine.travel(SUMMER - timedelta(hours=1), tick=True):
        scene = Scene()
        day = date(2019, 6, 3)
        for risk in "1122334":
            make.hazard(scene.site, day, risk=risk, due_on=date(2019, 6, 20))
        make.hazard(scene.yard, day, risk="4", due_on=date(2019, 7, 20))
        make.hazard(scene.site, date(2019, 5, 3), due_on=date(2019, 8, 20))
        session = make.session(scene.site, ended_on=date(2019, 6, 11))
        for person in scene.crew[:4]:
            make.attendance(session, person)
        drain.drain()
        yield scene


@pytest.fixture
def scene(made: Scene, in_2019: None, db: None) -> Iterator[Scene]:
    """The module's scene as it was made; the language is English."""
    with translation.override("en"):
        yield deepcopy(made)
