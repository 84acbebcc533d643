"""Months are closed in order, keep what was published, and show when it was touched."""

import json
from datetime import date
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from safety.closing.models import Entry
from safety.closing.services import chain, months
from safety.core.months import Month, Period
from safety.indicators import drain, read, rebuild, registry
from safety.indicators.models import Difference, Published, State, Unpublished, Value
from safety.journal import write as journal
from safety.journal.models import Change
from safety.org import services as org
from safety.org.models import ClosedMonth, Unit
from tests import make
from tests.pages import text

pytestmark = [
    pytest.mark.both,
    pytest.mark.usefixtures("in_2019"),
    pytest.mark.django_db,
]
WHY = "Hours come later"


def run(act: str, unit: Unit, month: str, *words: str) -> Any:
    """`manage.py month`, and what it says as JSON."""
    out = StringIO()
    asked = [act, "--unit", unit.code, "--month", month, *words, "--json"]
    call_command("month", *asked, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def figure(code: str, unit: Unit, period: str) -> read.Figure:
    drain.drain()
    asked = Period.parse(period)
    found = read.figures([unit.pk], [asked], [registry.indicators()[code]])
    return found[code, unit.pk, asked]


def found(code: str, unit: Unit, period: str) -> Any:
    return figure(code, unit, period).value


class Site:
    """A group with one project, on which a hazard was found in May and one in June."""

    def __init__(self) -> None:
        self.group = make.group(code="G")
        self.company = make.company(code="C", parent=self.group)
        self.project = make.project(code="P", parent=self.company)
        self.team = make.team(code="T", parent=self.project)
        self.may = make.hazard(self.project, date(2019, 5, 10))
        self.june = make.hazard(self.team, date(2019, 6, 10))
        drain.drain()


@pytest.fixture
def site() -> Site:
    return Site()


def close(unit: Unit, *wanted: str) -> None:
    for month in wanted:
        run("close", unit, month, "--why", WHY)


def test_a_closed_month_keeps_what_was_published(site: Site) -> None:
    close(site.group, "2019-05", "2019-06")
    make.hazard(site.project, date(2019, 6, 20))
    for unit in (site.project, site.company, site.group):
        for period in ("2019-06", "2019-Q2", "2019-H1", "2019-06:ytd"):
            shown = figure("hazards.found", unit, period)
            before = 1 if period == "2019-06" else 2
            assert (shown.value, shown.live.value) == (before, before + 1), period
            assert shown.is_closed
            assert shown.is_restated
    untouched = figure("hazards.found", site.team, "2019-06")
    assert (untouched.value, untouched.is_closed, untouched.is_restated) == (
        1,
        True,
        False,
    )
    whole = figure("hazards.found", site.group, "2019")
    assert (whole.value, whole.is_closed) == (3, False)


def test_the_command_prints_what_was_published(site: Site) -> None:
    close(site.group, "2019-05")
    make.hazard(site.project, date(2019, 5, 20))
    drain.drain()
    out = StringIO()
    asked = ["--unit", "C", "--period", "2019-05", "--code", "hazards.found", "--json"]
    call_command("indicators", *asked, stdout=out)
    (line,) = json.loads(out.getvalue())
    assert (line["value"], line["closed"], line["restated"]) == (1, True, True)


def test_what_was_nothing_stays_nothing(site: Site) -> None:
    close(site.group, "2019-05")
    make.hazard(site.team, date(2019, 5, 20))
    assert found("hazards.found", site.team, "2019-05") == 0


def close_before_it_was_known(site: Site, code: str, month: str) -> None:
    """Close a month as the release before did, which did not have the number."""
    state, declared = State.objects.get(), registry.indicators()
    known = {
        key: version
        for key, version in rebuild.versions().items()
        if code not in read.measures_of(declared[key])
    }
    Value.objects.filter(measure=code).delete()
    with patch.object(rebuild, "versions", lambda: known):
        close(site.group, month)
    state.measures.remove(code)
    state.fingerprint = "of the release before"
    state.save()


def test_a_number_that_is_newer_than_the_close_differs_from_nothing(site: Site) -> None:
    close_before_it_was_known(site, "hazards.found", "2019-05")
    close(site.group, "2019-06")
    for month, is_newer in (("2019-05", True), ("2019-06", False)):
        one = figure("hazards.found", site.group, month)
        assert one.value == 1
        assert (one.is_closed, one.is_newer) == (not is_newer, is_newer)
    assert not Difference.objects.exists()
    make.hazard(site.project, date(2019, 5, 20))
    assert found("hazards.found", site.group, "2019-05") == 2
    differs = Difference.objects.filter(month=Month.of(2019, 5).index)
    assert not differs.filter(measure="hazards.found").exists()
    assert figure("hazards.open", site.group, "2019-05").differs
    assert list(chain.faults()) == []


def test_closed_again_a_newer_number_is_published(site: Site, client: Client) -> None:
    close_before_it_was_known(site, "hazards.found", "2019-05")
    drain.drain()
    client.force_login(make.user("hq_safety", site.group))
    address = reverse("indicators:view-indicator", args=["hazards.found"])
    scope = {"unit": site.group.code, "period": "2019-05"}
    assert "Newer than the closing" in text(client.get(address, scope))
    run("reopen", site.group, "2019-05", "--why", WHY)
    close(site.group, "2019-05")
    make.hazard(site.project, date(2019, 5, 20))
    one = figure("hazards.found", site.group, "2019-05")
    assert (one.value, one.is_closed, one.differs) == (1, True, True)


def test_slices_keep_what_was_published(site: Site) -> None:
    close(site.group, "2019-05")
    make.hazard(site.project, date(2019, 5, 20), level="major")
    drain.drain()
    may, code = Period.parse("2019-05"), registry.indicators()["hazards.found"]
    sliced = read.sliced(code, site.project.pk, may)
    assert sliced["level=general"].value == 1
    assert sliced["level=major"].value == 0
    assert sliced["level=major"].differs


def test_months_close_in_order(site: Site) -> None:
    with pytest.raises(
        CommandError, match=r"2019-05 is still open for .*Close it first"
    ):
        run("close", site.group, "2019-06", "--why", WHY)
    close(site.group, "2019-05", "2019-06")
    with pytest.raises(CommandError, match=r"is closed for .* already"):
        run("close", site.group, "2019-06", "--why", WHY)
    with pytest.raises(CommandError, match="2019-08 is not over yet"):
        run("close", site.group, "2019-08", "--why", WHY)


def test_a_project_alone_is_closed_before_the_group(site: Site) -> None:
    close(site.project, "2019-05")
    assert run("status", site.project, "2019-05")["state"] == "closed"
    assert run("status", site.team, "2019-05")["state"] == "closed"
    assert run("status", site.group, "2019-05")["state"] == "open"
    kept = ClosedMonth.objects.get(unit=site.project).entry
    close(site.group, "2019-05")
    assert ClosedMonth.objects.get(unit=site.project).entry == kept


def test_somebody_posted_long_before_begins_no_books(site: Site) -> None:
    make.posting(make.person(), site.project, start_on=date(2015, 3, 1))
    drain.drain()
    close(site.group, "2019-05")


def test_what_the_checks_find_is_explained(site: Site) -> None:
    make.session(site.project, ended_on=date(2019, 5, 3), started_on=date(2019, 5, 3))
    drain.drain()
    with pytest.raises(CommandError, match="Sessions without attendances: 1"):
        run("close", site.group, "2019-05")
    said = run("close", site.group, "2019-05", "--why", WHY)
    assert "training.empty_sessions" in {each["code"] for each in said["exceptions"]}
    assert Entry.objects.get().why == WHY


def test_reopening_opens_what_is_above_and_later(site: Site) -> None:
    close(site.group, "2019-05", "2019-06")
    with pytest.raises(CommandError, match="Say why"):
        run("reopen", site.project, "2019-05")
    said = StringIO()
    asked = ["reopen", "--unit", "P", "--month", "2019-05", "--why", "A drill was lost"]
    call_command("month", *asked, stdout=StringIO(), stderr=said)
    assert "Opens 2019-06 of G." in said.getvalue()
    states = {u.code: run("status", u, "2019-06")["state"] for u in Unit.objects.all()}
    assert states == dict.fromkeys("GCPT", "open")
    make.hazard(site.project, date(2019, 5, 20))
    assert found("hazards.found", site.group, "2019-05") == 2
    close(site.group, "2019-05", "2019-06")
    assert found("hazards.found", site.group, "2019-05") == 2
    assert not list(chain.faults())


def test_a_sibling_stays_closed_when_another_is_reopened(site: Site) -> None:
    other = make.project(code="Q", parent=site.company)
    drain.drain()
    close(site.group, "2019-05")
    months.reopen(site.project, Month.of(2019, 5), by=None, why="A drill was lost")
    assert run("status", other, "2019-05")["state"] == "closed"
    close(site.group, "2019-05")
    assert not list(chain.faults())


def test_a_new_unit_hangs_in_the_tree_from_the_first_open_month(site: Site) -> None:
    close(site.group, "2019-05")
    new = make.project(code="N", parent=site.company)
    make.hazard(new, date(2019, 5, 20))
    make.hazard(new, date(2019, 6, 20))
    assert found("hazards.found", site.company, "2019-05") == 1
    assert not figure("hazards.found", site.company, "2019-05").differs
    assert found("hazards.found", site.company, "2019-06") == 2
    close(site.group, "2019-06")
    assert found("hazards.found", new, "2019-06") == 1


def test_a_move_is_no_restatement(site: Site) -> None:
    close(site.group, "2019-05")
    other = make.company(code="D", parent=site.group)
    org.move(site.project, other, by=None)
    drain.drain()
    assert not Difference.objects.exists()
    assert found("hazards.found", site.company, "2019-05") == 1
    assert found("hazards.found", site.company, "2019-06") == 0
    assert found("hazards.found", other, "2019-06") == 1


def tampered() -> list[str]:
    return list(chain.faults())


class TestTampering:
    """Whatever is changed behind the back of the book shows."""

    @pytest.fixture(autouse=True)
    def closed(self, site: Site) -> None:
        close(site.group, "2019-05", "2019-06")
        assert tampered() == []

    def test_a_published_value(self) -> None:
        row = Published.objects.exclude(measure="").first()
        Published.objects.filter(pk=row.pk).update(in_month=row.in_month + 1)
        assert any("has published was changed" in said for said in tampered())

    def test_a_published_value_said_to_be_newer(self) -> None:
        entry = Entry.objects.earliest("pk")
        Unpublished.objects.create(entry=entry.pk, measure="hazards.found")
        assert any("is kept from view" in said for said in tampered())

    def test_a_change_of_records(self) -> None:
        Change.objects.filter(pk=Change.objects.earliest("pk").pk).update(verb="x")
        assert any("A change of records" in said for said in tampered())

    def test_a_change_taken_out(self) -> None:
        Change.objects.filter(pk=Change.objects.earliest("pk").pk).delete()
        assert any("A change of records" in said for said in tampered())

    def test_a_definition(self) -> None:
        entry = Entry.objects.earliest("pk")
        entry.definitions["hazards.found"] = "other"
        entry.save()
        assert any(f"Entry {entry.pk} was changed" in said for said in tampered())

    def test_an_entry_taken_out(self) -> None:
        Entry.objects.earliest("pk").delete()
        assert any("does not follow" in said for said in tampered())

    def test_a_month_opened_by_hand(self) -> None:
        ClosedMonth.objects.filter(month=Month.of(2019, 6).index).update(
            is_active=False
        )
        assert any("than the closing book says" in said for said in tampered())

    def test_the_command_says_so(self, site: Site) -> None:
        run("status", site.group, "2019-06", "--verify")
        Change.objects.filter(pk=Change.objects.earliest("pk").pk).update(verb="x")
        with pytest.raises(CommandError, match="was changed"):
            run("status", site.group, "2019-06", "--verify")


def test_changes_after_a_close_are_no_tampering(site: Site) -> None:
    close(site.group, "2019-05")
    site.may.description = "Rail loose"
    journal.save(site.may, "change", by=None)
    close(site.group, "2019-06")
    assert tampered() == []
