"""What the apps ask of a month before it is closed."""

import sys
from collections.abc import Iterator

from django.apps import apps

from safety.core.declare.closing import Check


def checks() -> Iterator[Check]:
    """Every declared check, in the order of the apps."""
    for config in apps.get_app_configs():
        module = sys.modules.get(f"{config.name}.closing")
        yield from getattr(module, "CHECKS", ())
