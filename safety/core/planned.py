"""What units have planned of something that an indicator counts.

An app declares in ``<app>/planned.py``::

    register("drills.count", matching.against)

and an overview shows it beside the indicator, if anybody did.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from django.utils.module_loading import autodiscover_modules


class Against(NamedTuple):
    """Of a unit and all below: what was planned until days of a period, and was done.

    ``met`` of those ``planned`` were done, ``late`` are the others whose day is over;
    ``done`` is all that was done in the period, planned or not.
    """

    planned: int = 0
    met: int = 0
    late: int = 0
    done: int = 0


# Of units (their keys) by key, from the first to the last day, as seen on a day.
Asked = Callable[[Collection[int], date, date, date], Mapping[int, Against]]
_asked: dict[str, Asked] = {}


def register(code: str, asked: Asked) -> None:
    """Declare what answers for an indicator."""
    _asked[code] = asked


@cache
def _discover() -> None:
    autodiscover_modules("planned")


def planned(code: str) -> Asked | None:
    """What answers for an indicator; None where nobody plans what it counts."""
    _discover()
    return _asked.get(code)
