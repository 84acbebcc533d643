"""Plant bugs in the engine, one at a time: each must turn the oracle's test red.

Each in a copy of the tree, so that nothing here is touched and nothing can be left
behind. Run by `make check`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tools.machine import ROOT

TEST = "tests/indicators/test_values_equal_the_oracle.py::test_known_lives"
RESTATED = "tests/closing/test_restate_figures.py"


class Bug(NamedTuple):
    """A change of one place in the engine, and the life that shows it soonest.

    Of what the lives do not have, the test that shows it.
    """

    name: str
    file: str
    right: str
    wrong: str
    life: str = "batches"
    test: str = ""


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
        life="once",
    ),
    Bug(
        "ignores an ancestor",
        "safety/indicators/values.py",
        "JOIN org_ancestry a ON a.unit_id = c.unit",
        "JOIN org_ancestry a ON a.unit_id = c.unit AND a.unit_id <> a.ancestor_id",
        life="once",
    ),
    Bug(
        "corrects numbers in the tree of today alone",
        "safety/indicators/drain.py",
        "Ancestry.objects.above(moved.units",
        "Ancestry.objects.current().above(moved.units",
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
        'GROUP BY a.ancestor_id, {subject}, c.sign, e.year, e.month"',
        'GROUP BY a.ancestor_id, {subject}, c.unit, c.sign, e.year, e.month"',
        life="once",
    ),
    Bug(
        "ends a year to date a month early",
        "safety/core/months.py",
        '[(f"-{m + 1:02}:ytd", 0, m) for m in range(12)]',
        '[(f"-{m + 1:02}:ytd", 0, max(0, m - 1)) for m in range(12)]',
        life="once",
    ),
    Bug(
        "keeps the slices of before",
        "safety/indicators/rebuild.py",
        "Value.objects.filter(year=year).delete()",
        'Value.objects.filter(year=year, slice="").delete()',
    ),
    Bug(
        "marks January in the year before",
        "safety/indicators/years.py",
        "first // 12, last // 12",
        "(first - 1) // 12, (last - 1) // 12",
    ),
    Bug(
        "marks the month after",
        "safety/indicators/resting.py",
        "month = begun % 12",
        "month = (begun + 1) % 12",
    ),
    Bug(
        "marks nothing that rests on a change elsewhere",
        "safety/indicators/resting.py",
        "touched = bool(use.fields & _names_of(model, fields))",
        "touched = not use.path and bool(use.fields & _names_of(model, fields))",
    ),
    Bug(
        "takes what ended before it began for something that stands",
        "safety/indicators/facts.py",
        'unit | {"month": begun, "amount": Value(-1)} | dims',
        'unit | {"month": begun, "amount": Value(0)} | dims',
        life="once",
    ),
    Bug(
        "leaves the year as it was when a month moves",
        "safety/indicators/epochs.py",
        "if slot.bits & months)",
        "if slot.bits & months and slot.last - slot.first < 11)",
    ),
    Bug(
        "leaves what stands later as it was",
        "safety/indicators/epochs.py",
        "if slot.last >= month)",
        "if slot.last == month)",
    ),
    Bug(
        "overlooks the months that a list has lost",
        "safety/indicators/drain.py",
        "2 * bit_or({sql.BOTH_MASKS}) - sum(",
        "bit_or({sql.BOTH_MASKS}) - max(",
    ),
    Bug(
        "overlooks what is spent elsewhere in a month",
        "safety/indicators/drain.py",
        "{roll.name, *map(values.beside, shapes)}",
        "[roll.name]",
    ),
    Bug(
        "keeps the amounts of before where they have moved",
        "safety/indicators/drain.py",
        "found.spent.add(month)",
        "found.spent.add(month + 1)",
    ),
    Bug(
        "reads one of the subjects that are marked",
        "safety/indicators/facts.py",
        "return made if keys is None else _with_keys(made, keys)",
        "return made if keys is None else _with_keys(made, [min(keys)])",
    ),
    Bug(
        "compares of the closed months only the one that moved",
        "safety/indicators/published.py",
        "e.slots & ending",
        "e.slots & 1 << last",
        test=f"{RESTATED}::test_a_record_moves_its_month_and_each_longer_period_with_it",
    ),
    Bug(
        "takes a load back without a mark",
        "safety/records/undo.py",
        "marking.append(stale(created, created.count(), None))",
        "created.count()",
        life="years",
    ),
    Bug(
        "moves a unit in one year only",
        "safety/org/services.py",
        "marking.Stale(marking.TREE, key, month // 12)",
        "marking.Stale(marking.WHOLE, None, month // 12)",
    ),
]


def main() -> int:
    """0 when every bug was found, 1 with the names of those that were not."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(_is_found, BUGS))
    missed = [
        bug.name for bug, is_found in zip(BUGS, found, strict=True) if not is_found
    ]
    for name in missed:
        print(f"not found by the tests: an engine that {name}")
    if not missed:
        print(f"{len(BUGS)} bugs planted, {len(BUGS)} found")
    return bool(missed)


def _is_found(bug: Bug) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in (
            "safety",
            "inspections",
            "training",
            "tests",
            "tools",
            "templates",
            "locale",
        ):
            shutil.copytree(ROOT / name, copy / name)
        for name in ("manage.py", "pyproject.toml"):
            shutil.copy(ROOT / name, copy / name)
        (copy / "frontend" / "dist").mkdir(parents=True)
        file = copy / bug.file
        text = file.read_text()
        if text.count(bug.right) != 1:
            sys.exit(f"{bug.file} has no single place to plant “{bug.name}” in")
        file.write_text(text.replace(bug.right, bug.wrong))
        return _test(copy, bug.test or f"{TEST}[{bug.life}]") == 1


def _test(copy: Path, test: str) -> int:
    """Pytest's exit status: 1 is a failed test, anything else is no verdict."""
    environment = os.environ | {"VAR_DIR": str(copy / "var")}
    environment.pop("DATABASE_URL", None)
    plugins = ("-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", "-q", *plugins, test]
    done = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in {0, 1}:
        sys.exit(done.stdout + done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
