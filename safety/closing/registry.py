"""What the apps ask of a month before it is closed, and do when it is."""

import sys
from collections.abc import Callable, Collection, Iterator

from django.apps import apps

from safety.core.declare.closing import Check
from safety.core.months import Month

Listener = Callable[[Collection[int], Month], object]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Be told of closed months, with the keys of the units, in the same transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(units: Collection[int], month: Month) -> None:
    """Tell all that listen that a month of some units is closed."""
    for listener in _listeners:
        listener(units, month)


def checks() -> Iterator[Check]:
    """Every declared check, in the order of the apps."""
    for config in apps.get_app_configs():
        module = sys.modules.get(f"{config.name}.closing")
        yield from getattr(module, "CHECKS", ())
