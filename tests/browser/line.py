"""A line to the site that can be cut: whoever goes through it is offline for real.

Chromium's own switch is for pages; a service worker that starts later goes past it.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from urllib.parse import urlsplit

CHUNK = 1 << 16


class Line:
    """Forwards a port of its own to the site, until it is cut, and once mended."""

    def __init__(self, site: str) -> None:
        self.to = urlsplit(site)
        self._open: list[socket.socket] = []
        self.port = 0
        self.mend()
        self.url = f"http://localhost:{self.port}"

    def mend(self) -> None:
        listener = socket.create_server(("localhost", self.port))
        self.port = listener.getsockname()[1]
        self._open = [listener]
        Thread(target=self._accept, args=[listener], daemon=True).start()

    def cut(self) -> None:
        """Hang up, and answer nobody."""
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _address = listener.accept()
                site = socket.create_connection((self.to.hostname, self.to.port))
                self._open += [caller, site]
                for pair in ((caller, site), (site, caller)):
                    Thread(target=self._pass_on, args=pair, daemon=True).start()

    @staticmethod
    def _pass_on(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while said := one.recv(CHUNK):
                other.sendall(said)
            other.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(site: str) -> Iterator[Line]:
    """A line that is cut at the end."""
    line = Line(site)
    try:
        yield line
    finally:
        line.cut()
