"""What tests of numbers share."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.conftest import SUMMER
from tests.indicators.scene import Scene


@pytest.fixture(scope="module")
def before(module_db: None) -> Iterator[None]:
    """An hour earlier, when what all tests of a module find is made."""
    with time_machine.travel(SUMMER - timedelta(hours=1), tick=True):
        yield


@pytest.fixture(scope="module")
def made(before: None) -> Scene:
    """The scene of a module."""
    return Scene()


@pytest.fixture
def scene(made: Scene, in_2019: None, db: None, client: Client) -> Scene:
    """The module's scene as it was made, and headquarters logged in."""
    scene = deepcopy(made)
    client.force_login(scene.hq)
    return scene
