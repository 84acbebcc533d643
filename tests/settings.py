"""The site's settings, with the made-up books of the tests."""

from safety.settings import *  # noqa: F403

INSTALLED_APPS += ["tests.book", "tests.shapes"]  # noqa: F405
