"""Prepare everything that the site and its tests begin with.

Needs nothing but Python. What did not change since the last time is skipped, so
that a second run takes seconds.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys

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
OLDEST_NODE = 20


def main() -> None:
    """Make the environment, install packages, build pages, prepare the database."""
    options = _options()
    try:
        make_environment()
        install_packages("base")
        if options.dev:
            install_packages("dev")
        build_pages()
        run(VENV_PYTHON, "-m", "tools.prepare", *["--reset"] * options.reset)
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


def make_environment() -> None:
    """Make `.venv`, unless there is one whose Python still answers."""
    if VENV_PYTHON.exists() and _succeeds(str(VENV_PYTHON), "-c", "import pip"):
        return
    say("making the virtual environment .venv")
    make = (sys.executable, "-m", "venv", "--clear", str(VENV))
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not _succeeds(*make) and not (install(package) and _succeeds(*make)):
        give_up(
            f"Python's venv module is missing: as root, run 'apt-get install {package}'"
            " (or what your system calls it), then make again."
        )


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def install_packages(name: str) -> None:
    """Install a locked set into `.venv`, wheels only: no compiler is needed."""
    lock = REQUIREMENTS / f"{name}.txt"
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--no-deps"]
    pip += ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    once(
        f"installing Python packages ({lock.name})",
        [lock],
        VENV_PYTHON,
        lambda: run(*pip, "-r", lock),
    )


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
