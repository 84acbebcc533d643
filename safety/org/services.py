"""Verbs on the tree: planting units and moving them with everything below."""

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from safety.core.months import Month
from safety.journal import marking
from safety.journal import write as journal
from safety.org.models import (
    BEGINNING,
    END,
    PARENT_KIND,
    Ancestry,
    ClosedMonth,
    Kind,
    Unit,
)

# Rows of the new ancestors above everything that hangs below the unit, each for the
# months in which both the branch below and the branch above stand.
GRAFT = """
    INSERT INTO org_ancestry (unit_id, ancestor_id, first_month, last_month)
    SELECT below.unit_id, above.ancestor_id,
           {latest}(below.first_month, above.first_month, %(month)s),
           {earliest}(below.last_month, above.last_month)
      FROM org_ancestry below, org_ancestry above
     WHERE below.ancestor_id = %(unit)s AND above.unit_id = %(parent)s
       AND {latest}(below.first_month, above.first_month, %(month)s)
           <= {earliest}(below.last_month, above.last_month)
"""
# What is new hangs in the tree from the first month that is open for its parent: what
# was published of this one stays.
PLANT = """
    INSERT INTO org_ancestry (unit_id, ancestor_id, first_month, last_month)
    SELECT unit.id, above.ancestor_id,
           {latest}(above.first_month, COALESCE(closed.last + 1, 0)), above.last_month
      FROM org_unit unit JOIN org_ancestry above ON above.unit_id = unit.parent_id
      LEFT JOIN (SELECT unit_id, max(month) AS last FROM org_closedmonth
                  WHERE is_active GROUP BY unit_id) closed
             ON closed.unit_id = unit.parent_id
     WHERE unit.kind = %s AND above.last_month > COALESCE(closed.last, 0)
       AND NOT EXISTS (SELECT 1 FROM org_ancestry own WHERE own.unit_id = unit.id)
    UNION ALL
    SELECT unit.id, unit.id, %s, %s FROM org_unit unit
     WHERE unit.kind = %s
       AND NOT EXISTS (SELECT 1 FROM org_ancestry own WHERE own.unit_id = unit.id)
"""


def refusal(kind: str, parent: Unit | None) -> str:
    """Why a unit of a kind may not hang under a parent; empty when it may."""
    wanted = PARENT_KIND[kind]
    if wanted == (parent.kind if parent else None):
        return ""
    if wanted is None:
        return _("The group has no parent.")
    return {
        "group": _("The parent of a company is the group."),
        "company": _("The parent of a project is a company."),
        "project": _("The parent of a team is a project."),
    }[wanted]


def lock_tree() -> None:
    """Until the transaction ends nobody else adds or moves a unit, or declares hours.

    What a change of the tree writes follows from the whole of it.
    """
    Unit.objects.locked().filter(kind=Kind.GROUP).first()


def add(unit: Unit, *, by: int | None) -> Unit:
    """Save a new unit and plant it; ValidationError when it may not hang there."""
    why = refusal(unit.kind, unit.parent)
    if why:
        raise ValidationError({"parent": why})
    with transaction.atomic():
        lock_tree()
        if unit.parent:
            unit.parent.require_standing()
        journal.save(unit, "add", by=by)
        plant()
        # Nothing happened there yet; it counts itself, now that it hangs in the tree.
        marking.append(marking.resting_on(Unit, [unit.pk], None))
    return unit


def plant() -> None:
    """Give every unit that has none its ancestry, from the group down."""
    with connection.cursor() as cursor:
        for kind in PARENT_KIND:
            cursor.execute(PLANT.format(**_scalar()), [kind, BEGINNING, END, kind])


def first_open_month(units: Iterable[Unit]) -> int:
    """Index of the first month open for all these units.

    While nothing has been closed the beginning, so that every period follows the tree.
    """
    return ClosedMonth.objects.first_open(list(units))


def move(
    unit: Unit,
    to: Unit,
    *,
    by: int | None,
    from_month: Month | None = None,
    load: int | None = None,
) -> None:
    """Hang a unit, with all below it, under another parent from a month on.

    ``from_month`` defaults to the first month open for the unit, its old and its new
    parent. ValidationError for a parent of the wrong kind or a month already closed.
    """
    why = refusal(unit.kind, to)
    if why:
        raise ValidationError({"parent": why})
    touched = [unit, to, *([unit.parent] if unit.parent else [])]
    earliest = first_open_month(touched)
    month = from_month.index if from_month else earliest
    if month < earliest:
        raise ValidationError({"from_month": _("That month is closed.")})
    with transaction.atomic():
        lock_tree()
        unit.parent, before = to, _branches(unit)
        if journal.save(unit, "move", by=by, load=load) is None:
            return
        _uproot(unit.pk, month)
        _graft(unit.pk, to.pk, month)
        above = {row.ancestor_id for row in before ^ _branches(unit)}
        # Of a project with its teams the numbers of those above it change, and no
        # others; a team may change those of any unit at which its project counts.
        units = {None} if unit.kind == Kind.TEAM else above
        marking.append(marking.Stale(marking.TREE, key, month // 12) for key in units)


class Branch(NamedTuple):
    """Some months in which a unit hung below another."""

    unit_id: int
    ancestor_id: int
    first_month: int
    last_month: int


def _branches(unit: Unit) -> set[Branch]:
    """All that ever hung below a unit, and where it hung."""
    below = Ancestry.objects.filter(ancestor=unit).values("unit_id")
    rows = Ancestry.objects.filter(unit__in=below).values_list(*Branch._fields)
    return {Branch(*row) for row in rows}


def _uproot(unit: int, month: int) -> None:
    """Take out, from a month on, what stood above the unit and all that hung below it.

    Something that left the unit later, or came to it later, loses only the months in
    which it hung there.
    """
    hung = {
        (row.unit_id, max(row.first_month, month), row.last_month)
        for row in Ancestry.objects.filter(ancestor=unit, last_month__gte=month)
    }
    above = set(
        Ancestry.objects.filter(unit=unit)
        .exclude(ancestor=unit)
        .values_list("ancestor_id", flat=True)
    )
    crossing = Ancestry.objects.filter(
        unit__in={below for below, _first, _last in hung},
        ancestor__in=above,
        last_month__gte=month,
    )
    rest = [piece for row in crossing for piece in _without(row, hung)]
    crossing.delete()
    Ancestry.objects.bulk_create(rest, batch_size=1000)


def _without(row: Ancestry, hung: set[tuple[int, int, int]]) -> list[Ancestry]:
    """What is left of a branch when the months of some others are cut out of it."""
    left = [(row.first_month, row.last_month)]
    for below, first, last in hung:
        if below == row.unit_id:
            left = [
                piece
                for start, end in left
                for piece in ((start, min(end, first - 1)), (max(start, last + 1), end))
                if piece[0] <= piece[1]
            ]
    return [
        Ancestry(
            unit_id=row.unit_id,
            ancestor_id=row.ancestor_id,
            first_month=start,
            last_month=end,
        )
        for start, end in left
    ]


def _scalar() -> dict[str, str]:
    """What the databases call the larger and the smaller of some numbers."""
    if connection.vendor == "sqlite":
        return {"latest": "MAX", "earliest": "MIN"}
    return {"latest": "GREATEST", "earliest": "LEAST"}


def _graft(unit: int, parent: int, month: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            GRAFT.format(**_scalar()), {"unit": unit, "parent": parent, "month": month}
        )
