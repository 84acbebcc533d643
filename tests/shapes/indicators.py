"""The definitions of INDICATORS.md that later subjects bring, over made-up books."""

from django.db.models import F, Q

from safety.core.declare.indicators import Book, Flow, Indicator, Ratio, Shape
from safety.people.indicators import hours_worked
from tests.shapes.models import Mishap, Prize

mishaps = Book(of=Mishap, where=Q(status="counted"))

prizes = Book(of=Prize, where=Q(status="counted"))

SHAPES: dict[str, Shape | Ratio] = {
    "mishaps.per_million_hours": Ratio(
        Flow(
            book=mishaps,
            at="happened_on",
            where=Q(severity="fatal"),
            amount=1_000_000,
        ),
        hours_worked,
    ),
    "mishaps.fatality_rate": Ratio(
        Flow(book=mishaps, at="happened_on", amount=F("deaths") * 1_000_000),
        hours_worked,
    ),
    "prizes.issued": Flow(book=prizes, at="issued_on"),
    "prizes.amount_redeemed": Flow(book=prizes, at="redeemed_on", amount="amount"),
    "prizes.amount_awarded": Flow(book=prizes, at="period", amount="amount"),
}
INDICATORS = [
    Indicator(
        code=code,
        name=code,
        definition=code,
        shape=shape,
    )
    for code, shape in SHAPES.items()
]
