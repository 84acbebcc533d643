"""One flow, one stock, one distinct, one ratio of distincts, one slice."""

from django.db.models import Q

from safety.core.declare.indicators import (
    Book,
    Both,
    Distinct,
    Flow,
    Indicator,
    Ratio,
    Roll,
    Stock,
)
from safety.people.indicators import headcount, roster
from tests.book.models import Pause

pauses = Book(of=Pause, where=Q(status="counted"), by={"drink": "drink"})
rested = Roll(
    name="rested",
    book=Book(of=Pause, where=pauses.where),
    subject="person",
    at="taken_on",
)


def indicator(code: str, shape: object) -> Indicator:
    return Indicator(code=f"pauses.{code}", name=code, definition=code, shape=shape)  # type: ignore[arg-type]


INDICATORS = [
    indicator("taken", Flow(book=pauses, at="taken_on")),
    indicator("out", Stock(book=pauses, since="taken_on", until="back_on")),
    indicator("persons", Distinct(roll=rested)),
    indicator("coverage", Ratio(Both(roll=roster, anywhere=rested), headcount)),
]
