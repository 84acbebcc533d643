"""The slow, obvious computation: plain Python over dumped CSV files.

Imports nothing of the project. Written from INDICATORS.md alone; when it and the
engine differ, one of them has misread that page.
"""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path


def read_all(folder: Path, kind: str) -> list[dict[str, str]]:
    with (folder / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(folder: Path, kind: str) -> list[dict[str, str]]:
    return [row for row in read_all(folder, kind) if row.get("status") != "voided"]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class Books:
    """The records of a folder, and every number INDICATORS.md defines over them.

    ``history`` optionally maps a month (year, month) to {unit: parent} where the tree
    was not always as units.csv has it.
    """

    def __init__(self, folder: Path, starts_on: int = 1, history=None) -> None:
        self.starts_on = starts_on
        self.units = {row["code"]: row for row in read_all(folder, "units")}
        self.people = {row["employee_no"]: row for row in read(folder, "people")}
        self.contractors = {row["code"] for row in read(folder, "contractors")}
        self.postings = read(folder, "postings")
        self.hours = read(folder, "worked_hours")
        self.inspections = [
            r for r in read(folder, "inspections") if r["status"] != "draft"
        ]
        self.programmes = {
            r["number"]: r["programme"] for r in read_all(folder, "inspections")
        }
        self.hazards = read(folder, "hazards")
        held = (r for r in read(folder, "sessions") if r["status"] != "draft")
        self.sessions = {r["number"]: r for r in held}
        self.present = [
            r
            for r in read(folder, "attendances")
            if r["present"] != "no"
            and r["session"] in self.sessions
            and r["employee_no"] in self.people
        ]
        self.credited = [
            r
            for r in self.present
            if self.sessions[r["session"]]["has_exam"] != "yes" or r["passed"] == "yes"
        ]
        # Of which course a session is, and what that counts for, no file says.
        self.course_of = {r["number"]: r["course"] for r in read(folder, "taught")}
        self.versions = read(folder, "countings")
        self.drills = [r for r in read(folder, "drills") if r["status"] != "draft"]
        self.participations = read(folder, "participations")
        self.incidents = read(folder, "incidents")
        self.cards, self.awards = read(folder, "cards"), read(folder, "awards")
        self.history = history or {}

    # --- when -------------------------------------------------------------------

    def bounds(self, period: str) -> tuple[date, date]:
        """First and last day of a period."""
        first, last = self.months(period)
        year, month = last
        end = self.month_start(year + (month == 12), month % 12 + 1) - timedelta(days=1)
        return self.month_start(*first), end

    def months(self, period: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """First and last (year, month) of a period."""
        year, rest = int(period[:4]), period[4:]
        if rest == "":
            first, last = 1, 12
        elif rest.startswith("-Q"):
            first = 3 * int(rest[2:]) - 2
            last = first + 2
        elif rest.startswith("-H"):
            first = 6 * int(rest[2:]) - 5
            last = first + 5
        elif rest.endswith(":ytd"):
            first, last = 1, int(rest[1:3])
        else:
            first = last = int(rest[1:])
        return (year, first), (year, last)

    def month_of(self, text: str) -> str:
        """The month of a day."""
        found = day(text)
        period = f"{found.year}-{found.month:02}"
        if found > self.bounds(period)[1]:
            period = f"{found.year + found.month // 12}-{found.month % 12 + 1:02}"
        return period

    def month_start(self, year: int, month: int) -> date:
        if self.starts_on == 1:
            return date(year, month, 1)
        return date(year - (month == 1), (month - 2) % 12 + 1, self.starts_on)

    # --- where ------------------------------------------------------------------

    def parent(self, unit: str, period: str) -> str:
        moves = self.history.get(unit, [])  # [((year, month) from, parent)], in order
        if not moves:
            return self.units[unit]["parent"]
        found, (_first, last) = "", self.months(period)
        for since, parent in moves:
            if since <= last:
                found = parent
        return found

    def inside(self, unit: str, top: str, period: str) -> bool:
        while unit:
            if unit == top:
                return True
            unit = self.parent(unit, period)
        return False

    def project_of(self, unit: str, period: str) -> str:
        while unit and self.units[unit]["kind"] != "project":
            unit = self.parent(unit, period)
        return unit

    # --- who --------------------------------------------------------------------

    def cut(self, person: str, cut: str) -> bool:
        if not cut:
            return True
        name, _equals, value = cut.partition("=")
        row = self.people[person]
        if name == "own":
            return value == ("no" if row["contractor"] else "yes")
        return row[name] == value

    def in_force(
        self, unit: str, period: str, first: date, last: date, cut: str
    ) -> set[str]:
        return {
            posting["employee_no"]
            for posting in self.postings
            if posting["employee_no"] in self.people
            and self.inside(posting["unit"], unit, period)
            and day(posting["start_on"]) <= last
            and (not posting["end_on"] or day(posting["end_on"]) >= first)
            and self.cut(posting["employee_no"], cut)
        }

    # --- the catalogue ----------------------------------------------------------

    def value(self, code: str, unit: str, period: str, cut: str = ""):
        return getattr(self, code.replace(".", "_"))(unit, period, cut)

    def workforce_headcount(self, unit: str, period: str, cut: str = "") -> int:
        return len(self.in_force(unit, period, *self.bounds(period), cut))

    def workforce_headcount_end(self, unit: str, period: str, cut: str = "") -> int:
        last = self.bounds(period)[1]
        return len(self.in_force(unit, period, last, last, cut))

    def workforce_employees(self, unit: str, period: str, cut: str = "") -> int:
        return len(self.own(self.in_force(unit, period, *self.bounds(period), cut)))

    def workforce_employees_end(self, unit: str, period: str, cut: str = "") -> int:
        last = self.bounds(period)[1]
        return len(self.own(self.in_force(unit, period, last, last, cut)))

    def own(self, persons: set[str]) -> set[str]:
        return {person for person in persons if not self.people[person]["contractor"]}

    def contractors_count(self, unit: str, period: str, cut: str = "") -> int:
        roster = self.in_force(unit, period, *self.bounds(period), cut)
        return len(
            {self.people[person]["contractor"] for person in roster} & self.contractors
        )

    def workforce_hours_worked(self, unit: str, period: str, cut: str = "") -> Decimal:
        (year, first), (_year, last) = self.months(period)
        months = {f"{year}-{month:02}" for month in range(first, last + 1)}
        return sum(
            (
                Decimal(row["hours"])
                for row in self.hours
                if row["month"] in months and self.inside(row["unit"], unit, period)
            ),
            Decimal(0),
        )

    def active(self, unit: str, period: str) -> set[str]:
        first, last = self.bounds(period)
        return {
            code
            for code, row in self.units.items()
            if row["kind"] == "project"
            and row["status"] != "voided"
            and self.inside(code, unit, period)
            and (not row["opened_on"] or day(row["opened_on"]) <= last)
            and (not row["closed_on"] or day(row["closed_on"]) >= first)
        }

    def projects_active(self, unit: str, period: str, cut: str = "") -> int:
        return len(self.active(unit, period))

    # --- inspections ------------------------------------------------------------

    def at(self, rows, name: str, unit: str, period: str, cut: str = ""):
        """Records of the subtree with a date in the period."""
        first, last = self.bounds(period)
        return [
            r
            for r in rows
            if r[name]
            and first <= day(r[name]) <= last
            and self.inside(r["unit"], unit, period)
            and self.is_cut(r, cut)
        ]

    def is_cut(self, row, cut: str) -> bool:
        name, _equals, value = cut.partition("=")
        return not cut or row[name] == value

    def inspected(self, unit: str, period: str, programme: str = ""):
        return [
            r
            for r in self.at(self.inspections, "inspected_on", unit, period)
            if programme in ("", r["programme"])
        ]

    def projects(self, unit: str, period: str, programme: str = "") -> set[str]:
        """Projects of the inspections."""
        rows = self.inspected(unit, period, programme)
        return {self.project_of(r["unit"], period) for r in rows} - {""}

    def inspections_count(self, unit, period, cut):
        return len(self.inspected(unit, period))

    def inspections_projects_covered(self, unit, period, cut):
        return len(self.projects(unit, period))

    def inspections_coverage(self, unit, period, cut):
        active = self.active(unit, period)
        return len(active & self.projects(unit, period)), len(active)

    def inspections_qhse(self, unit, period, cut):
        return len(self.inspected(unit, period, "qhse"))

    def inspections_cahse(self, unit, period, cut):
        return len(self.inspected(unit, period, "cahse"))

    def inspections_environment(self, unit, period, cut):
        return len(self.inspected(unit, period, "environment"))

    def inspections_special(self, unit, period, cut):
        return len(self.inspected(unit, period, "special"))

    def inspections_leader_visit(self, unit, period, cut):
        return len(self.inspected(unit, period, "leader_visit"))

    def inspections_quality(self, unit, period, cut):
        return len(self.inspected(unit, period, "quality"))

    def inspections_by_group(self, unit, period, cut):
        rows = self.inspected(unit, period)
        return sum(self.units[r["unit"]]["kind"] == "group" for r in rows)

    def inspections_special_projects(self, unit, period, cut):
        return len(self.projects(unit, period, "special"))

    def inspections_average_score(self, unit, period, cut):
        scores = [
            Decimal(r["score"]) for r in self.inspected(unit, period) if r["score"]
        ]
        return sum(scores), len(scores)

    def leaders_persons(self, unit, period, cut):
        return len({r["lead"] for r in self.inspected(unit, period, "leader_visit")})

    def leaders_units_entered(self, unit, period, cut):
        return len({r["unit"] for r in self.inspected(unit, period, "leader_visit")})

    def of_type(self, project_type: str, unit: str, period: str) -> int:
        found = self.projects(unit, period, "quality")
        return sum(self.units[p]["project_type"] == project_type for p in found)

    def quality_projects_design(self, unit, period, cut):
        return self.of_type("design", unit, period)

    def quality_projects_construction(self, unit, period, cut):
        return self.of_type("construction", unit, period)

    # --- hazards ----------------------------------------------------------------

    def found(self, unit, period, cut):
        return self.at(self.hazards, "found_on", unit, period, cut)

    def hazards_found(self, unit, period, cut):
        return len(self.found(unit, period, cut))

    def hazards_major_found(self, unit, period, cut):
        return sum(r["level"] == "major" for r in self.found(unit, period, cut))

    def hazards_closed(self, unit, period, cut):
        return len(self.at(self.hazards, "verified_on", unit, period, cut))

    def found_by(self, programme: str, unit, period, cut) -> int:
        return sum(
            bool(r["inspection"]) and self.programmes[r["inspection"]] == programme
            for r in self.found(unit, period, cut)
        )

    def leaders_problems(self, unit, period, cut):
        return self.found_by("leader_visit", unit, period, cut)

    def quality_problems(self, unit, period, cut):
        return self.found_by("quality", unit, period, cut)

    def hazards_rectification_rate(self, unit, period, cut):
        rows, last = (
            self.at(self.hazards, "found_on", unit, period, cut),
            self.bounds(period)[1],
        )
        return sum(
            bool(r["verified_on"]) and day(r["verified_on"]) <= last for r in rows
        ), len(rows)

    def hazards_on_time_rate(self, unit, period, cut):
        rows = self.at(self.hazards, "due_on", unit, period, cut)
        return sum(
            bool(r["rectified_on"]) and r["rectified_on"] <= r["due_on"] for r in rows
        ), len(rows)

    def standing(self, since: str, until: str, unit, period, cut):
        last = self.bounds(period)[1]
        return sum(
            day(r[since]) <= last
            and (not r[until] or day(r[until]) > last)
            and self.inside(r["unit"], unit, period)
            and self.is_cut(r, cut)
            for r in self.hazards
        )

    def hazards_open(self, unit, period, cut):
        return self.standing("found_on", "verified_on", unit, period, cut)

    def hazards_overdue(self, unit, period, cut):
        return self.standing("due_on", "rectified_on", unit, period, cut)

    def hazards_days_to_close(self, unit, period, cut):
        rows = self.at(self.hazards, "verified_on", unit, period, cut)
        return sum(
            (day(r["verified_on"]) - day(r["found_on"])).days for r in rows
        ), len(rows)

    # --- incidents ----------------------------------------------------------------

    def incidents_count(self, unit, period, cut):
        return len(self.at(self.incidents, "occurred_on", unit, period))

    def harm(self, name: str, unit, period) -> int:
        rows = self.at(self.incidents, "occurred_on", unit, period)
        return sum(int(r[name] or 0) for r in rows)

    def incidents_fatalities(self, unit, period, cut):
        return self.harm("deaths", unit, period)

    def incidents_lost_days(self, unit, period, cut):
        return self.harm("lost_days", unit, period)

    def incidents_ltifr(self, unit, period, cut):
        rows = self.at(self.incidents, "occurred_on", unit, period)
        grave = sum(r["severity"] in ("lost_time", "fatal") for r in rows)
        return 1_000_000 * grave, self.workforce_hours_worked(unit, period)

    def incidents_fatality_rate(self, unit, period, cut):
        deaths = self.harm("deaths", unit, period)
        return 1_000_000 * deaths, self.workforce_hours_worked(unit, period)

    # --- training and drills ------------------------------------------------------

    def training_sessions(self, unit, period, cut):
        return len(self.at(self.sessions.values(), "ended_on", unit, period))

    def training_online_sessions(self, unit, period, cut):
        rows = self.at(self.sessions.values(), "ended_on", unit, period)
        return sum(r["kind"] == "online" for r in rows)

    def taught(self, period: str, rows=None):
        """Credited attendances of the period, wherever held."""
        first, last = self.bounds(period)
        return [
            r
            for r in (self.credited if rows is None else rows)
            if first <= day(self.sessions[r["session"]]["ended_on"]) <= last
        ]

    def taught_at(self, unit: str, period: str, cut: str, rows=None):
        return [
            r
            for r in self.taught(period, rows)
            if self.inside(self.sessions[r["session"]]["unit"], unit, period)
            and self.cut(r["employee_no"], cut)
        ]

    def hours_of(self, attendance) -> Decimal:
        session = self.sessions[attendance["session"]]
        return Decimal(attendance["hours"] or session["hours"])

    def counting(self, what: str, rows):
        """Those whose course counts for it in the month in which the session ended."""
        return [r for r in rows if self.counts(self.sessions[r["session"]], what)]

    def counts(self, session, what: str) -> bool:
        course, month = (
            self.course_of[session["number"]],
            self.month_of(session["ended_on"]),
        )
        versions = [
            v
            for v in self.versions
            if v["course"] == course and v["from_month"] <= month
        ]
        held = max(versions, key=lambda v: v["from_month"], default=None)
        return held is None or held[what] == "True"

    def training_hours(self, unit, period, cut):
        rows = self.counting("for_hours", self.taught_at(unit, period, cut))
        return sum(map(self.hours_of, rows), Decimal(0))

    def training_person_times(self, unit, period, cut):
        return len(self.taught_at(unit, period, cut))

    def training_online_person_times(self, unit, period, cut):
        rows = self.taught_at(unit, period, cut)
        return sum(self.sessions[r["session"]]["kind"] == "online" for r in rows)

    def training_persons(self, unit, period, cut):
        rows = self.counting("for_coverage", self.taught_at(unit, period, cut))
        return len({r["employee_no"] for r in rows})

    def training_pass_rate(self, unit, period, cut):
        rows = [
            r
            for r in self.taught_at(unit, period, cut, self.present)
            if self.sessions[r["session"]]["has_exam"] == "yes"
        ]
        return sum(r["passed"] == "yes" for r in rows), len(rows)

    def training_coverage(self, unit, period, cut):
        roster = self.in_force(unit, period, *self.bounds(period), cut)
        rows = self.counting("for_coverage", self.taught(period))
        trained = {r["employee_no"] for r in rows}
        return len(roster & trained), len(roster)

    def training_hours_per_person(self, unit, period, cut):
        roster = self.in_force(unit, period, *self.bounds(period), cut)
        taught = self.counting("for_hours", self.taught(period))
        rows = [r for r in taught if r["employee_no"] in roster]
        return sum(map(self.hours_of, rows), Decimal(0)), len(roster)

    def rehearsed(self, unit, period):
        """Drills of the period, and who took part."""
        held = self.at(self.drills, "held_on", unit, period)
        numbers = {r["number"] for r in held}
        took_part = [
            r["employee_no"]
            for r in self.participations
            if r["drill"] in numbers and r["employee_no"] in self.people
        ]
        return held, took_part

    def drills_count(self, unit, period, cut):
        return len(self.rehearsed(unit, period)[0])

    def drills_person_times(self, unit, period, cut):
        return len(self.rehearsed(unit, period)[1])

    def drills_persons(self, unit, period, cut):
        return len(set(self.rehearsed(unit, period)[1]))

    # --- prize cards and awards -----------------------------------------------------

    def cards_issued(self, unit, period, cut):
        return len(self.at(self.cards, "issued_on", unit, period))

    def cards_amount_issued(self, unit, period, cut):
        return self.worth(self.at(self.cards, "issued_on", unit, period))

    def cards_redeemed(self, unit, period, cut):
        return len(self.at(self.cards, "redeemed_on", unit, period))

    def cards_amount_redeemed(self, unit, period, cut):
        return self.worth(self.at(self.cards, "redeemed_on", unit, period))

    def awarded(self, rows, unit, period):
        first, last = self.months(period)
        return [
            r
            for r in rows
            if first <= self.months(r["period"])[1] <= last
            and self.inside(r["unit"], unit, period)
        ]

    def awards_count(self, unit, period, cut):
        return len(self.awarded(self.awards, unit, period))

    def awards_amount(self, unit, period, cut):
        return self.worth(self.awarded(self.awards, unit, period))

    def worth(self, rows):
        return sum((Decimal(r["amount"]) for r in rows), Decimal(0))


class Shapes(Books):
    """The made-up books of tests/shapes, by the definitions of INDICATORS.md."""

    def __init__(self, folder: Path, starts_on: int = 1, history=None) -> None:
        super().__init__(folder, starts_on, history)
        self.mishaps = read(folder, "mishaps")
        self.prizes = read(folder, "prizes")

    def mishaps_per_million_hours(self, unit, period, cut):
        rows = self.at(self.mishaps, "happened_on", unit, period, "severity=fatal")
        return 1_000_000 * len(rows), self.workforce_hours_worked(unit, period)

    def mishaps_fatality_rate(self, unit, period, cut):
        rows = self.at(self.mishaps, "happened_on", unit, period)
        deaths = sum(int(r["deaths"] or 0) for r in rows)
        return 1_000_000 * deaths, self.workforce_hours_worked(unit, period)

    def prizes_issued(self, unit, period, cut):
        return len(self.at(self.prizes, "issued_on", unit, period))

    def prizes_amount_redeemed(self, unit, period, cut):
        return self.worth(self.at(self.prizes, "redeemed_on", unit, period))

    def prizes_amount_awarded(self, unit, period, cut):
        return self.worth(self.awarded(self.prizes, unit, period))
