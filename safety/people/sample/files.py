"""The sample group as files that `load` reads."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from safety.people.sample.cast import accounts
from safety.people.sample.crews import crews
from safety.people.sample.employees import employees
from safety.people.sample.hours import Worked, worked
from safety.people.sample.names import Names
from safety.people.sample.plan import GROUP, Plan
from safety.people.sample.roster import Posting
from safety.records import sample
from safety.records.sample import File, Row

SEED = 2019

COLUMNS = {
    "units": "code name name_zh time_zone kind parent project_type opened_on closed_on",
    "contractors": "code name qualification qualified_until",
    "people": "employee_no name gender category contractor",
    "postings": "employee_no unit start_on end_on status",
    "worked_hours": "unit month hours",
    "accounts": "login employee_no role unit",
}


def write(folder: Path, plan: Plan) -> Iterator[File]:
    """Write one file of each kind, in the order to load them."""
    rng = Random(SEED)  # noqa: S311 (a sample has to be the same every time)
    names = Names(rng)
    own = list(employees(rng, plan, names))
    sent = list(crews(rng, plan, names))
    people = own + [each for crew in sent for each in crew.people]
    postings = [posting for _person, postings in people for posting in postings]
    rows: dict[str, Iterable[Row]] = {
        "units": _units(plan),
        "contractors": (crew.contractor for crew in sent),
        "people": (person for person, _postings in people),
        "postings": map(_posting, postings),
        "worked_hours": map(_hours, worked(rng, plan, postings)),
        "accounts": accounts(plan, own),
    }
    for kind, each in rows.items():
        yield sample.write(folder, kind, COLUMNS[kind], each)


def _units(plan: Plan) -> Iterator[Row]:
    for company in plan.companies:
        is_group = company.code == GROUP
        place = ("group", "") if is_group else ("company", GROUP)
        yield company.code, company.name, company.name_zh, "", *place, "", "", ""
    for project in plan.projects:
        opened_on, closed_on = project.span.start, project.span.known_end
        yield (
            *(project.code, project.name, project.name_zh, project.time_zone),
            *("project", project.company, project.project_type),
            *(opened_on, closed_on),
        )
        for team in project.teams:
            yield (
                *(team.code, team.name, team.name_zh, ""),
                *("team", project.code, "", opened_on, closed_on),
            )


def _posting(posting: Posting) -> Row:
    return (
        *(posting.employee_no, posting.unit),
        *(posting.span.start, posting.span.known_end, posting.status),
    )


def _hours(row: Worked) -> Row:
    year, month = row.month
    return row.unit, f"{year}-{month:02}", row.hours
