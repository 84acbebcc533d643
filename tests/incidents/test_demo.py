"""The sample group had small accidents in 2019, and nobody died."""

import pytest

from safety.incidents import demo
from safety.incidents.models import Incident
from safety.indicators import drain
from safety.people import demo as people
from tests.people.test_demo import values
from tests.training.test_demo import silent

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_nobody_died_in_2019() -> None:
    people.load(small=True, progress=silent)
    for _time in range(2):
        demo.load(small=True, progress=silent)
    drain.drain()
    codes = ("incidents.count", "incidents.fatalities", "incidents.lost_days")
    found = values("CHALIECO", "2019", *codes)
    assert found == {codes[0]: demo.SMALL, codes[1]: 0, codes[2]: 0}
    assert Incident.objects.count() == demo.SMALL
