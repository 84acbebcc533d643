"""What a drill has shown to be missing becomes a hazard, or a revision of a plan."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inspections.models import Hazard, Move
from safety.notices.models import Notice
from safety.org.models import Unit
from tests import make
from tests.pages import fields, text
from tests.things import photo_upload
from training.models import Drill, DrillPhoto, EmergencyPlan, Gap

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WHAT = "The east exit was locked"


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", parent=make.company(code="C1"))


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    person = make.person(project, name="Zhao Gang")
    client.force_login(make.user("safety_officer", project, person=person))
    return client


@pytest.fixture
def plan(project: Unit) -> EmergencyPlan:
    return make.emergency_plan(project)


@pytest.fixture
def drill(project: Unit, plan: EmergencyPlan) -> Drill:
    return make.drill(project, version=plan.versions.get(), place="Block 2")


def named(client: Client, drill: Drill, what: str = WHAT) -> Gap | None:
    """A gap named on the page of its drill."""
    said = {"what": what, "photos": photo_upload()}
    client.post(reverse("training:add-gap", args=[drill.pk]), said)
    return Gap.objects.filter(what=what).first()


def tapped(client: Client, drill: Drill, verb: str) -> str:
    """Where a gap's button on the page of its drill leads."""
    page = client.get(drill.get_absolute_url()).content.decode()
    found = re.search(rf'href="([^"]*/gaps/\d+/{verb}/)"', page)
    return found[1] if found else ""


def sent(client: Client, address: str, **said: Any) -> Any:
    return client.post(address, {**fields(client.get(address)), **said}, follow=True)


def test_two_taps_make_a_gap_a_hazard(
    officer: Client, drill: Drill, project: Unit
) -> None:
    named(officer, drill)
    form = tapped(officer, drill, "raise")  # the first tap
    shown = sent(officer, form, description=WHAT)  # the second
    hazard = Hazard.objects.get()
    assert (hazard.unit, hazard.description, hazard.place) == (project, WHAT, "Block 2")
    assert hazard.found_on == project.today
    assert str(hazard.responsible) == "Zhao Gang"
    assert hazard.due_on
    assert hazard.due_on > project.today
    assert Move.objects.get().verb == "report"
    photo = hazard.photos.get().file
    assert photo == DrillPhoto.objects.get().file
    page = text(shown)
    assert hazard.number in page
    assert "Assigned" in page
    assert not tapped(officer, drill, "raise")


def test_the_page_of_the_drill_follows_the_hazard(
    officer: Client, drill: Drill, project: Unit
) -> None:
    hazard = make.hazard(project)
    gap = make.gap(drill, hazard=hazard)
    assert not gap.is_closed
    verified = make.hazard(
        project,
        rectified_on=date(2019, 1, 3),
        verified_on=date(2019, 1, 4),
    )
    gap = make.gap(drill, hazard=verified)
    assert gap.is_closed
    page = officer.get(drill.get_absolute_url()).content.decode()
    assert "az-state reported" in page
    assert "az-state closed" in page


def test_a_gap_whose_hazard_is_voided_is_open_again(
    officer: Client, drill: Drill, project: Unit
) -> None:
    make.gap(drill, hazard=make.hazard(project, status="voided"))
    assert "Nothing is done yet" in text(officer.get(drill.get_absolute_url()))
    assert tapped(officer, drill, "raise")


def test_two_taps_have_a_plan_revised_and_a_new_version_closes_it(
    officer: Client, drill: Drill, plan: EmergencyPlan, project: Unit
) -> None:
    named(officer, drill)
    sent(officer, tapped(officer, drill, "revise"))
    gap = Gap.objects.get()
    assert (gap.plan, str(gap.owner)) == (plan, "Zhao Gang")
    assert gap.due_on
    assert gap.due_on > project.today
    assert "To be revised" in text(officer.get(drill.get_absolute_url()))
    assert WHAT in text(officer.get(plan.get_absolute_url()))
    version = reverse("training:add-plan-version", args=[plan.pk])
    form = officer.get(version)
    assert WHAT in text(form)
    officer.post(version, {**fields(form), "closes": [gap.pk]})
    gap.refresh_from_db()
    assert gap.revised_in
    assert gap.revised_in.number == 2
    assert gap.is_closed
    assert "Revised in version 2" in text(officer.get(drill.get_absolute_url()))


def test_a_version_closes_only_what_is_ticked(
    officer: Client, drill: Drill, plan: EmergencyPlan, project: Unit
) -> None:
    owner = make.person(project)
    gap = make.gap(drill, plan=plan, owner=owner, due_on=project.today)
    version = reverse("training:add-plan-version", args=[plan.pk])
    said = fields(officer.get(version))
    said.pop("closes", None)
    officer.post(version, said)
    assert plan.versions.count() == 2
    gap.refresh_from_db()
    assert not gap.is_closed


def test_who_has_to_revise_a_plan_is_told(
    officer: Client, drill: Drill, project: Unit
) -> None:
    owner = make.person(project)
    make.user("project_manager", project, person=owner)
    named(officer, drill)
    sent(officer, tapped(officer, drill, "revise"), owner=owner.employee_no)
    other = Client()
    owner.refresh_from_db()
    other.force_login(owner.user)
    told = reverse("notices:open-notice", args=[Notice.objects.get().pk])
    assert WHAT in text(other.post(told, follow=True))


def test_a_revision_that_is_late_is_red(
    officer: Client, drill: Drill, plan: EmergencyPlan, project: Unit
) -> None:
    day = project.today - timedelta(days=1)
    make.gap(drill, plan=plan, owner=make.person(project), due_on=day)
    for page in (drill, plan):
        shown = officer.get(page.get_absolute_url()).content.decode()
        assert 'az-tag bad">Overdue' in shown


@pytest.mark.parametrize(
    ("verb", "said", "told"),
    [
        ("revise", {"due_on": "2019-01-01"}, "That day has passed"),
        ("revise", {"owner": ""}, "Fill in"),
        ("raise", {"description": ""}, "Fill in"),
        ("raise", {"due_on": "2019-01-01"}, "due before it was found"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(
    officer: Client, drill: Drill, verb: str, said: dict[str, str], told: str
) -> None:
    named(officer, drill)
    shown = sent(officer, tapped(officer, drill, verb), **{"description": WHAT, **said})
    assert told in text(shown)
    assert Gap.objects.get().is_open


def test_without_a_plan_there_is_nothing_to_revise(
    officer: Client, project: Unit
) -> None:
    gap = make.gap(make.drill(project))
    shown = officer.get(reverse("training:revise-gap", args=[gap.pk]), follow=True)
    assert "Enter the emergency plan first" in text(shown)


def test_a_gap_that_was_none_is_taken_off(officer: Client, drill: Drill) -> None:
    gap = named(officer, drill)
    assert gap
    officer.post(reverse("training:void-gap", args=[gap.pk]))
    assert (
        WHAT not in text(officer.get(drill.get_absolute_url())).partition("History")[0]
    )
    assert named(officer, drill, "") is None


def test_nothing_is_done_twice_about_a_gap(
    officer: Client, drill: Drill, project: Unit
) -> None:
    gap = make.gap(drill, hazard=make.hazard(project))
    for verb in ("raise", "revise"):
        address = reverse(f"training:{verb}-gap", args=[gap.pk])
        assert officer.get(address).status_code == 302
    shown = officer.post(reverse("training:void-gap", args=[gap.pk]), follow=True)
    assert "done about this gap already" in text(shown)


def test_who_only_reads_sees_what_became_of_it(
    client: Client, drill: Drill, project: Unit
) -> None:
    gap = make.gap(drill)
    client.force_login(make.user("auditor", project))
    page = client.get(drill.get_absolute_url())
    assert gap.what in text(page)
    assert "Add gap" not in text(page)


def test_photos_of_a_drill_are_on_its_page(officer: Client, drill: Drill) -> None:
    address = reverse("training:add-photos-drill", args=[drill.pk])
    officer.post(address, {"photos": photo_upload()})
    file = DrillPhoto.objects.get().file
    assert file
    page = officer.get(drill.get_absolute_url()).content.decode()
    assert file.thumbnail_url in page
    assert officer.get(file.thumbnail_url).status_code == 200
    officer.post(
        reverse("training:add-gap", args=[drill.pk]),
        {"what": WHAT, "photos": photo_upload()},
    )
    assert DrillPhoto.objects.get().gap == Gap.objects.get()
    stranger = Client()
    stranger.force_login(make.user("safety_officer", make.project()))
    assert stranger.get(file.thumbnail_url).status_code == 404
