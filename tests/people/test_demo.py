"""The sample group: it comes out as the report of 2019 has it, and looks like life."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from safety.accounts.models import Grant, User
from safety.accounts.permissions import Role
from safety.journal.models import Change
from safety.org.models import Place, Unit
from safety.people import demo
from safety.people.models import Contractor, Person, Posting, WorkedHours
from safety.people.sample import files, plan
from safety.records.sample import BadSampleError, File

EMPLOYEES, CONTRACTORS = 14_685, 1_405  # the report of 2019
TURNOVER = 0.039
LAST = "2019-12-31"

Row = dict[str, str]
Report = Callable[[str, int, int], None]


def read(folder: Path, kind: str) -> list[Row]:
    with (folder / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("status") != "voided"]


class Sample:
    """Plain counts over the files; nothing of the project is asked."""

    def __init__(self, folder: Path) -> None:
        self.units = {row["code"]: row for row in read(folder, "units")}
        self.people = {row["employee_no"]: row for row in read(folder, "people")}
        self.contractors = read(folder, "contractors")
        self.postings = read(folder, "postings")
        self.hours = read(folder, "worked_hours")

    def roster(self, first: str, last: str) -> set[str]:
        return {
            row["employee_no"]
            for row in self.postings
            if row["start_on"] <= last and (row["end_on"] or "9999") >= first
        }

    def own(self, first: str, last: str) -> set[str]:
        roster = self.roster(first, last)
        return {each for each in roster if not self.people[each]["contractor"]}

    def sent(self, first: str, last: str) -> set[str]:
        return self.roster(first, last) - self.own(first, last)

    def engaged(self, first: str, last: str) -> set[str]:
        return {
            self.people[each]["contractor"] for each in self.roster(first, last)
        } - {""}

    def active(self, first: str, last: str) -> list[Row]:
        return [
            row
            for row in self.units.values()
            if row["kind"] == "project"
            and row["opened_on"] <= last
            and (row["closed_on"] or "9999") >= first
        ]

    def kinds(self) -> Counter[str]:
        return Counter(row["kind"] for row in self.units.values())

    def project_of(self, unit: str) -> str:
        row = self.units[unit]
        return row["parent"] if row["kind"] == "team" else unit

    def hours_of(self, month: str, unit: str = "") -> int:
        return sum(
            int(row["hours"])
            for row in self.hours
            if row["month"] == month and unit in ("", row["unit"])
        )


def written(folder: Path, chosen: plan.Plan) -> Path:
    list(files.write(folder, chosen))
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample(written(tmp_path_factory.mktemp("whole"), plan.full()))


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample(written(tmp_path_factory.mktemp("cut"), plan.small()))


@pytest.fixture
def loaded(db: None) -> None:
    demo.load(small=True, progress=said({}))


def said(shares: dict[str, bool]) -> Report:
    """Keeps whether each kind has been loaded to its end."""

    def report(what: str, done: int, total: int) -> None:
        shares[what] = done == total

    return report


def stored() -> dict[str, int]:
    models = (
        Unit,
        Contractor,
        Person,
        Posting,
        WorkedHours,
        User,
        Grant,
        Place,
        Change,
    )
    found = {model.__name__: model._default_manager.count() for model in models}
    # That a file was loaded is kept, whatever came of it.
    found["Change"] -= Change.objects.filter(label="records.load").count()
    return found


def values(unit: str, period: str, *codes: str) -> dict[str, Any]:
    output = StringIO()
    call_command(
        "indicators", unit=unit, period=period, code=codes, json=True, stdout=output
    )
    return {row["code"]: row["value"] for row in json.loads(output.getvalue())}


# --- the cut ----------------------------------------------------------------


def test_the_cut_is_small(cut: Sample) -> None:
    assert cut.kinds() == {"group": 1, "company": 3, "project": 8, "team": 20}
    assert 250 <= len(cut.people) <= 400


def test_the_same_comes_out_every_time(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
        written(folder, plan.small())
    one, other = [
        {file.name: file.read_bytes() for file in folder.iterdir()}
        for folder in folders
    ]
    assert one == other


@pytest.mark.both
def test_loading_twice_changes_nothing(loaded: None) -> None:
    before = stored()
    demo.load(small=True, progress=said({}))
    assert stored() == before


def test_loading_says_how_far_it_is(db: None) -> None:
    shares: dict[str, bool] = {}
    demo.load(small=True, progress=said(shares))
    assert shares == dict.fromkeys(files.COLUMNS, True)


def test_everything_in_the_files_is_loaded(loaded: None, cut: Sample) -> None:
    assert Unit.objects.count() == len(cut.units)
    assert Person.objects.count() == len(cut.people)
    assert Contractor.objects.count() == len(cut.contractors)
    assert Posting.objects.counted().count() == len(cut.postings)
    assert WorkedHours.objects.count() == len(cut.hours)


@pytest.mark.both
def test_the_numbers_are_those_of_the_files(loaded: None, cut: Sample) -> None:
    call_command("compute", stdout=StringIO())
    expected = {
        "workforce.headcount": len(cut.roster("2019-01-01", LAST)),
        "workforce.headcount_end": len(cut.roster(LAST, LAST)),
        "workforce.employees": len(cut.own("2019-01-01", LAST)),
        "workforce.employees_end": len(cut.own(LAST, LAST)),
        "workforce.hours_worked": sum(
            cut.hours_of(f"2019-{month:02}") for month in range(1, 13)
        ),
        "contractors.count": len(cut.engaged("2019-01-01", LAST)),
        "projects.active": len(cut.active("2019-01-01", LAST)),
    }
    assert values(plan.GROUP, "2019", *expected) == expected


def test_every_role_has_a_log_in() -> None:
    assert [role for role, _login, _password in demo.LOGINS] == Role.labels


def test_log_ins_work_by_name_and_by_employee_number(loaded: None) -> None:
    for _role, login, password in demo.LOGINS:
        user = authenticate(username=login, password=password)
        assert user == User.objects.get(username=login)
        if login != "admin":
            number = Person.objects.get(user=user).employee_no
            assert authenticate(username=number, password=password) == user


def test_people_who_log_in_are_at_home_where_their_role_holds(loaded: None) -> None:
    for grant in Grant.objects.exclude(role=Role.ADMINISTRATOR):
        today = Posting.objects.in_force_on(date(2020, 3, 31)).filter(end_on=None)
        assert today.filter(unit=grant.unit, person__user=grant.user).exists()


def test_a_changed_password_is_kept(loaded: None) -> None:
    user = User.objects.get(username="officer")
    user.set_password("my own words")
    user.save(update_fields=["password"])
    demo.load(small=True, progress=said({}))
    assert authenticate(username="officer", password="my own words") == user


def test_places_have_names_in_both_languages(loaded: None) -> None:
    places = Place.objects.filter(unit__code="MC6-BAIYINHUA")
    assert places.count() == 8
    assert not places.filter(name_zh="").exists()


def test_a_sample_that_breaks_a_rule_is_refused(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(folder: Path, _chosen: plan.Plan) -> Iterator[File]:
        path = folder / "units.csv"
        path.write_text("code,name,kind,parent\nP1,Pit,project,NOWHERE\n")
        yield File("units", path, 1)

    monkeypatch.setattr(files, "write", write)
    with pytest.raises(BadSampleError, match="NOWHERE"):
        demo.load(small=True, progress=said({}))
    assert not Unit.objects.exists()


# --- the whole --------------------------------------------------------------


@pytest.mark.slow
class TestWhole:
    """What the report of 2019 says, and what life would look like."""

    def test_employees_are_those_of_the_report(self, whole: Sample) -> None:
        assert len(whole.own(LAST, LAST)) == EMPLOYEES

    def test_contractors_are_those_of_the_report(self, whole: Sample) -> None:
        assert len(whole.engaged("2019-01-01", LAST)) == CONTRACTORS

    def test_the_register_holds_contractors_who_had_nobody_there(
        self, whole: Sample
    ) -> None:
        assert len(whole.contractors) > CONTRACTORS

    def test_the_tree_is_that_of_the_report(self, whole: Sample) -> None:
        kinds = whole.kinds()
        assert (kinds["group"], kinds["company"]) == (1, 16)
        assert 115 <= kinds["project"] <= 125
        assert kinds["team"] >= 279

    def test_there_are_enough_people(self, whole: Sample) -> None:
        assert len(whole.people) >= 20_000

    def test_september_has_projects_enough_to_inspect(self, whole: Sample) -> None:
        active = whole.active("2019-09-01", "2019-09-30")
        types = Counter(row["project_type"] for row in active)
        assert types["design"] >= 37
        assert types["construction"] >= 41

    def test_units_have_both_names(self, whole: Sample) -> None:
        assert all(row["name"] and row["name_zh"] for row in whole.units.values())

    def test_turnover_is_that_of_the_report(self, whole: Sample) -> None:
        left = whole.own("2018-12-31", "2018-12-31") - whole.own(LAST, LAST)
        assert len(left) / EMPLOYEES == pytest.approx(TURNOVER, abs=0.0005)

    def test_women_are_a_quarter_in_institutes_and_a_tenth_on_sites(
        self, whole: Sample
    ) -> None:
        women = {number for number, row in whole.people.items() if row["gender"] == "f"}
        kinds: dict[bool, set[str]] = {True: set(), False: set()}
        for row in whole.postings:
            kinds[row["unit"] in ("SAMI", "GAMI", "CINF")].add(row["employee_no"])
        for at_desks, share in ((True, 0.25), (False, 0.1)):
            people = kinds[at_desks] if at_desks else kinds[False] - kinds[True]
            builders = {p for p in people if at_desks or p.startswith(("16", "W"))}
            assert len(builders & women) / len(builders) == pytest.approx(
                share, abs=0.025
            )

    def test_projects_open_and_close_in_the_year(self, whole: Sample) -> None:
        projects = whole.active("2019-01-01", LAST)
        assert sum(row["opened_on"] >= "2019" for row in projects) >= 20
        assert sum("2019" <= row["closed_on"] <= LAST for row in projects) >= 20

    def test_people_move_from_project_to_project(self, whole: Sample) -> None:
        places: dict[str, set[str]] = {}
        for row in whole.postings:
            known = places.setdefault(row["employee_no"], set())
            known.add(whole.project_of(row["unit"]))
        assert sum(len(each) > 1 for each in places.values()) > 5_000

    def test_some_people_are_at_two_units_at_once(self, whole: Sample) -> None:
        day = "2019-06-15"
        there = Counter(
            row["employee_no"]
            for row in whole.postings
            if row["start_on"] <= day <= (row["end_on"] or "9999")
        )
        assert sum(number > 1 for number in there.values()) > 1_000

    def test_every_employee_belongs_somewhere_at_all_times(self, whole: Sample) -> None:
        """Nobody is missing between two postings, so head-count has no holes."""
        present = whole.own("2018-12-31", "2018-12-31") & whole.own(LAST, LAST)
        for month in range(1, 13):
            day = f"2019-{month:02}-15"
            assert present <= whole.own(day, day)

    def test_postings_keep_to_the_days_of_their_project(self, whole: Sample) -> None:
        for row in whole.postings:
            unit = whole.units[row["unit"]]
            assert unit["opened_on"] <= row["start_on"]
            if unit["closed_on"]:
                assert row["end_on"]
                assert row["end_on"] <= unit["closed_on"]

    def test_contractors_workers_come_in_spring(self, whole: Sample) -> None:
        winter = whole.sent("2019-02-05", "2019-02-05")
        spring = whole.sent("2019-04-15", "2019-04-15")
        assert len(spring) > 5 * len(winter)

    def test_the_north_stops_in_winter(self, whole: Sample) -> None:
        june = whole.hours_of("2019-06", "MC12-CHIFENG")
        assert whole.hours_of("2019-01", "MC12-CHIFENG") < june / 5

    def test_hours_on_sites_follow_the_head_count(self, whole: Sample) -> None:
        heads = sum(
            whole.project_of(row["unit"]) == "MC6-BAIYINHUA"
            and row["start_on"] <= "2019-09-15" <= (row["end_on"] or "9999")
            for row in whole.postings
        )
        assert 170 < whole.hours_of("2019-09", "MC6-BAIYINHUA") / heads < 230

    def test_records_tell_of_the_years_around(self, whole: Sample) -> None:
        starts = {row["start_on"][:4] for row in whole.postings}
        assert starts == {"2018", "2019", "2020"}
