"""Somebody who is logged in and asks for pages, in this process."""

from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import worlds
from bench.lines import seconds_of
from safety.accounts.models import Grant, User
from safety.accounts.permissions import Role
from safety.journal import write as journal


class Visitor:
    """The safety manager of a unit, with all the middleware between."""

    def __init__(self, unit: int = worlds.GROUP) -> None:
        call_command("collectstatic", verbosity=0, interactive=False)
        name = f"visitor{unit}"
        user = User.objects.filter(username=name).first() or User(username=name)
        if user.pk is None:
            journal.save(user, "invite", by=None)
            grant = Grant(user=user, role=Role.COMPANY_SAFETY, unit_id=unit)
            journal.save(grant, "grant", by=None)
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def get(self, address: str, **asked: Any) -> None:
        """Ask for a page; it must come."""
        status = self.client.get(address, **asked).status_code
        if status != 200:
            raise AssertionError(f"{address}: {status}")

    def send(self, address: str, form: dict[str, Any]) -> None:
        """Send a form; it must lead on, to a page where its message is read.

        Kept unread, the messages of all forms would come along with each further one.
        """
        answer = self.client.post(address, form)
        if answer.status_code != 302:
            raise AssertionError(f"{address}: {answer.status_code}")
        self.client.cookies.pop("messages", None)

    def seconds(self, address: str, times: int = 9, **asked: Any) -> float:
        """The median of some visits, after a first one that compiles and plans."""
        self.get(address, **asked)
        return median(
            seconds_of(lambda: self.get(address, **asked)) for _ in range(times)
        )

    def queries(self, address: str) -> int:
        """How often a page asks the database."""
        with CaptureQueriesContext(connection) as asked:
            self.get(address)
        return len(asked)
