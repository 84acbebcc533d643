"""The ledger follows the cards: what does not fit is given back, what lacks is entered.

One question serves all: which movements do cards ask for, and which are in force?
Posting asks it of some cards and writes the difference, the proof asks it of all.
"""

from collections.abc import Collection, Iterator

from django.db import connection, transaction
from django.utils import timezone

AT_ONCE = 5000
# The movements that cards ask for. Loaded cards come out of the opening account.
ASKED = """
    SELECT c.id AS card, c.serial, 'issue' AS movement,
           CASE WHEN c.created_in_load IS NULL
                THEN 'budget' ELSE 'opening' END AS source,
           'worker' AS target, c.amount, c.unit_id, c.person_id, c.issued_on AS day
      FROM incentives_card c WHERE c.status = 'counted' AND {cards}
     UNION ALL
    SELECT c.id, c.serial, 'redeem', 'worker', 'shop',
           c.amount, c.unit_id, c.person_id, c.redeemed_on
      FROM incentives_card c
     WHERE c.status = 'counted' AND c.redeemed_on IS NOT NULL AND {cards}
     UNION ALL
    SELECT c.id, c.serial, 'expire', 'worker', 'expired',
           c.amount, c.unit_id, c.person_id, c.expired_on
      FROM incentives_card c
     WHERE c.status = 'counted' AND c.expired_on IS NOT NULL
       AND c.redeemed_on IS NULL AND {cards}
"""
IN_FORCE = """
    SELECT e.* FROM incentives_entry e
     WHERE e.reverses_id IS NULL AND {entries}
       AND NOT EXISTS (SELECT 1 FROM incentives_entry r WHERE r.reverses_id = e.id)
"""
# Of a card and a movement one is asked for and one in force at most. What else they say
# stands apart, and the sign is there so that SQLite looks for entries by their card and
# not among all that give nothing back.
FIT = """
    e.amount = a.amount AND e.unit_id = a.unit_id AND e.person_id = a.person_id
    AND e.source = {source} AND e.target = {target} AND e.day = {day}
"""
OF_CARD = FIT.format(
    source="""CASE WHEN e.movement <> 'issue' THEN 'worker'
                   WHEN a.created_in_load IS NULL THEN 'budget' ELSE 'opening' END""",
    target="""CASE e.movement WHEN 'redeem' THEN 'shop'
                              WHEN 'expire' THEN 'expired' ELSE 'worker' END""",
    day="""CASE e.movement WHEN 'redeem' THEN a.redeemed_on
                           WHEN 'expire' THEN a.expired_on ELSE a.issued_on END""",
)
# What is in force and no card asks for, and what cards ask for and is not in force.
MISFITS = f"""({IN_FORCE}) e LEFT JOIN incentives_card a ON a.id = e.card
    WHERE a.id IS NULL OR a.status <> 'counted'
       OR (e.movement = 'redeem' AND a.redeemed_on IS NULL)
       OR (e.movement = 'expire'
           AND (a.expired_on IS NULL OR a.redeemed_on IS NOT NULL))
       OR NOT ({OF_CARD})"""
FITTING = FIT.format(source="a.source", target="a.target", day="a.day")
LACKING = f"""NOT EXISTS (
    SELECT 1 FROM incentives_entry e
     WHERE e.card = a.card AND e.movement = a.movement AND +e.reverses_id IS NULL
       AND {FITTING}
       AND NOT EXISTS (SELECT 1 FROM incentives_entry r WHERE r.reverses_id = e.id))"""
INTO = """
    INSERT INTO incentives_entry
           (card, serial, movement, source, target, amount, unit_id, person_id, day,
            turn, reverses_id, by_user, at)
"""
GIVE_BACK = f"""{INTO}
    SELECT e.card, e.serial, e.movement, e.target, e.source, e.amount, e.unit_id,
           e.person_id, e.day, e.turn, e.id, %s, %s
      FROM {MISFITS}
"""
# How often movements were given back, counted once: asked for each card it would read a
# table that grows under it, and that the planner took for empty.
ENTER = f"""{INTO}
    SELECT a.card, a.serial, a.movement, a.source, a.target, a.amount, a.unit_id,
           a.person_id, a.day, coalesce(b.times, 0), NULL, %s, %s
      FROM ({ASKED}) a
      LEFT JOIN (SELECT e.card, e.movement, count(*) AS times
                   FROM incentives_entry e
                  WHERE e.reverses_id IS NOT NULL AND {{entries}}
                  GROUP BY e.card, e.movement) b
        ON b.card = a.card AND b.movement = a.movement
     WHERE {LACKING}
"""
EVERY = {"cards": "1 = 1", "entries": "1 = 1"}


def post(cards: Collection[int], by: int | None) -> None:
    """Bring the ledger to what some cards say, where these were saved."""
    keys = sorted(cards)
    for start in range(0, len(keys), AT_ONCE):
        some = ", ".join(str(int(key)) for key in keys[start : start + AT_ONCE])
        _post({"cards": f"c.id IN ({some})", "entries": f"e.card IN ({some})"}, by)


def post_load(load: int, by: int | None) -> None:
    """The same of all cards that a load has made."""
    made = f"created_in_load = {int(load)}"
    of_made = f"e.card IN (SELECT id FROM incentives_card WHERE {made})"
    _post({"cards": f"c.{made}", "entries": of_made}, by)


def give_back_removed(by: int | None) -> None:
    """Give back what is in force of cards that are gone with their load."""
    gone = "e.card NOT IN (SELECT id FROM incentives_card)"
    _post({"cards": "1 = 0", "entries": gone}, by)


def _post(some: dict[str, str], by: int | None) -> None:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (GIVE_BACK, ENTER):
            cursor.execute(statement.format(**some), [by, now])


def misfits() -> Iterator[tuple[str, str, int]]:
    """Serial, movement and fen of what is in force and no card asks for."""
    yield from _listed("e", MISFITS)


def lacking() -> Iterator[tuple[str, str, int]]:
    """Serial, movement and fen of what cards ask for and the ledger lacks."""
    yield from _listed("a", f"({ASKED}) a WHERE {LACKING}")


def _listed(alias: str, source: str) -> Iterator[tuple[str, str, int]]:
    told = f"{alias}.serial, {alias}.movement, {alias}.amount"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {told} FROM {source} ORDER BY 1, 2".format(**EVERY))
        yield from cursor.fetchall()
