"""The companies, projects and teams of the sample group, those of the 2019 report."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self

from safety.people.sample.spans import LATER, Span

HERE = Path(__file__).parent
GROUP = "CHALIECO"
# The contractors that the report of 2019 counts: so many have people on the rosters.
CONTRACTORS = 1405

TRADES = (
    ("Steel structure team", "钢结构班组"),
    ("Formwork team", "模板班组"),
    ("Rebar team", "钢筋班组"),
    ("Pipe fitting team", "管道班组"),
    ("Electrical team", "电气班组"),
    ("Scaffold team", "架子班组"),
    ("Crane and rigging team", "起重班组"),
)
DISCIPLINES = (
    ("Process group", "工艺专业组"),
    ("Civil works group", "土建专业组"),
    ("Electrical group", "电气专业组"),
)

SMALL_COMPANIES = (GROUP, "CINF", "KMI", "MC6")
SMALL_PROJECTS = (
    *("CINF-SHANLV", "CINF-SHUIKOUSHAN", "KMI-WYUAS", "KMI-PACHI", "KMI-DONGCHUAN"),
    *("MC6-BAIYINHUA", "MC6-BOFFA", "MC6-WUHAI"),
)
SMALL_CONTRACTORS = 16
SMALL_SHARE = 36  # one of so many employees


@dataclass(frozen=True)
class Company:
    """A company, or the group itself, with its employees at the end of 2019."""

    code: str
    name: str
    name_zh: str
    employees: int
    designs: bool

    @classmethod
    def of(cls, row: dict[str, str]) -> Self:
        """Read a row of companies.csv."""
        return cls(
            row["code"],
            row["name"],
            row["name_zh"],
            int(row["employees"]),
            row["designers"] == "yes",
        )


@dataclass(frozen=True)
class Team:
    """A team of a project."""

    code: str
    name: str
    name_zh: str


@dataclass(frozen=True)
class Project:
    """A project; people are drawn to it in the measure of its ``size``."""

    code: str
    company: str
    project_type: str
    name: str
    name_zh: str
    span: Span
    size: int
    stops_in_winter: bool
    time_zone: str

    @classmethod
    def of(cls, row: dict[str, str]) -> Self:
        """Read a row of projects.csv."""
        closed_on = row["closed_on"]
        return cls(
            *(row["code"], row["company"], row["project_type"]),
            *(row["name"], row["name_zh"]),
            Span(
                date.fromisoformat(row["opened_on"]),
                date.fromisoformat(closed_on) if closed_on else LATER,
            ),
            int(row["size"]),
            row["stops_in_winter"] == "yes",
            row["time_zone"],
        )

    @property
    def is_design(self) -> bool:
        """Whether it is designed at desks, not built on a site."""
        return self.project_type == "design"

    @property
    def pauses(self) -> tuple[Span, ...]:
        """When contractors' workers are not there.

        Winter in the north, Spring Festival elsewhere (in 2020 the epidemic kept them
        at home longer), never abroad.
        """
        if self.time_zone:
            return ()
        return WINTERS if self.stops_in_winter else FESTIVALS

    @cached_property
    def teams(self) -> tuple[Team, ...]:
        """The more people, the more teams."""
        kinds = DISCIPLINES if self.is_design else TRADES
        many = 1 + self.size // 30 if self.is_design else 3 + self.size // 100
        return tuple(
            Team(f"{self.code}-T{number}", name, name_zh)
            for number, (name, name_zh) in enumerate(kinds[:many], 1)
        )


WINTERS = (
    Span(date(2018, 11, 12), date(2019, 3, 14)),
    Span(date(2019, 11, 10), date(2020, 3, 15)),
)
FESTIVALS = (
    Span(date(2019, 1, 24), date(2019, 2, 18)),
    Span(date(2020, 1, 16), date(2020, 3, 1)),
)


@dataclass(frozen=True)
class Plan:
    """What the sample holds; the group is the first of the companies."""

    companies: tuple[Company, ...]
    projects: tuple[Project, ...]
    contractors: int

    def projects_of(self, company: Company) -> list[Project]:
        """A company's own projects."""
        return [each for each in self.projects if each.company == company.code]


def full() -> Plan:
    """The whole group."""
    return Plan(tuple(_companies()), tuple(_projects()), CONTRACTORS)


def small() -> Plan:
    """A cut of it: three companies with eight projects, and few people."""
    return Plan(
        tuple(
            replace(company, employees=company.employees // SMALL_SHARE)
            for company in _companies()
            if company.code in SMALL_COMPANIES
        ),
        tuple(
            replace(project, size=max(1, project.size // SMALL_SHARE))
            for project in _projects()
            if project.code in SMALL_PROJECTS
        ),
        SMALL_CONTRACTORS,
    )


def _companies() -> Iterator[Company]:
    return map(Company.of, _rows("companies.csv"))


def _projects() -> Iterator[Project]:
    return map(Project.of, _rows("projects.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
