"""The words in which an app says what stands in the way of closing a month.

A check is declared once, in ``CHECKS`` of the app's ``closing.py``::

    CHECKS = [
        Check(
            code="training.empty_sessions",
            says=_("Sessions without attendances"),
            find=lambda month: Session.objects.counted()...,
        )
    ]

Nothing here reads the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from safety.core.months import Month


@dataclass(frozen=True, eq=False, kw_only=True)
class Check:
    """Something of a month that must be mended, or explained, before it is closed.

    ``find`` gives the records of a month that are wrong, wherever they are; ``unit`` is
    the path from one to its unit (``pk`` where they are units). ``is_blocking`` is what
    nobody can explain away. A check that needs what a file cannot carry leaves out
    records that a load has made.
    """

    code: str
    says: Promise | str
    find: "Callable[[Month], QuerySet[Any, Any]]"
    unit: str = "unit"
    is_blocking: bool = False
