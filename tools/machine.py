"""What this machine has, how to get what it lacks, and work done only once."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
APT_PATIENCE = 1800.0  # seconds: a new machine's first upgrade holds apt's lock long
APT_LOOK_EVERY = 2.0  # seconds


def say(sentence: str) -> None:
    """Print one line of progress."""
    print(f"· {sentence}", flush=True)


def give_up(sentence: str) -> NoReturn:
    """End with one sentence that says what is wrong and how to mend it."""
    sys.exit(f"\n{sentence}")


def run(
    *command: str | Path, folder: Path = ROOT, env: Mapping[str, str] | None = None
) -> None:
    """Run a program, ``env`` on top of the environment; raises CalledProcessError."""
    subprocess.run(command, cwd=folder, check=True, env=os.environ | dict(env or {}))


def once(
    sentence: str, inputs: Iterable[Path], result: Path, work: Callable[[], object]
) -> None:
    """Do the work unless ``result`` is there and was made from the same inputs."""
    stamp = STAMPS / hashlib.sha256(f"{sentence} {result}".encode()).hexdigest()
    digest = digest_of(inputs)
    if result.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    say(sentence)
    stamp.unlink(missing_ok=True)
    work()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(digest)


def digest_of(files: Iterable[Path]) -> str:
    """A hash of the names and contents of some files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def files_in(folder: Path, *, but: Iterable[str] = ()) -> list[Path]:
    """Every file below a folder, leaving out its direct children named ``but``."""
    return [
        file
        for child in folder.iterdir()
        if child.name not in but
        for file in (child.rglob("*") if child.is_dir() else [child])
        if file.is_file()
    ]


def can_install() -> bool:
    """Whether apt-get can be used: a Debian or Ubuntu, and we are root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> bool:
    """Install Debian packages; False when that is not possible here."""
    if not can_install() or not _lists_are_fresh():
        return False
    say(f"installing {' '.join(packages)}")
    return _apt_get("install", "--no-install-recommends", *packages)


@cache
def _lists_are_fresh() -> bool:
    say("asking Debian what it has")
    return _apt_get("update")


def _apt_get(*arguments: str) -> bool:
    """Run apt-get, after whoever holds its lock; False, having said why, if it fails.

    (Its own `DPkg::Lock::Timeout` does not wait for the lock of the lists.)
    """
    deadline = time.monotonic() + APT_PATIENCE
    done = _apt_get_now(arguments)
    if "Could not get lock" in done.stdout:
        say("waiting until another program has done installing")
    while "Could not get lock" in done.stdout and time.monotonic() < deadline:
        time.sleep(APT_LOOK_EVERY)
        done = _apt_get_now(arguments)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    return done.returncode == 0


def _apt_get_now(arguments: Iterable[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["apt-get", "-qq", "--yes", "-o", "Dpkg::Use-Pty=0", *arguments],
        check=False,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
