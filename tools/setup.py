"""Prepare everything that the site and its tests begin with.

Needs nothing but Python. What did not change since the last time is skipped, so
that a second run takes seconds.
"""

import argparse
import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tools.machine import (
    ROOT,
    VENV,
    VENV_PYTHON,
    files_in,
    give_up,
    install,
    once,
    run,
    say,
)

FRONTEND = ROOT / "frontend"
REQUIREMENTS = ROOT / "requirements"
# Holds the environment's place, unless the last work on it was cut short.
WHOLE = VENV / "whole"
OLDEST_NODE = 20


def main() -> None:
    """Make the environment, install packages, build pages, prepare the database."""
    options = _options()
    refuse_foreign_folders()
    try:
        with one_at_a_time():
            make_environment()
            install_packages("base")
            if options.dev:
                install_packages("dev")
            build_pages()
            prepare = [str(VENV_PYTHON), "-m", "tools.prepare"]
            sys.exit(subprocess.call(prepare + ["--reset"] * options.reset))
    except subprocess.CalledProcessError as error:
        program = " ".join(str(part) for part in error.cmd[:4])
        give_up(f"'{program} …' failed, see above: mend that and run make again.")
    except KeyboardInterrupt:
        give_up("Interrupted: make goes on from here the next time.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make setup", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests need")
    parser.add_argument("--reset", action="store_true", help="forget all records")
    return parser.parse_args()


def refuse_foreign_folders() -> None:
    """Give up where we may not write."""
    for folder in (ROOT, FRONTEND, VENV):
        if folder.exists() and not os.access(folder, os.W_OK):
            give_up(
                f"You may not write in {folder}: run make as its owner,"
                " or in a copy of your own."
            )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other make prepares this folder."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("waiting until another make has prepared this folder")
        fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(folder)


def make_environment() -> None:
    """Make `.venv`, unless a whole one is there whose Python still answers."""
    if _environment_is_whole():
        return
    say("making the virtual environment .venv")
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not find_spec("ensurepip") and not install(package):
        give_up(
            f"Python's venv module is missing: as root, run 'apt-get install {package}'"
            " (or what your system calls it), then make again."
        )
    run(sys.executable, "-m", "venv", "--clear", VENV)
    WHOLE.write_text(str(VENV))


def _environment_is_whole() -> bool:
    if not WHOLE.exists() or WHOLE.read_text() != str(VENV) or not VENV_PYTHON.exists():
        return False
    look = [str(VENV_PYTHON), "-c", "import pip"]
    return subprocess.run(look, check=False, capture_output=True).returncode == 0


def install_packages(name: str) -> None:
    """Install a locked set into `.venv`, wheels only: no compiler is needed."""
    lock = REQUIREMENTS / f"{name}.txt"
    once(
        f"installing Python packages ({lock.name})",
        [lock],
        VENV_PYTHON,
        lambda: _pip_install("--require-hashes", "--only-binary", ":all:", "-r", lock),
    )


def _pip_install(*arguments: str | Path) -> None:
    """Run pip, which takes what it had half installed when it was cut short for done.

    So the environment counts as whole again only when pip has come to its own end.
    """
    options = ("--quiet", "--no-deps", "--disable-pip-version-check")
    command = [VENV_PYTHON, "-m", "pip", "install", *options, *arguments]
    WHOLE.unlink()
    status = subprocess.call(command)
    if status >= 0:
        WHOLE.write_text(str(VENV))
    if status:
        raise subprocess.CalledProcessError(status, command)


def build_pages() -> None:
    """Install the npm packages and build `frontend/dist`."""
    locks = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    once(
        "installing npm packages",
        locks,
        FRONTEND / "node_modules",
        lambda: _node("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
    )
    once(
        "building styles and scripts",
        files_in(FRONTEND, but=("node_modules", "dist")),
        FRONTEND / "dist",
        lambda: _node("node", "build.mjs"),
    )


def _node(*command: str) -> None:
    """Run node or npm, from a wheel where the machine has none or an old one."""
    path = os.environ["PATH"]
    if not _machine_has_node():
        install_packages("node")
        path = f"{VENV / 'bin'}{os.pathsep}{path}"
    run(*command, folder=FRONTEND, env={"PATH": path})


def _machine_has_node() -> bool:
    if not shutil.which("npm") or not shutil.which("node"):
        return False
    said = subprocess.check_output(["node", "--version"], text=True)
    version = re.match(r"v(\d+)\.", said)
    return version is not None and int(version[1]) >= OLDEST_NODE


if __name__ == "__main__":
    main()
