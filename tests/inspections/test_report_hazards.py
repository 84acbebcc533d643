"""Reporting: what is proposed, what is made of it, and what was found before."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from inspections.models import Category, Criterion, Hazard, Move, Policy
from safety.core.formats import day
from safety.journal import write as journal
from safety.org.models import Calendar
from tests import make
from tests.inspections.scene import Scene
from tests.pages import fields, text

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("today")]
PAGE = "/inspections/hazards/report/"
# A Monday; the Friday before was the last day of a week.
MONDAY = date(2026, 6, 1)


@pytest.fixture
def today() -> Any:
    with time_machine.travel("2026-06-01T09:00:00+08:00", tick=False):
        yield


def report(scene: Scene, role: str = "safety_officer", **form: Any) -> Any:
    given = {"unit": "P01", "description": "Edge open", "found_on": str(MONDAY)}
    return scene.client(role).post(PAGE, {**given, **form})


def test_two_words_and_a_tap_are_enough(scene: Scene) -> None:
    """All but the description is filled in, for who has nobody to choose."""
    make.hazard(scene.project, MONDAY, responsible=scene.foreman)
    officer = scene.client("safety_officer")
    shown = fields(officer.get(PAGE))
    assert shown["unit"] == "P01 " + str(scene.project)
    assert shown["found_on"] == "2026-06-01"
    assert shown["responsible"].startswith(scene.foreman.employee_no)
    officer.post(PAGE, {**shown, "description": "Edge open"})
    hazard = Hazard.objects.get(description="Edge open")
    assert (hazard.state, hazard.level, hazard.responsible) == (
        *("assigned", "general", scene.foreman),
    )
    assert (hazard.found_by, hazard.found_from) == (
        *(scene.person("safety_officer"), "project"),
    )
    # Three working days after Monday.
    assert hazard.due_on == date(2026, 6, 4)
    assert hazard.number == "H-P01-26-0001"
    move = Move.objects.get()
    assert (move.verb, move.person) == ("report", scene.foreman)


def test_numbers_pass_over_those_that_a_file_brought(scene: Scene) -> None:
    make.hazard(scene.project, MONDAY, number="H-P01-26-0001")
    report(scene)
    report(scene, description="Another", found_on="2025-12-31")
    report(scene, description="A third")
    numbers = set(Hazard.objects.values_list("number", flat=True))
    assert numbers == {
        *("H-P01-26-0001", "H-P01-26-0002", "H-P01-25-0001", "H-P01-26-0003"),
    }


def test_a_criterion_makes_it_major_and_a_red_risk_does_not(scene: Scene) -> None:
    report(scene, risk="1")
    assert Hazard.objects.get().level == "general"
    criterion = Criterion.objects.filter(article="9").first()
    report(scene, "company_leader", description="Platform", criterion=criterion.pk)
    hazard = Hazard.objects.get(description="Platform")
    assert (hazard.level, hazard.criterion) == ("major", criterion)
    assert hazard.found_from == "company"
    # Fifteen working days; a holiday of the calendar is none.
    assert hazard.due_on == date(2026, 6, 23)
    page = scene.client("safety_officer").get(PAGE).content.decode()
    assert "[Partly checked]" in page
    assert "Partly checked" in page


def test_the_policy_of_the_day_says_when_it_is_due(scene: Scene) -> None:
    policy = Policy.objects.get(level="general")
    newer = Policy(
        **{
            field.name: getattr(policy, field.name)
            for field in Policy._meta.fields
            if field.name not in {"id", "valid_from", "days_to_rectify"}
        },
        valid_from=MONDAY,
        days_to_rectify=0,
    )
    journal.save(newer, "add", by=None)
    report(scene)
    report(scene, description="Friday", found_on="2026-05-29")
    due = dict(Hazard.objects.values_list("description", "due_on"))
    assert due == {"Edge open": MONDAY, "Friday": date(2026, 6, 3)}


def test_working_days_are_those_of_the_projects_calendar(scene: Scene) -> None:
    """Chosen on the form of the company above it; named days come from it, too."""
    hq = scene.client("hq_safety")
    hq.post("/org/calendar/-/new/", {"name": "Far", "rest_days": ["TH", "FR"]})
    own = Calendar.objects.get(name="Far")
    feast = {"day": "2026-06-02", "name": "Feast", "is_working": "False"}
    hq.post(f"/org/calendar/-/add/?calendar={own.pk}", feast)
    form = f"/org/units/{scene.company.code}/change/"
    hq.post(form, fields(hq.get(form)) | {"calendar": own.pk})
    report(scene)
    # Three working days after Monday: not Tuesday, but Wednesday, Saturday, Sunday.
    assert Hazard.objects.get().due_on == date(2026, 6, 7)
    page = scene.client("safety_officer").get(f"{PAGE}?unit=P01")
    said = str(page.context["form"].fields["due_on"].help_text)
    assert said.startswith(f"Empty: {day(date(2026, 6, 7))};")


def test_fixed_on_the_spot_is_found_and_waits_for_somebody_else(scene: Scene) -> None:
    report(scene, is_fixed="on")
    hazard = Hazard.objects.get()
    assert (hazard.state, hazard.rectified_on) == ("awaiting", MONDAY)
    assert hazard.rectified_by == scene.person("safety_officer")
    verify = f"/inspections/hazards/{hazard.pk}/verify/"
    assert scene.client("safety_officer").post(verify).status_code == 403
    assert scene.client("project_manager").post(verify).status_code == 302
    told = list(Move.objects.values_list("verb", flat=True))
    assert told == ["report", "fix", "verify"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"description": " "}, "description"),
        ({"found_on": "2026-06-02"}, "found_on"),
        ({"due_on": "2026-05-31"}, "due_on"),
        ({"risk": "5"}, "risk"),
        ({"category": "nonsense"}, "category"),
        ({"criterion": "999"}, "criterion"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(
    scene: Scene, form: dict[str, str], field: str
) -> None:
    page = report(scene, **form)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert not Hazard.objects.exists()


def test_a_category_is_the_standards_word_shown_in_the_readers_language(
    scene: Scene,
) -> None:
    report(scene, category="高处坠落")
    hazard = Hazard.objects.get()
    assert hazard.category == "高处坠落"
    assert "Fall from height" in text(
        scene.client("safety_officer").get(hazard.get_absolute_url())
    )
    row = Category.objects.get(term="高处坠落")
    row.is_offered = False
    journal.save(row, "change", by=None)
    assert report(scene, category="高处坠落").status_code == 200


def test_what_was_found_there_before_is_asked_about_and_linked(scene: Scene) -> None:
    like = {"category": "触电", "place": "Zone B"}
    old = make.hazard(scene.project, MONDAY - timedelta(days=90), **like)
    team = make.team(parent=scene.project)
    page = report(scene, **like, unit=team.code)
    assert page.status_code == 200
    assert old.number in text(page)
    assert Hazard.objects.count() == 1
    shown = fields(page)
    answer = {**like, "place": "zone b", "request_id": shown["request_id"]}
    assert report(scene, **answer, repeats="999").status_code == 200
    assert report(scene, **answer, repeats=str(old.pk)).status_code == 302
    again = Hazard.objects.latest("pk")
    assert again.repeat_of == old
    assert report(scene, **like, repeats="no").status_code == 302
    assert Hazard.objects.latest("pk").repeat_of is None


@pytest.mark.parametrize(
    "other",
    [{"days": 91}, {"place": "Zone C"}, {"category": "火灾"}, {"status": "voided"}],
)
def test_what_is_older_or_elsewhere_is_no_repeat(
    scene: Scene, other: dict[str, Any]
) -> None:
    like = {"category": "触电", "place": "Zone B"}
    day = MONDAY - timedelta(days=other.pop("days", 1))
    make.hazard(scene.project, day, **{**like, **other})
    make.hazard(make.project(), MONDAY, **like)
    assert report(scene, **like).status_code == 302


def test_the_code_of_a_place_fills_in_where_one_is(scene: Scene) -> None:
    place = make.place(scene.project, name="Gate 3")
    officer = scene.client("safety_officer")
    shown = fields(officer.get(PAGE, {"place": place.token}))
    assert (shown["place"], shown["unit"][:3]) == ("Gate 3", "P01")
    elsewhere = make.place(make.project())
    assert officer.get(PAGE, {"place": elsewhere.token}).status_code == 404
