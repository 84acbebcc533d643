"""A bad line: what a phone sends goes over it several times, cut here and there."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from uuid import uuid4

from django.contrib.messages.storage.cookie import CookieStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import resolve

WORKERS = 20
COPIES = {2: 12, 3: 3, 4: 2, 5: 1}  # how often there are so many of one submission
CUT = 0.2  # so many of the submissions have one more copy, of which the line breaks
STATEMENTS = 30  # after at most so many statements

Form = dict[str, Any]


class Sending(NamedTuple):
    """A form on its way: to which address, under which number."""

    url: str
    number: str
    form: Form

    def body(self, **changed: Any) -> bytes:
        """The form as a browser sends it; bytes are a file."""
        told = {**self.form, **changed, "request_id": self.number}
        for name, value in told.items():
            if isinstance(value, bytes):
                told[name] = SimpleUploadedFile("x", value)
        return encode_multipart(BOUNDARY, told)


class Answer(NamedTuple):
    """What came back for a submission: the status, where to, and what."""

    which: int
    status: int
    location: str
    content: bytes


class Line:
    """Sends forms of one account, each under its number, as views get them.

    What stands before the views (log-in, log, language) is left out: thousands of
    copies are about what the views and the database make of them.
    """

    def __init__(self, user: Any, sendings: list[tuple[str, Form]]) -> None:
        self.user = user
        self.sendings = [Sending(url, str(uuid4()), form) for url, form in sendings]
        self.bodies = [each.body() for each in self.sendings]

    def send_all(self) -> list[Answer]:
        """Everything two to five times in any order, some copies cut in the middle."""
        tries = []
        for which in range(len(self.sendings)):
            (copies,) = random.choices(list(COPIES), list(COPIES.values()))
            tries += [(which, 0)] * copies
            if random.random() < CUT:
                tries.append((which, random.randint(1, STATEMENTS)))
        random.shuffle(tries)
        with ThreadPoolExecutor(WORKERS) as pool:
            found = pool.map(self._work, [tries[n::WORKERS] for n in range(WORKERS)])
            return [answer for answers in found for answer in answers]

    def _work(self, tries: list[tuple[int, int]]) -> list[Answer]:
        """What one of those who send at the same time gets."""
        try:
            found = [self._try(*each) for each in tries]
            return [answer for answer in found if answer]
        finally:
            connection.close()

    def _try(self, which: int, statements: int) -> Answer | None:
        try:
            with connection.execute_wrapper(Scissors(statements)):
                return self.send(which)
        except OperationalError:
            assert statements
            connection.close()
            return None

    def send(self, which: int, **changed: Any) -> Answer:
        """One copy, or one that says something else under the same number."""
        sending = self.sendings[which]
        body = sending.body(**changed) if changed else self.bodies[which]
        request: Any = RequestFactory().generic(
            "POST", sending.url, body, MULTIPART_CONTENT
        )
        request.user, request.htmx = self.user, False
        request._messages = CookieStorage(request)
        view, args, kwargs = resolve(request.path_info)
        told = view(request, *args, **kwargs)
        return Answer(which, told.status_code, told.get("Location", ""), told.content)


class Scissors:
    """Breaks the connection to the database before a statement; 0 lets all pass.

    SQLite has none that could break: there the statement fails.
    """

    def __init__(self, statements: int) -> None:
        self.left = statements

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            if connection.vendor == "sqlite":
                raise OperationalError
            connection.connection.close()
        return execute(*statement)
