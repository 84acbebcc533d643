"""What tests of numbers share."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine


@pytest.fixture
def in_2019() -> Iterator[None]:
    """Summer 2019: values are kept for 2019 and 2020, and for years with records."""
    with time_machine.travel(date(2019, 8, 1), tick=True):
        yield
