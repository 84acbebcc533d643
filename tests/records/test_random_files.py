"""Random files against a slow, obvious validator that knows nothing of the project."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.records.files import Desk, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]
RANDOM = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ABOVE = {"G": "", "C1": "G", "C2": "G", "P1": "C1", "P2": "C1", "T1": "P1"}
Row = tuple[str, ...]

days = st.sampled_from(
    ["2019-01-01", "2019-01-02", "2019-01-03", "2019-02-01", "2019-02-30", "1.1.19", ""]
)
postings = st.tuples(
    st.sampled_from(["E1", "E1", "E2", "E9", ""]),
    st.sampled_from(["P1", "P1", "P2", "X1"]),
    days,
    days,
    st.sampled_from(["", "", "", "voided", "counted", "gone"]),
)
hours = st.tuples(
    st.sampled_from([*ABOVE, "X1", ""]),
    st.sampled_from(["2019-01", "2019-02", "2019-13", "January"]),
    st.sampled_from(["1", "2.50", "-1", "1.005", "", "many"]),
    st.sampled_from(["", "", "", "voided", "gone"]),
)


def is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def statuses(text: str) -> str | None:
    return {"": "counted", "counted": "counted", "voided": "voided"}.get(text)


# --- postings ---------------------------------------------------------------
def posting_is_legible(row: Row) -> bool:
    person, unit, start, end, status = row
    known = person in {"E1", "E2", "E3"} and unit in ABOVE
    in_order = is_day(start) and (end == "" or (is_day(end) and end >= start))
    return known and in_order and statuses(status) is not None


def posting_has_key(row: Row) -> bool:
    return row[0] in {"E1", "E2", "E3"} and row[1] in ABOVE and is_day(row[2])


def overlap(one: Row, other: Row) -> bool:
    return one[:2] == other[:2] and (
        one[2] <= (other[3] or "9999") and other[2] <= (one[3] or "9999")
    )


def bad_postings(rows: list[Row], stored: dict[Row, Row], seen: set[int]) -> set[int]:
    """Rows of those seen that overlap a stored one, or an earlier one that is right."""
    replaced = {rows[n][:3] for n in seen}
    held = [row for key, row in stored.items() if key not in replaced]
    held = [row for row in held if statuses(row[4]) == "counted"]
    bad = set()
    for n in sorted(seen):
        if statuses(rows[n][4]) == "counted":
            if any(overlap(rows[n], other) for other in held):
                bad.add(n)
            else:
                held.append(rows[n])
    return bad


# --- hours ------------------------------------------------------------------
def hours_is_legible(row: Row) -> bool:
    return hours_has_key(row) and row[2] in {"1", "2.50"} and bool(statuses(row[3]))


def hours_has_key(row: Row) -> bool:
    return row[0] in ABOVE and row[1] in {"2019-01", "2019-02"}


def is_above(one: str, other: str) -> bool:
    while other:
        other = ABOVE[other]
        if one == other:
            return True
    return False


def bad_hours(rows: list[Row], stored: dict[Row, Row], seen: set[int]) -> set[int]:
    replaced = {rows[n][:2] for n in seen}
    held = [row for key, row in stored.items() if key not in replaced]
    held = [row for row in held if statuses(row[3]) == "counted"]
    bad = set()
    for n in sorted(seen):
        unit, month, _hours, status = rows[n]
        if statuses(status) == "counted":
            others = [row[0] for row in held if row[1] == month]
            if any(is_above(unit, o) or is_above(o, unit) for o in others):
                bad.add(n)
            else:
                held.append(rows[n])
    return bad


# --- both -------------------------------------------------------------------
class Oracle:
    """Says which rows are bad, and what is stored afterwards."""

    def __init__(self, kind: str) -> None:
        is_postings = kind == "postings"
        self.width = 3 if is_postings else 2
        self.is_legible = posting_is_legible if is_postings else hours_is_legible
        self.has_key = posting_has_key if is_postings else hours_has_key
        self.clashing = bad_postings if is_postings else bad_hours
        # Of hours the amount has no part in the rule.
        self.matters = {0, 1, 2, 3, 4} if is_postings else {0, 1, 3}
        self.right = {2: "1"} if not is_postings else {}

    def bad(self, rows: list[Row], stored: dict[Row, Row], *, skip: bool) -> set[int]:
        bad = {n for n, row in enumerate(rows) if not self.is_legible(row)}
        first: dict[Row, int] = {}
        for n, row in enumerate(rows):
            if self.has_key(row) and first.setdefault(row[: self.width], n) != n:
                bad.add(n)
        twice = {n for n, r in enumerate(rows) if self.has_key(r)} - set(first.values())
        seen = {n for n, r in enumerate(rows) if self.is_legible(self.repaired(r))}
        bad |= self.clashing(rows, stored, seen - twice)
        while skip:
            more = self.clashing(rows, stored, set(range(len(rows))) - bad)
            if not more:
                break
            bad |= more
        return bad

    def repaired(self, row: Row) -> Row:
        """The row with what does not matter to the rule made right."""
        return tuple(self.right.get(n, cell) for n, cell in enumerate(row))


def load_and_compare(desk: Desk, kind: str, heads: str, files: list[list[Row]]) -> None:
    oracle, stored = Oracle(kind), dict[Row, Row]()
    for number, rows in enumerate(files):
        skip = number % 2 == 0
        bad = oracle.bad(rows, stored, skip=skip)
        text = "\n".join([heads, *(",".join(row) for row in rows)])
        outcome = desk.load(kind, text, *(["--skip-bad"] if skip else []))
        assert {row for row, _column in outcome.errors} == {n + 2 for n in bad}
        assert outcome.status == (1 if bad else 0)
        if skip or not bad:
            good = [row for n, row in enumerate(rows) if n not in bad]
            stored |= {row[: oracle.width]: row for row in good}
        dumped = {tuple(line) for line in desk.dump(kind)[1:]}
        assert dumped == {as_dumped(kind, row) for row in stored.values()}


def as_dumped(kind: str, row: Row) -> Row:
    *cells, status = row
    if kind == "worked_hours":
        cells[2] = f"{float(cells[2]):.2f}"
    return (*cells, "voided" if status == "voided" else "")


@RANDOM
@given(files=st.lists(st.lists(postings, min_size=1, max_size=8), max_size=3))
def test_postings(staffed: Desk, files: list[list[Row]]) -> None:
    with taken_back():
        heads = "employee_no,unit,start_on,end_on,status"
        load_and_compare(staffed, "postings", heads, files)


@RANDOM
@given(files=st.lists(st.lists(hours, min_size=1, max_size=8), max_size=3))
def test_hours(tree: Desk, files: list[list[Row]]) -> None:
    with taken_back():
        load_and_compare(tree, "worked_hours", "unit,month,hours,status", files)
