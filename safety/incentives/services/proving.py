"""The proof of the ledger: cards, entries and indicators say the same.

What differs is kept in a `Proof` and listed, and never mended silently.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import structlog
from django.db import connection

from safety.core.months import Month, Period
from safety.incentives.models import Card, Entry, Movement, Proof
from safety.incentives.services import ledger
from safety.indicators import drain, read, registry, years
from safety.org.models import Kind, Unit

MOST = 1000  # faults that a proof keeps
log = structlog.get_logger(__name__)
# Which indicator the sums of a movement must be.
NUMBERS = {
    Movement.ISSUE: "cards.amount_issued",
    Movement.REDEEM: "cards.amount_redeemed",
}
# What gives an entry back has its two sides the other way round, and all else like it.
MIRRORED = " AND ".join(
    f"r.{name} = e.{name}"
    for name in ("card", "movement", "amount", "unit_id", "person_id", "day", "turn")
)
CROOKED = f"""
    SELECT r.serial, r.movement, r.amount FROM incentives_entry r
      JOIN incentives_entry e ON e.id = r.reverses_id
     WHERE NOT ({MIRRORED} AND r.source = e.target AND r.target = e.source)
     ORDER BY r.serial, r.movement
"""
# Movements of a card of which more than one is in force.
DOUBLE = """
    SELECT e.serial, e.movement, CAST(sum(e.amount) AS bigint) FROM incentives_entry e
     WHERE e.reverses_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM incentives_entry r WHERE r.reverses_id = e.id)
     GROUP BY e.serial, e.movement HAVING count(*) > 1 ORDER BY 1, 2
"""
# Signatures of redemptions that have no card (any more): it was paid otherwise.
UNUSED = """
    SELECT p.employee_no, 'redeem', 0 FROM incentives_redemption d
      JOIN people_person p ON p.id = d.person_id
     WHERE NOT EXISTS (SELECT 1 FROM incentives_card c WHERE c.redemption_id = d.id)
     ORDER BY 1
"""
# Fen by movement and day, what was given back taken off.
SUMS = """
    SELECT movement, day,
           sum(CASE WHEN reverses_id IS NULL THEN amount ELSE -amount END)
      FROM incentives_entry GROUP BY movement, day
"""


class Fault(NamedTuple):
    """One thing that does not fit: what it is, and of which card or month."""

    what: str
    of: str
    movement: str
    fen: int


def prove() -> Proof:
    """Look through all of it and keep what was found."""
    drain.drain()
    faults, wrong = list[Fault](), 0
    for fault in _faults():
        wrong += 1
        if len(faults) < MOST:
            faults.append(fault)
    proof = Proof(
        cards=Card.objects.count(),
        entries=Entry.objects.count(),
        wrong=wrong,
        faults=[fault._asdict() for fault in faults],
    )
    proof.save()
    if faults:
        log.error("ledger_differs", wrong=wrong, faults=proof.faults[:5])
    return proof


def _faults() -> Iterator[Fault]:
    for said in ledger.misfits():
        yield Fault("entry-without-card", *said)
    for said in ledger.lacking():
        yield Fault("card-without-entry", *said)
    for said in _selected(CROOKED):
        yield Fault("reversal-differs", *said)
    for said in _selected(DOUBLE):
        yield Fault("movement-twice", *said)
    for said in _selected(UNUSED):
        yield Fault("signed-for-no-card", *said)
    yield from _by_indicators()


def _by_indicators() -> Iterator[Fault]:
    """Months in which the ledger and the stored numbers of the group differ."""
    group = Unit.objects.filter(kind=Kind.GROUP).first()
    if group is None:
        return
    posted = Counter[tuple[str, Month]]()
    for movement, day, fen in _selected(SUMS):
        posted[movement, Month.containing(day)] += int(fen)
    codes = registry.indicators()
    months = [
        month for year in years.known() for month in Period.parse(str(year)).months
    ]
    periods = [Period.month(month) for month in months]
    asked = [codes[code] for code in NUMBERS.values()]
    figures = read.figures([group.pk], periods, asked)
    for movement, code in NUMBERS.items():
        for month in months:
            figure = figures[code, group.pk, Period.month(month)]
            # What was published of a closed month may be restated; records are as now.
            stored = (figure.live or figure).numerator
            differs = posted[movement, month] - int(stored.scaleb(2))
            if differs:
                yield Fault("indicator-differs", str(month), movement, differs)


def _selected(statement: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        yield from cursor.fetchall()
