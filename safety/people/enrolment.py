"""Files of accounts: what stands in them, what is refused, and what a row does."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.accounts import services as accounts
from safety.accounts.models import Grant, User
from safety.core import formats
from safety.core.declare.records import Bad, Rows
from safety.journal import write as journal
from safety.people.models import Person

AT_ONCE = 500  # accounts


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


def more_than_a_file_has(users: "QuerySet[Any, Any]") -> Iterator[str]:
    """That a file of accounts has one role of each, and no day that is to come."""
    several = users.annotate(roles=Count("grants", distinct=True)).filter(roles__gt=1)
    if number := several.count():
        said = ngettext(
            "%(number)s account has more roles than the one in the file, given last.",
            "%(number)s accounts have more roles than the one in the file, given last.",
            number,
        )
        yield said % {"number": formats.number(number)}
    if number := users.filter(leaves_on__gt=timezone.localdate()).count():
        said = ngettext(
            "%(number)s account has a leaving date to come, which the file has not.",
            "%(number)s accounts have a leaving date to come, which the file has not.",
            number,
        )
        yield said % {"number": formats.number(number)}


ACCOUNTS = """
    SELECT r.row, r.target, r.username, r.email, r.role, r.unit_id, r.status,
           person.id, person.employee_no, person.name
      FROM {rows} r LEFT JOIN people_person person ON person.id = r.employee_no_id
     ORDER BY r.row
"""


class Account(NamedTuple):
    """A row of a file of accounts."""

    row: int
    target: int | None
    login: str
    email: str
    role: str
    unit: int
    status: str
    person: int | None
    employee_no: str | None
    name: str | None

    @property
    def enrolment(self) -> accounts.Enrolment:
        is_open = self.status == Person.Status.COUNTED
        return accounts.Enrolment(
            *(self.login, self.role, self.unit, self.email, self.name or "", is_open)
        )


def accounts_of(rows: Rows) -> Iterator[Account]:
    """The rows of a file of accounts, in their order."""
    return map(Account._make, rows.select(ACCOUNTS))


SAME_NAMES = """
    SELECT r.row, r.username, other.username FROM {rows} r
      JOIN accounts_user other ON lower(other.username) = lower(r.username)
     WHERE r.target IS NULL
     UNION
    SELECT r.row, r.username, other.username FROM {rows} r
      JOIN {rows} other ON lower(other.username) = lower(r.username)
     WHERE r.row > other.row AND r.target IS NULL AND r.username <> other.username
"""


def named_as_another(rows: Rows) -> Iterator[Bad]:
    """New accounts with the letters of another's name in another case."""
    for row, login, other in rows.select(SAME_NAMES):
        why = _("There is an account %(other)s: names that differ in capitals are one.")
        yield Bad(row, "login", login, why % {"other": other})


def out_of_reach(rows: Rows) -> Iterator[Bad]:
    """Accounts that whoever loads may not give or change, and persons of others."""
    by = User.objects.filter(pk=rows.by).first()
    owners = dict(Person.objects.exclude(user=None).values_list("pk", "user_id"))
    for said in accounts_of(rows):
        if by and not by.may_give(said.role, said.unit):
            why = _("You cannot give this role at this unit.")
            yield Bad(said.row, "role", said.role, why)
        elif by and said.target and not by.may_change(User.objects.get(pk=said.target)):
            why = _("You cannot change this account.")
            yield Bad(said.row, "login", said.login, why)
        own = said.target or -said.row
        if said.person and owners.setdefault(said.person, own) != own:
            why = _("This person has another account.")
            yield Bad(said.row, "employee_no", said.employee_no or "", why)


def enrol(rows: Rows) -> Counter[str]:
    """Invite, give roles, link persons, and switch off, some accounts at a time."""
    by = User.objects.filter(pk=rows.by).first()
    counts: Counter[str] = Counter()
    found = accounts_of(rows)
    while some := list(islice(found, AT_ONCE)):
        enrolments = [said.enrolment for said in some]
        users, outcomes = accounts.enrol(enrolments, by=by, load=rows.load)
        owners = {said.person: users[said.login] for said in some if said.person}
        for user in _link(owners, rows):
            if outcomes[user.username] == "unchanged":
                outcomes[user.username] = "updated"
        counts.update(outcomes.values())
    return counts


def _link(owners: dict[int, User], rows: Rows) -> list[User]:
    """Make accounts those of persons, and of nobody else; those that were not."""
    save = partial(journal.save_all, by=rows.by, load=rows.load)
    others = Person.objects.filter(user__in=owners.values()).exclude(pk__in=owners)
    left = list(others)
    for person in left:
        person.user = None
    save(left, "unlink")
    persons = list(Person.objects.filter(pk__in=owners))
    for person in persons:
        person.user = owners[person.pk]
    return [owners[person.pk] for person in save(persons, "link")]
