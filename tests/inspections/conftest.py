"""What tests of inspections and hazards share."""

from copy import deepcopy

import pytest

from tests.inspections.scene import Scene


@pytest.fixture(scope="module")
def made(module_db: None) -> Scene:
    """The project and people of a module."""
    return Scene()


@pytest.fixture
def scene(made: Scene, db: None) -> Scene:
    """The module's project and people as they were made."""
    return deepcopy(made)
