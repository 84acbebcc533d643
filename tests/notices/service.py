"""A service of robots of chat groups, which loses the line where it is told to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

# Where the line is lost: inside a message, behind its end.
INSIDE, BEHIND = "inside", "behind"


class Service:
    """What it was sent, and what it answers. ``faults`` are of the next messages."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[tuple[int, Any]] = []
        self.faults: list[str] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fault = service.faults.pop(0) if service.faults else ""
                length = int(self.headers["Content-Length"])
                if fault == INSIDE:
                    self.rfile.read(length // 2)
                    return
                service.got.append((self.path, json.loads(self.rfile.read(length))))
                if fault == BEHIND:
                    return
                status, said = (service.answers or [(200, {"errcode": 0, "code": 0})])[
                    0
                ]
                service.answers = service.answers[1:]
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()
                self.wfile.write(json.dumps(said).encode())

            def log_message(self, *_said: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@contextmanager
def serving() -> Iterator[Service]:
    """A service of the test's own."""
    made = Service()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
