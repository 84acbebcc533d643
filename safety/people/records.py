"""The files of people: contractors, persons, postings, accounts, hours worked."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.accounts import services as accounts
from safety.accounts.models import Grant, User
from safety.core.declare.records import Bad, Check, Column, Kind, Rows
from safety.journal import write as journal
from safety.org.models import Unit
from safety.org.services import lock_tree
from safety.people.models import Contractor, Person, Posting, WorkedHours
from safety.people.services import is_seen

FOR_EVER = "9999-12-31"
# Postings of persons to units where any two overlap: those of the file by their rows,
# before them, as row 0, the stored ones that the file leaves as they are.
OVERLAPPING = """
    WITH spans AS (
        SELECT r.row, r.person_id, r.unit_id, r.start_on, r.end_on FROM {rows} r
         WHERE r.status = 'counted'
         UNION ALL
        SELECT 0, p.person_id, p.unit_id, p.start_on, p.end_on FROM people_posting p
         WHERE p.status = 'counted'
           AND EXISTS (SELECT 1 FROM {rows} r
                        WHERE r.person_id = p.person_id AND r.unit_id = p.unit_id)
           AND NOT EXISTS (SELECT 1 FROM {rows} r WHERE r.target = p.id)
    ), busy AS (
        SELECT person_id, unit_id, start_on, max(coalesce(end_on, '9999-12-31')) OVER (
                   PARTITION BY person_id, unit_id ORDER BY start_on
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
          FROM spans
    )
    SELECT person_id, unit_id, row, start_on, end_on FROM spans
     WHERE (person_id, unit_id) IN (
               SELECT person_id, unit_id FROM busy WHERE busy_until >= start_on)
     ORDER BY person_id, unit_id, row
"""
# Rows for units above or below which hours are declared for the same month: stored
# (as row 0) or by an earlier row, each of these beside it.
DECLARED_TWICE = """
    WITH declared AS (
        SELECT r.row, r.unit_id, r.month FROM {rows} r WHERE r.status = 'counted'
         UNION ALL
        SELECT 0, w.unit_id, w.month FROM people_workedhours w
         WHERE w.status = 'counted'
           AND NOT EXISTS (SELECT 1 FROM {rows} r WHERE r.target = w.id)
    ), related AS (
        SELECT unit_id AS one, ancestor_id AS other, first_month, last_month
          FROM org_ancestry WHERE unit_id <> ancestor_id
         UNION ALL
        SELECT ancestor_id, unit_id, first_month, last_month
          FROM org_ancestry WHERE unit_id <> ancestor_id
    )
    SELECT own.row, unit.code, there.code, other.row
      FROM declared own
      JOIN related ON related.one = own.unit_id
       AND own.month BETWEEN related.first_month AND related.last_month
      JOIN declared other ON other.unit_id = related.other AND other.month = own.month
      JOIN org_unit unit ON unit.id = own.unit_id
      JOIN org_unit there ON there.id = other.unit_id
     WHERE own.row > other.row
     ORDER BY own.row, other.row
"""


def overlapping(rows: Rows) -> Iterator[Bad]:
    """Postings that overlap a stored one, or one of an earlier row that does not."""
    spans = rows.select(OVERLAPPING)
    for _who, same in groupby(spans, key=itemgetter(0, 1)):
        held: list[tuple[str, str, int]] = []
        for _person, _unit, row, start, end in same:
            span = str(start), str(end or FOR_EVER), row
            place = bisect(held, span)
            near = held[max(0, place - 1) : place + 1]
            clash = next((h for h in near if h[0] <= span[1] and span[0] <= h[1]), None)
            if clash and row:
                yield Bad(row, "start_on", span[0], _overlap(*clash))
            else:
                held.insert(place, span)


def _overlap(start: str, end: str, row: int) -> str:
    which = _("row %(row)s") % {"row": row} if row else _("stored")
    if end == FOR_EVER:
        message = _("There is a posting to this unit from %(start)s on (%(which)s).")
    else:
        message = _(
            "There is a posting to this unit from %(start)s to %(end)s (%(which)s)."
        )
    return message % {"start": start, "end": end, "which": which}


def declared_twice(rows: Rows) -> Iterator[Bad]:
    """Hours for a unit above or below one that has hours for the same month.

    A row that is wrong itself stands in nobody's way.
    """
    wrong: set[int] = set()
    may_name = cache(partial(is_seen, by=rows.by))
    for row, code, other, other_row in rows.select(DECLARED_TWICE):
        if row in wrong or other_row in wrong:
            continue
        wrong.add(row)
        which = _("row %(row)s") % {"row": other_row} if other_row else _("stored")
        message = _(
            "%(unit)s, above or below it, has hours for this month (%(which)s). Keep "
            "those of one level."
        )
        if not may_name(other):
            message = _("A unit above it has hours for this month (%(which)s).")
        yield Bad(row, "unit", code, message % {"unit": other, "which": which})


def stored_accounts() -> "QuerySet[Any, Any]":
    """Accounts with the role that each was given last."""
    given = Grant.objects.filter(user=OuterRef("pk")).order_by("-pk")
    left = When(leaves_on__lte=timezone.localdate(), then=Value("voided"))
    found: QuerySet[Any, Any] = User.objects.annotate(
        employee_no_id=F("person__pk"),
        role=Subquery(given.values("role")[:1]),
        unit_id=Subquery(given.values("unit")[:1]),
        status=Case(left, default=Value("counted")),
    )
    return found


ACCOUNTS = """
    SELECT r.row, r.target, r.username, r.email, r.role, r.unit_id, r.employee_no_id,
           r.status FROM {rows} r ORDER BY r.row
"""


def out_of_reach(rows: Rows) -> Iterator[Bad]:
    """Accounts that whoever loads may not give or change, and persons of others."""
    by = User.objects.filter(pk=rows.by).first()
    owners = dict(Person.objects.exclude(user=None).values_list("pk", "user_id"))
    for row, target, login, _email, role, unit, person, _status in rows.select(
        ACCOUNTS
    ):
        known = User.objects.filter(pk=target).first() if target and by else None
        if by and not by.may_give(role, unit):
            yield Bad(row, "role", role, _("You cannot give this role at this unit."))
        elif by and known and not by.may_change(known):
            yield Bad(row, "login", login, _("You cannot change this account."))
        if person and owners.setdefault(person, target or -row) != (target or -row):
            yield Bad(row, "employee_no", "", _("This person has another account."))


def enrol(rows: Rows) -> Counter[str]:
    """Invite, give roles, link persons, and switch off: one account after the other."""
    by = User.objects.filter(pk=rows.by).first()
    counts: Counter[str] = Counter()
    for _row, _key, login, email, role, unit, person, status in list(
        rows.select(ACCOUNTS)
    ):
        there = Unit.objects.get(pk=unit)
        outcome: str = accounts.enrol(login, email, role, there, by=by)
        user = User.objects.get(username=login)
        more = [_link(user, person, rows), _switch(user, status, by)]
        counts["updated" if outcome == "unchanged" and any(more) else outcome] += 1
    return counts


def _link(user: User, person: int | None, rows: Rows) -> bool:
    """Make the account that of a person; whether it was not."""
    if person is None:
        return False
    found = Person.objects.get(pk=person)
    found.user = user
    return journal.save(found, "link", by=rows.by, load=rows.load) is not None


def _switch(user: User, status: str, by: User | None) -> bool:
    """Close or open an account; whether it was not."""
    is_open = status == Person.Status.COUNTED
    if user.is_active == is_open:
        return False
    accounts.leave(user, None if is_open else timezone.localdate(), by=by)
    return True


KINDS = [
    Kind(
        name="contractors",
        label=gettext_lazy("Contractors"),
        model=Contractor,
        key=("code",),
        columns=(
            Column("code", example="K01"),
            Column("name"),
            Column("qualification"),
            Column("qualified_until"),
        ),
        permission="people.change_contractor",
    ),
    Kind(
        name="people",
        label=gettext_lazy("People"),
        model=Person,
        key=("employee_no",),
        columns=(
            Column("employee_no", example="E0001"),
            Column("name"),
            Column("phone"),
            Column("email"),
            Column("gender"),
            Column("category"),
            Column("contractor", example="K01"),
        ),
        permission="people.change",
    ),
    Kind(
        name="postings",
        label=gettext_lazy("Postings"),
        model=Posting,
        key=("employee_no", "unit", "start_on"),
        columns=(
            Column("employee_no", field="person", example="E0001"),
            Column("unit", example="P01"),
            Column("start_on"),
            Column("end_on"),
        ),
        permission="people.change",
        checks=(
            Check(
                columns=("employee_no", "unit", "start_on", "end_on", "status"),
                says=gettext_lazy(
                    "Postings of one person to the same unit do not overlap."
                ),
                find=overlapping,
            ),
        ),
        hold=lambda rows: rows.lock(Person, "person_id"),
    ),
    Kind(
        name="accounts",
        label=gettext_lazy("Accounts"),
        model=User,
        key=("login",),
        columns=(
            Column("login", field="username", example="wang.li"),
            Column(
                "employee_no",
                like=Posting._meta.get_field("person"),
                is_optional=True,
                example="E0001",
            ),
            Column("email"),
            Column("role", like=Grant._meta.get_field("role")),
            Column("unit", like=Grant._meta.get_field("unit"), example="P01"),
            Column("status", like=Person._meta.get_field("status")),
        ),
        permission="accounts.change",
        stored=stored_accounts,
        checks=(
            Check(
                columns=("login", "employee_no", "role", "unit"),
                says=gettext_lazy(
                    "Nobody gives a role that he could not give on the page of the "
                    "account, and a person has one account."
                ),
                find=out_of_reach,
            ),
        ),
        enter=enrol,
    ),
    Kind(
        name="worked_hours",
        label=gettext_lazy("Hours worked"),
        model=WorkedHours,
        key=("unit", "month"),
        columns=(
            Column("unit", example="P01"),
            Column("month"),
            Column("hours", example="1250.50"),
        ),
        permission="people.change_hours",
        checks=(
            Check(
                columns=("unit", "month", "status"),
                says=gettext_lazy(
                    "Hours of a month are declared at one level: not above or below a "
                    "unit that has hours for the same month."
                ),
                find=declared_twice,
            ),
        ),
        hold=lambda _rows: lock_tree(),
    ),
]
