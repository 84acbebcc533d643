"""Files with any of the columns that may be missing, in any order."""

import csv
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safety.records.registry import cells, kinds
from tests.records.files import Desk, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]
DAYS = ["", "2018-03-01", "2019-01-31", "2019-02-30"]
# What cells of these columns may hold, and some that they may not.
TEXTS = {
    "code": ["G", "C1", "P1", "T1", "N1", "N2", "K1"],
    "kind": ["group", "company", "project", "team", "tribe"],
    "parent": ["", "G", "C1", "P1", "N1", "N2", "X1"],
    "name": ["A", "B", ""],
    "name_zh": ["", "一"],
    "time_zone": ["", "Asia/Shanghai", "Mars"],
    "project_type": ["", "design", "bridge"],
    "qualification": ["", "First"],
    "employee_no": ["E1", "E2", "E9", ""],
    "phone": ["", "138"],
    "email": ["", "a@example.com", "a"],
    "gender": ["", "f", "x"],
    "category": ["", "worker", "x"],
    "contractor": ["", "K9"],
    "unit": ["C1", "P1", "P2", "T1", "X1"],
    "month": ["2019-01", "2019-02", "2019-13"],
    "hours": ["1", "2.50", "-1", ""],
    "login": ["li", "wu", "l i"],
    "role": ["worker", "auditor", "king"],
    "status": ["", "counted", "voided", "gone"],
}


@st.composite
def files(draw: Any) -> tuple[str, str]:
    """The name of a kind, and the text of a file of it."""
    kind = draw(st.sampled_from(list(kinds().values())))
    needed = [cell.name for cell in cells(kind).values() if cell.is_required]
    others = [name for name in cells(kind) if name not in needed]
    chosen = draw(st.sets(st.sampled_from(others))) if others else set()
    heads = draw(st.permutations([*needed, *sorted(chosen)]))
    row = st.tuples(*(st.sampled_from(TEXTS.get(head, DAYS)) for head in heads))
    text = io.StringIO()
    csv.writer(text).writerows([heads, *draw(st.lists(row, min_size=1, max_size=4))])
    return kind.name, text.getvalue()


@given(file=files())
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_trial_says_what_loading_does_and_a_second_time_nothing_is_left_to_do(
    staffed: Desk, file: tuple[str, str]
) -> None:
    kind, text = file
    with taken_back():
        tried = staffed.load(kind, text, "--skip-bad", "--dry-run")
        done = staffed.load(kind, text, "--skip-bad")
        assert tried.document == done.document
        again = staffed.load(kind, text, "--skip-bad").document
        assert (again["created"], again["updated"]) == (0, 0)
