"""Declarations that cannot be computed are refused at start, by name."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, F, OuterRef, Q

from inspections.indicators import found as hazards_found
from inspections.models import Hazard, Inspection
from safety.core.declare.indicators import (
    PROJECT,
    Across,
    Amounts,
    Book,
    Both,
    Distinct,
    Flow,
    Indicator,
    Roll,
    Shape,
    Stock,
)
from safety.indicators import refusals, resting
from safety.org.indicators import active
from safety.org.models import Unit
from safety.people.indicators import BY_PERSON, postings, roster
from safety.people.models import Person
from tests.shapes import indicators as shapes
from tests.shapes.models import Prize
from training.indicators import trained
from training.models import Attendance

Declare = Callable[..., resting.Reader]


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Declare]:
    """Declare one more indicator, for the time of a test."""

    def one_more(shape: Shape, code: str = "odd.one") -> resting.Reader:
        odd = Indicator(code=code, name="", definition="", shape=shape)
        monkeypatch.setattr(shapes, "INDICATORS", [*shapes.INDICATORS, odd])
        refusals.check_all()
        return resting.Reader()

    yield one_more
    monkeypatch.undo()
    refusals.check_all()


def inspected(path: str) -> Flow:
    return Flow(book=Book(of=Inspection, by={"odd": path}), at="inspected_on")


def leads(path: str, subject: str = "lead") -> Distinct:
    book = Book(of=Inspection, by={"odd": path})
    return Distinct(
        roll=Roll(name="odd", book=book, subject=subject, at="inspected_on")
    )


def found(unit: str = "unit", at: str = "found_on", **said: Any) -> Flow:
    return Flow(book=Book(of=Hazard, unit=unit), at=at, **said)


LASTING = Roll(
    name="odd",
    book=Book(of=Prize),
    subject="unit",
    since="period",
    until="redeemed_on",
)
ENTERED = Roll(name="odd", book=Book(of=Inspection), subject="unit", at="inspected_on")
OTHER_ROSTER = Roll(name="roster", book=postings, subject="person", at="start_on")
NEVER = Roll(name="odd", book=postings, subject="person")
FIVE = Book(of=Inspection, by=dict.fromkeys("abcde", "programme"))
TAUGHT = Book(of=Attendance, unit="session__unit", by=BY_PERSON)
OF_PROJECTS = Amounts(
    name="odd",
    book=Book(of=Inspection),
    subject=PROJECT,
    at="inspected_on",
    amount="score",
)
OF_SOMEBODY = Exists(Person.objects.filter(pk=OuterRef("lead")))


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (Distinct(roll=roster, only={"colour": "red"}), "cannot be cut by"),
        (Distinct(roll=trained, on_last_day=True), "has no last day"),
        (Distinct(roll=OTHER_ROSTER), "share a name"),
        (Distinct(roll=NEVER), "needs `at`"),
        (Distinct(roll=roster, only={"own": "Yes"}), "small letters"),
        (Both(roll=roster, anywhere=ENTERED), "two kinds"),
        (Across(roll=active, amounts=OF_PROJECTS), "projects have none"),
        (leads("programme"), "not about its subjects"),
        (leads("lead__gender", "programme"), "programme is no record"),
        (found(unit="inspection"), "inspection is no unit"),
        (found(at="created_in_load"), "no day"),
        (found(at="foundon"), "odd.one.*foundon"),
        (found(where=Q(inspection__programm="leader")), "odd.one.*programm"),
        (found(amount=F("deaths") * 2), "odd.one.*deaths"),
        (Distinct(roll=LASTING), "no day"),
        (leads("parent__code", PROJECT), "not about its subjects"),
        (inspected("lead"), "name its code"),
        (inspected("lead__name"), "too long"),
        (Flow(book=FIVE, at="inspected_on"), "too many"),
        (Flow(book=TAUGHT, at="session__ended_on"), "`persons` are missing"),
        (
            Flow(book=Book(of=Inspection, where=Q(OF_SOMEBODY)), at="inspected_on"),
            "Who",
        ),
    ],
)
def test_what_cannot_be_computed_is_refused(
    declare: Declare, shape: Shape, why: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=why):
        declare(shape)


@pytest.mark.parametrize(
    ("code", "why"),
    [("Odd one", "small letters"), ("workforce.headcount", "declared twice")],
)
def test_a_code_that_cannot_be_told_apart_is_refused(
    declare: Declare, code: str, why: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=why):
        declare(hazards_found, code)


def test_fields_that_a_field_is_compared_with_move_the_number(
    declare: Declare,
) -> None:
    late = Q(rectified_on__gt=F("due_on") + F("inspection__score"))
    reader = declare(
        Stock(book=Book(of=Hazard), since="found_on", until="verified_on", where=late)
    )
    read = {
        (model, field)
        for model in (Hazard, Inspection, Unit)
        for use in reader.uses[model]
        if getattr(use.source, "where", None) is late
        for field in use.fields
    }
    assert read == {
        *((Hazard, name) for name in ("rectified_on", "due_on", "inspection", "unit")),
        *((Hazard, name) for name in ("found_on", "verified_on")),
        (Inspection, "score"),
    }
