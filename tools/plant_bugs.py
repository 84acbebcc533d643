"""Plant bugs in the engine, one at a time: each must turn the oracle's test red.

Works on a copy of the tree, so that nothing here is touched and nothing can be
left behind. Run by `make check`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tools.machine import ROOT

TEST = "tests/indicators/test_values_equal_the_oracle.py::test_known_lives"


class Bug(NamedTuple):
    """A change of one place in the engine."""

    name: str
    file: str
    right: str
    wrong: str


BUGS = [
    Bug(
        "skips a mark",
        "safety/indicators/drain.py",
        "for mark in marks:",
        "for mark in marks[1:]:",
    ),
    Bug(
        "takes the wrong end of the month",
        "safety/indicators/facts.py",
        "until, after=1) - 1",
        "until, after=1)",
    ),
    Bug(
        "ignores an ancestor",
        "safety/indicators/values.py",
        "JOIN org_ancestry a ON a.unit_id = c.unit",
        "JOIN org_ancestry a ON a.unit_id = c.unit AND a.unit_id <> a.ancestor_id",
    ),
    Bug(
        "counts drafts",
        "safety/indicators/facts.py",
        "_base_manager.filter(book.where & (where or Q()))",
        "_base_manager.filter(where or Q())",
    ),
    Bug(
        "adds instead of uniting",
        "safety/indicators/values.py",
        'GROUP BY c.sign, e.year, e.month, a.ancestor_id, {subject}"',
        'GROUP BY c.sign, e.year, e.month, a.ancestor_id, c.unit, {subject}"',
    ),
]


def main() -> int:
    """0 when every bug was found, 1 with the names of those that were not."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        for name in ("safety", "tests", "tools", "templates", "locale"):
            shutil.copytree(ROOT / name, copy / name)
        for name in ("manage.py", "pyproject.toml"):
            shutil.copy(ROOT / name, copy / name)
        (copy / "frontend" / "dist").mkdir(parents=True)
        missed = [bug.name for bug in BUGS if not _is_found(bug, copy)]
    for name in missed:
        print(f"not found by the tests: an engine that {name}")
    if not missed:
        print(f"{len(BUGS)} bugs planted, {len(BUGS)} found")
    return bool(missed)


def _is_found(bug: Bug, copy: Path) -> bool:
    file = copy / bug.file
    text = file.read_text()
    if text.count(bug.right) != 1:
        sys.exit(f"{bug.file} has no single place to plant “{bug.name}” in")
    file.write_text(text.replace(bug.right, bug.wrong))
    try:
        return _test(copy) == 1
    finally:
        file.write_text(text)


def _test(copy: Path) -> int:
    """Pytest's exit status: 1 is a failed test, anything else is no verdict."""
    environment = os.environ | {"VAR_DIR": str(copy / "var"), "DATABASE_URL": ""}
    environment.pop("DATABASE_URL")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        TEST,
    ]
    done = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in {0, 1}:
        sys.exit(done.stdout + done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
