"""The cast: somebody of every role, and things near and far from them.

::

    the group                       the group                PARENT
    └─ company        PARENT        └─ company               OWN
       └─ project     OWN              └─ …
    └─ a stranger                   └─ a stranger            FOREIGN
       └─ project     FOREIGN          └─ …

    Cast()                          Cast(at="company")

Each place has a person, a place with a QR code and an account of its own. What lies at
`FOREIGN`, and what is personal, is named so that it is known again in a page where it
must not be.
"""

from enum import StrEnum
from functools import cached_property
from typing import Self

from django.conf import settings
from django.test import Client

from safety.accounts.models import User
from safety.accounts.permissions import Role
from safety.org.models import Kind
from tests import make
from tests.things import STRANGER, furnish


class Place(StrEnum):
    """Where a thing lies, seen from whoever asks for it."""

    OWN = "own"
    PARENT = "parent"
    FOREIGN = "foreign"


class Cast:
    """Units of each place with what is there, and users by role at the own unit."""

    def __init__(self, at: str = Kind.PROJECT) -> None:
        company, stranger = make.company(), make.company(name=STRANGER)
        self.units = {
            Place.OWN: company,
            Place.PARENT: make.group(),
            Place.FOREIGN: stranger,
        }
        if at == Kind.PROJECT:
            self.units = {
                Place.OWN: make.project(parent=company),
                Place.PARENT: company,
                Place.FOREIGN: make.project(parent=stranger, name=f"{STRANGER} 2"),
            }
        for unit in self.units.values():
            furnish(unit)
        self.sessions: dict[str, str] = {}

    def logged_in(self) -> Self:
        """The cast, with everybody's session in ``sessions`` by role."""
        for role, user in self.users.items():
            client = Client()
            client.force_login(user)
            self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self

    @cached_property
    def users(self) -> dict[str, User]:
        """A user by role."""
        own = self.units[Place.OWN]
        return {
            role: make.user(role, own, person=make.person(own)) for role in Role.values
        }
