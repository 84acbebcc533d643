"""What the sample knows of a person: a row of `people` and rows of `postings`."""

from typing import NamedTuple

from safety.people.sample.spans import Span


class Person(NamedTuple):
    """A person: own employee, or of a contractor."""

    employee_no: str
    name: str
    gender: str
    category: str
    contractor: str = ""


class Posting(NamedTuple):
    """A posting of somebody to a unit."""

    employee_no: str
    unit: str
    span: Span
    status: str = ""
