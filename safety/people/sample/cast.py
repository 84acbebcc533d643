"""Who logs in to the sample group: one person for each role, where it is at home."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from safety.accounts.permissions import Role
from safety.people.sample.plan import GROUP, Plan
from safety.people.sample.roster import Person, Posting
from safety.people.sample.spans import LAST_DAY

COMPANY, SITE = "MC6", "MC6-BAIYINHUA"
People = Iterable[tuple[Person, list[Posting]]]


class Member(NamedTuple):
    """An account: its name, its role and where that holds, and whose it may be."""

    login: str
    role: Role
    unit: str
    category: str = ""


class Account(NamedTuple):
    """A row of `accounts`."""

    login: str
    employee_no: str
    role: str
    unit: str


# Who hands in and reviews the months of each other company; has no password.
OF_COMPANY = "safety-{}"
CAST = (
    Member("worker", Role.WORKER, f"{SITE}-T1", "worker"),
    Member("staff", Role.PROJECT_STAFF, SITE, "technical"),
    Member("officer", Role.SAFETY_OFFICER, SITE, "technical"),
    Member("manager", Role.PROJECT_MANAGER, SITE, "middle_management"),
    Member("leader", Role.COMPANY_LEADER, COMPANY, "senior_management"),
    Member("company", Role.COMPANY_SAFETY, COMPANY, "senior_management"),
    Member("hq", Role.HQ_SAFETY, GROUP, "middle_management"),
    Member("clerk", Role.CLERK, SITE, "technical"),
    Member("auditor", Role.AUDITOR, GROUP, "technical"),
    Member("admin", Role.ADMINISTRATOR, GROUP),
)


def accounts(plan: Plan, people: People) -> Iterator[Account]:
    """The account of each, with the employee who has it; nobody has two."""
    there = defaultdict[tuple[str, str], deque[str]](deque)
    for person, postings in people:
        for posting in postings:
            if not person.contractor and _is_there(posting):
                there[posting.unit, person.category].append(person.employee_no)
    for login, role, unit, category in CAST:
        found = there[unit, category]
        yield Account(login, found.popleft() if found else "", role, unit)
    for company in plan.companies:
        found = there[company.code, "senior_management"]
        if found and company.code not in (GROUP, COMPANY):
            login = OF_COMPANY.format(company.code.lower())
            role = Role.COMPANY_SAFETY
            yield Account(login, found.popleft(), role, company.code)


def _is_there(posting: Posting) -> bool:
    """Whether it has begun and nobody knows yet when it ends."""
    return not posting.status and posting.span.start <= LAST_DAY < posting.span.end
