"""Work grows with the rows of a file, and with nothing else."""

import pytest
from django.db import connection

from tests.records.files import Desk

pytestmark = pytest.mark.django_db


def steps(desk: Desk, kind: str, text: str) -> int:
    """How many thousand steps SQLite takes to load a file once more."""
    assert desk.load(kind, text).status == 0
    taken = 0

    def count() -> None:
        nonlocal taken
        taken += 1

    connection.connection.set_progress_handler(count, 1000)
    try:
        assert desk.load(kind, text).document["unchanged"] > 0
    finally:
        connection.connection.set_progress_handler(None, 0)
    return taken


def postings(count: int) -> str:
    rows = (f"N{number},P1,2019-01-01\n" for number in range(count))
    return "employee_no,unit,start_on\n" + "".join(rows)


def people(count: int) -> str:
    rows = (f"N{number},Name\n" for number in range(count))
    return "employee_no,name\n" + "".join(rows)


def hours(count: int) -> str:
    rows = (f"P1,{1900 + n // 12}-{n % 12 + 1:02},1\n" for n in range(count))
    return "unit,month,hours\n" + "".join(rows)


@pytest.mark.parametrize("kind", ["people", "postings", "worked_hours"])
def test_three_times_the_rows_are_three_times_the_work(tree: Desk, kind: str) -> None:
    tree.load("people", people(3000))
    text = {"people": people, "postings": postings, "worked_hours": hours}[kind]
    few = steps(tree, kind, text(1000))
    assert steps(tree, kind, text(3000)) < 5 * few
