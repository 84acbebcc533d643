"""The site's settings, with the made-up books of the tests, and with their clock."""

import os

import time_machine

from safety.settings import *  # noqa: F403

INSTALLED_APPS += ["tests.book", "tests.shapes"]  # noqa: F405
if "CLOCK" in os.environ:  # of a program that a test has started
    time_machine.travel(os.environ["CLOCK"], tick=True).start()
