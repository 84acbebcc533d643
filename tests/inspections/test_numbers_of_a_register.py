"""A register as a site keeps it: loaded, and its numbers as one counts them by hand."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from safety.indicators import drain
from tests import make
from tests.records.files import Desk, run, write_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEADS = (
    *("number", "unit", "found_on", "level", "risk", "category", "description"),
    *("due_on", "rectified_on", "verified_on", "status"),
)
Row = dict[str, Any]
A_DAY = timedelta(days=1)


def register(random: Random, size: int) -> Iterator[Row]:
    """Hazards of half a year: some open, some late, some voided."""
    for number in range(size):
        found = date(2019, 1, 1) + random.randrange(180) * A_DAY
        rectified = found + random.choice((0, 1, 3, 9, 60)) * A_DAY
        verified = rectified + random.choice((0, 2, 30)) * A_DAY
        how_far = random.randrange(4)
        yield {
            "number": f"隐患-{number:04}",
            "unit": random.choice(("P1", "T1", "C1")),
            "found_on": found,
            "level": random.choice(("general", "general", "major")),
            "risk": random.choice(("", 1, 4)),
            "category": random.choice(("", "高处坠落", "Fall, from a ladder")),
            "description": random.choice(
                ("洞口未盖，\n无警示标志", '"一闸多机"', "=1+1")
            ),
            "due_on": found + random.choice((0, 1, 3, 30)) * A_DAY,
            "rectified_on": rectified if how_far else "",
            "verified_on": verified if how_far > 1 else "",
            "status": random.choice(("", "counted", "voided")),
        }


def counted(rows: list[Row], begin: date, end: date) -> dict[str, Any]:
    """What INDICATORS says, written down once more as plainly as can be."""

    def inside(day: date | str) -> bool:
        return bool(day) and begin <= day <= end  # type: ignore[operator]

    def by_end(day: date | str) -> bool:
        return bool(day) and day <= end  # type: ignore[operator]

    found = [row for row in rows if inside(row["found_on"])]
    due = [row for row in rows if inside(row["due_on"])]
    closed = [row for row in rows if inside(row["verified_on"])]
    in_time = [r for r in due if r["rectified_on"] and r["rectified_on"] <= r["due_on"]]
    days = sum((row["verified_on"] - row["found_on"]).days for row in closed)
    is_open = [
        r for r in rows if by_end(r["found_on"]) and not by_end(r["verified_on"])
    ]
    is_late = [r for r in rows if by_end(r["due_on"]) and not by_end(r["rectified_on"])]
    return {
        "hazards.found": len(found),
        "hazards.major_found": sum(row["level"] == "major" for row in found),
        "hazards.closed": len(closed),
        "hazards.rectification_rate": (
            sum(by_end(row["verified_on"]) for row in found),
            len(found),
        ),
        "hazards.on_time_rate": (len(in_time), len(due)),
        "hazards.open": len(is_open),
        "hazards.overdue": len(is_late),
        "hazards.days_to_close": (days, len(closed)),
    }


def printed(*arguments: str) -> dict[str, Any]:
    """What the command prints of hazards at the company, ratios as two numbers."""
    lines = run("indicators", "--unit", "C1", *arguments, "--json").document
    return {
        line["code"]: line["value"]  # type: ignore[index]
        if line["denominator"] is None  # type: ignore[index]
        else (line["numerator"], line["denominator"])  # type: ignore[index]
        for line in lines
        if line["code"].startswith("hazards.")  # type: ignore[index]
    }


def test_its_numbers_are_those_that_one_counts(tmp_path: Path) -> None:
    desk, folder = Desk(tmp_path), tmp_path
    project = make.project(code="P1", parent=make.company(code="C1"))
    make.team(code="T1", parent=project)
    rows = list(register(Random(3), 240))
    lines = [[row[head] for head in HEADS] for row in rows]
    # As Excel saves it: a byte-order mark, blank lines, and the total below.
    text = folder / "register.csv"
    with text.open("w", encoding="utf-8-sig", newline="") as file:
        blank = [""] * len(HEADS)
        csv.writer(file).writerows(
            [HEADS, *lines[:60], [], *lines[60:120], blank, ["合计", *blank[1:]]]
        )
    # And a workbook in which days are days and colours are numbers.
    book = write_xlsx(folder / "register.xlsx", [HEADS, *lines[120:]])
    for path in (text, book):
        outcome = run("load", "hazards", path, "--json")
        assert outcome.counts == (120, 0, 0, 0)
        assert run("load", "hazards", path, "--json").counts == (0, 0, 120, 0)
    assert len(desk.dump("hazards")) == 241
    drain.drain()
    rows = [row for row in rows if row["status"] != "voided"]
    spans = {
        "2019-02": (date(2019, 2, 1), date(2019, 2, 28)),
        "2019-Q2": (date(2019, 4, 1), date(2019, 6, 30)),
        "2019": (date(2019, 1, 1), date(2019, 12, 31)),
    }
    for period, span in spans.items():
        assert printed("--period", period) == counted(rows, *span)
    # A category of hazards is none of persons, who have some, too.
    falls = [row for row in rows if row["category"] == "高处坠落"]
    cut = ("--period", "2019", "--slice", "category=高处坠落")
    assert printed(*cut) == counted(falls, *spans["2019"])
