"""Emergency plans: entered with a version, approved anew, rehearsed by drills."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safety.org.models import Unit
from tests import make
from tests.pages import fields, text
from training.models import Drill, EmergencyPlan, PlanFile

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LIST = "/training/drills/plans/?unit=P1"
START = "/training/drills/start/?unit=P1"


@pytest.fixture
def company() -> Unit:
    return make.company(code="C1")


@pytest.fixture
def project(company: Unit) -> Unit:
    return make.project(code="P1", parent=company)


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    person = make.person(project)
    client.force_login(make.user("safety_officer", project, person=person))
    return client


def filled(client: Client, address: str, **said: Any) -> Any:
    """A form, filled in beside what it proposes, and sent."""
    return client.post(address, {**fields(client.get(address)), **said}, follow=True)


def version_of(plan: EmergencyPlan) -> Any:
    return plan.versions.order_by("-number")[0]


def test_a_plan_is_entered_with_its_text(officer: Client, project: Unit) -> None:
    paper = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 fire", "application/pdf")
    shown = filled(
        officer,
        "/training/drills/plans/add/?unit=P1",
        name="Fire in the camp",
        kind="special",
        is_fire="on",
        review_on="2031-06-03",
        file=paper,
    )
    plan = EmergencyPlan.objects.get()
    assert (plan.unit, plan.is_fire) == (project, True)
    assert "Fire in the camp is added" in text(shown)
    kept = PlanFile.objects.get().file
    assert kept.get_absolute_url() in shown.content.decode()
    served = officer.get(kept.get_absolute_url())
    assert served["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"review_on": "2000-01-01"}, "reviewed after it became valid"),
        ({"file": SimpleUploadedFile("plan.doc", b"word")}, "Choose a photo"),
        ({"name": ""}, "Fill in"),
    ],
)
def test_what_is_wrong_is_said(
    officer: Client, said: dict[str, Any], told: str
) -> None:
    good = {"name": "Fire", "kind": "special", "review_on": "2031-06-03"}
    shown = filled(officer, "/training/drills/plans/add/?unit=P1", **{**good, **said})
    assert told in text(shown)
    assert not EmergencyPlan.objects.exists()


def test_a_new_version_keeps_the_old(officer: Client, project: Unit) -> None:
    plan = make.emergency_plan(project)
    address = reverse("training:add-plan-version", args=[plan.pk])
    shown = filled(officer, address, changes="Second exit")
    assert [each.number for each in plan.versions.order_by("number")] == [1, 2]
    new = version_of(plan)
    assert new.review_on == project.today + timedelta(days=1000)
    assert "Second exit" in text(shown)
    assert "2019" in text(shown)


def test_a_review_that_is_overdue_is_red(officer: Client, project: Unit) -> None:
    today = timezone.localdate()
    make.emergency_plan(project, review_on=today - timedelta(days=1))
    make.emergency_plan(project, review_on=today + timedelta(days=400))
    shown = officer.get(LIST).content.decode()
    assert shown.count('az-tag bad"') == 1


def test_who_is_below_chooses_the_plan_and_does_not_change_it(
    officer: Client, company: Unit
) -> None:
    plan = make.emergency_plan(company)
    other = make.emergency_plan(make.company())
    assert plan.name in text(officer.get(LIST))
    start = text(officer.get(START))
    assert plan.name in start
    assert other.name not in start
    address = reverse("training:change-emergency-plan", args=[plan.pk])
    assert officer.get(address).status_code == 403


def test_a_drill_names_the_version_that_it_rehearses(
    officer: Client, company: Unit
) -> None:
    plan = make.emergency_plan(company)
    filled(officer, START)
    drill = Drill.objects.get()
    assert (drill.version, drill.plan) == (version_of(plan), plan.name)
    assert "version 1" in text(officer.get(drill.get_absolute_url()))
    make.participation(drill, make.person(drill.unit))
    officer.post(reverse("training:finish-drill", args=[drill.pk]))
    page = text(officer.get(plan.get_absolute_url()))
    assert drill.number in page


@pytest.mark.parametrize("what", ["drills", "drills/planned"])
def test_a_form_offers_the_plans_that_the_unit_uses(
    officer: Client, company: Unit, what: str
) -> None:
    plan = make.emergency_plan(company, name="Of the company")
    make.emergency_plan(make.project(parent=company), name="Of somebody else")
    page = text(officer.get(f"/training/{what}/add/?unit=P1"))
    assert plan.name in page
    assert "Of somebody else" not in page


def test_a_drill_keeps_its_version_when_it_is_changed(
    officer: Client, company: Unit, project: Unit
) -> None:
    version = version_of(make.emergency_plan(company))
    drill = make.drill(project, version=version)
    make.emergency_plan(company)
    address = reverse("training:change-drill", args=[drill.pk])
    assert fields(officer.get(address))["version"] == str(version.pk)
    filled(officer, address, place="Hall")
    assert Drill.objects.get().version == version


def test_the_next_drill_proposes_the_newest_version(
    officer: Client, project: Unit
) -> None:
    make.emergency_plan(project, name="A first plan")
    plan = make.emergency_plan(project)
    make.drill(project, version=version_of(plan), plan="The west stairs only")
    filled(officer, reverse("training:add-plan-version", args=[plan.pk]))
    shown = fields(officer.get(START))
    assert shown["version"] == str(version_of(plan).pk)
    assert shown["plan"] == "The west stairs only"


def test_what_is_rehearsed_is_said_or_chosen(officer: Client) -> None:
    shown = filled(officer, START, plan="")
    assert "Choose a plan, or say what is rehearsed" in text(shown)
    assert not Drill.objects.exists()


def test_a_plan_that_is_withdrawn_is_offered_no_more(
    officer: Client, project: Unit
) -> None:
    plan = make.emergency_plan(project)
    drill = make.drill(project, version=version_of(plan), held_on=date(2019, 6, 3))
    address = reverse("training:withdraw-emergency-plan", args=[plan.pk])
    officer.post(address, follow=True)
    assert plan.name not in text(officer.get(LIST))
    assert plan.name not in text(officer.get(START))
    assert plan.name in text(officer.get(drill.get_absolute_url()))


def test_plans_of_open_units_below_are_listed_on_a_tab_of_their_own(
    client: Client, company: Unit, project: Unit
) -> None:
    make.emergency_plan(company.parent, name="Flood")
    make.emergency_plan(company, name="Fire")
    make.emergency_plan(project, name="Pit")
    closed = make.project(parent=company, closed_on=date(2020, 1, 1))
    make.emergency_plan(closed, name="Crane")
    client.force_login(make.user("company_safety", company))
    here = "/training/drills/plans/?unit=C1"
    listed = {
        which: {
            name
            for name in ("Flood", "Fire", "Pit", "Crane")
            if name in text(client.get(f"{here}&which={which}"))
        }
        for which in ("used", "below")
    }
    assert listed == {"used": {"Flood", "Fire"}, "below": {"Fire", "Pit"}}
