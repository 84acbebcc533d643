"""Servers and a browser for the tests: private ones, gone when the tests are done."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from tools.machine import VENV, can_install, install

POSTGRES_HOMES = Path("/usr/lib/postgresql")  # where Debian keeps its versions
POSTGRES_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}
BROWSERS = ("chromium", "google-chrome", "google-chrome-stable")
START_LIMIT = 20.0  # seconds
PORTS_TRIED = 5


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest; installed if need be."""
    return _postgres_home() or (_postgres_home() if install("postgresql") else None)


def _postgres_home() -> Path | None:
    homes = sorted(POSTGRES_HOMES.glob("*/bin"), key=lambda home: int(home.parent.name))
    if homes:
        return homes[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def find_redis() -> str | None:
    """The program of the Redis server; installed if need be."""
    program = "redis-server"
    return shutil.which(program) or (install(program) and shutil.which(program)) or None


def system_chromium() -> str | None:
    """The program of the system's Chromium, if it has one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_chromium() -> bool:
    """Whether there is a Chromium, the system's or Playwright's; installed if need be.

    (Ubuntu's own is a snap, which does not run everywhere: there Playwright brings
    one.)
    """
    if system_chromium() or _playwright_has_one():
        return True
    if install("chromium", "fonts-noto-cjk"):
        return True
    if can_install() and install("fonts-noto-cjk"):
        install_one = ["playwright", "install", "--with-deps", "chromium"]
        subprocess.run([sys.executable, "-m", *install_one], check=False)
    return _playwright_has_one()


@contextmanager
def playwright() -> Iterator[Playwright]:
    """Playwright, driven by the node that built the pages.

    (The one that it brings itself lacks a library on a small Debian.)
    """
    own = VENV / "bin" / "node"
    if node := str(own) if own.exists() else shutil.which("node"):
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    with sync_playwright() as started:
        yield started


def _playwright_has_one() -> bool:
    with playwright() as driver:
        return Path(driver.chromium.executable_path).exists()


@contextmanager
def private_postgres(programs: Path) -> Iterator[str]:
    """A new, empty PostgreSQL on a free port; yields its DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="anzhu-postgres-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, log = f"{folder}/data", Path(folder, "log")
        _as_postgres(
            *(f"{programs}/initdb", "--pgdata", data, "--username=postgres"),
            *("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"),
        )
        server = (f"{programs}/pg_ctl", "--pgdata", data, "--wait", "--silent")

        def start(port: int) -> bool:
            settings = POSTGRES_OPTIONS | {"port": str(port)}
            options = " ".join(f"-c {name}={value}" for name, value in settings.items())
            try:
                _as_postgres(*server, "start", "-l", str(log), "-o", options)
            except subprocess.CalledProcessError:
                return False
            return True

        port = _start_on_a_free_port(start, log)
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            _as_postgres(*server, "stop", "--mode=immediate")


def _as_postgres(*command: str) -> None:
    """Run a server program; root may not, so root runs it as the user postgres."""
    runner = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    subprocess.run([*runner, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def private_redis(program: str) -> Iterator[str]:
    """A new, empty Redis on a free port that writes no file; yields its REDIS_URL."""
    with ExitStack() as stack:
        folder = tempfile.TemporaryDirectory(prefix="anzhu-redis-")
        log = Path(stack.enter_context(folder), "log")

        def start(port: int) -> bool:
            options = f"--bind 127.0.0.1 --port {port} --save".split()
            with log.open("wb") as output:
                server = subprocess.Popen(
                    [program, *options, ""],
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C is for the tests: they want it
                    cwd="/",
                )
            stack.callback(server.wait)
            stack.callback(server.terminate)
            return _says_ready(server, log)

        port = _start_on_a_free_port(start, log)
        yield f"redis://127.0.0.1:{port}/0"


def _start_on_a_free_port(start: Callable[[int], bool], log: Path) -> int:
    """The port on which a server started; somebody may be quicker to take a free one.

    ``start`` says whether it did, ``log`` why it did not.
    """
    for port in (free_port() for _ in range(PORTS_TRIED)):
        if start(port):
            return port
    raise OSError(f"no server started on any of {PORTS_TRIED} ports: {log.read_text()}")


def _says_ready(server: "subprocess.Popen[bytes]", log: Path) -> bool:
    """Wait for the server's own word: another's might answer on its port."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and server.poll() is None:
        if "Ready to accept connections" in log.read_text():
            return True
        time.sleep(0.05)
    return False
