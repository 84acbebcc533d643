"""A drill that has ended is evaluated, item by item, and reported as PDF."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from safety.journal import write as journal
from safety.org.models import Unit
from tests import make
from tests.pages import fields, text
from training.models import Drill, Evaluation, EvaluationItem, Judgement
from training.services import drills, evaluating

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", parent=make.company(code="C1"))


@pytest.fixture
def drill(project: Unit) -> Drill:
    return make.drill(project, kind="functional", plan="Fire in the camp")


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    person = make.person(project, name="Zhao Gang")
    client.force_login(make.user("safety_officer", project, person=person))
    return client


def items(drill: Drill) -> list[EvaluationItem]:
    """What a new evaluation of a drill is made by."""
    return list(EvaluationItem.objects.of(Evaluation(drill=drill)))


def sheet(drill: Drill, kind: str = "team") -> str:
    return reverse("training:evaluate-drill", args=[drill.pk, kind])


def test_a_sheet_is_kept_and_corrected(officer: Client, drill: Drill) -> None:
    first, second, *_rest = items(drill)
    drill.aims = "All out in five minutes"
    drills.change(drill, by=None)
    asked = officer.get(sheet(drill))
    assert drill.aims in text(asked)
    form = fields(asked)
    said = {f"item-{first.pk}": "met", f"item-{second.pk}": "unmet"}
    shown = officer.post(
        sheet(drill),
        {**form, **said, "result": "partly", "said": "Slow start"},
        follow=True,
    )
    page = text(shown)
    assert "Slow start" in page
    assert "1 of 2 items met" in page
    assert f"{second} Not met" in page
    again = fields(officer.get(sheet(drill)))
    assert again[f"item-{second.pk}"] == "unmet"
    officer.post(sheet(drill), {**again, f"item-{second.pk}": "", "result": "met"})
    assert Evaluation.objects.get().result == "met"
    assert Judgement.objects.exclude(result="").get().item == first


@pytest.mark.parametrize(
    ("kind", "mode"), [("tabletop", "tabletop"), ("full_scale", "practical")]
)
def test_the_sheet_is_that_of_the_kind_of_drill(
    officer: Client, project: Unit, kind: str, mode: str
) -> None:
    held = make.drill(project, kind=kind)
    shown = fields(officer.get(sheet(held)))
    items = EvaluationItem.objects.filter(mode=mode)
    asked = {name for name in shown if name.startswith("item-")}
    assert asked == {f"item-{item.pk}" for item in items}


def test_what_was_not_checked_says_so(officer: Client, drill: Drill) -> None:
    assert "From memory, not checked" in text(officer.get(sheet(drill)))


def test_only_what_has_ended_is_evaluated(officer: Client, project: Unit) -> None:
    open_drill = make.drill(project, status="draft")
    shown = officer.get(sheet(open_drill), follow=True)
    assert "evaluated when it has ended" in text(shown)
    assert officer.get(sheet(open_drill, "nobody")).status_code == 404


def report(client: Client, drill: Drill, language: str) -> str:
    """What the PDF says."""
    url = reverse("training:print-drill", args=[drill.pk])
    answer = client.get(url, {"language": language})
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Report of drill", "Gaps", "Not met", "Reported")),
        ("zh-hans", ("演练报告", "发现的问题", "未达到")),
    ],
)
def test_the_report_says_how_it_went(
    officer: Client, drill: Drill, project: Unit, language: str, words: tuple[str, ...]
) -> None:
    make.participation(drill, make.person(project, name="Li Na"))
    hazard = make.hazard(project)
    make.gap(drill, what="East exit locked", hazard=hazard)
    item = items(drill)[0]
    officer.post(
        sheet(drill), {"result": "unmet", "said": "Slow", f"item-{item.pk}": "unmet"}
    )
    found = report(officer, drill, language)
    said = ("Fire in the camp", "Li Na", "East exit locked", hazard.number, "Slow")
    assert [word for word in (*said, *words) if word not in found] == []


def test_the_report_says_who_sees_what(client: Client, drill: Drill) -> None:
    client.force_login(make.user("safety_officer", make.project()))
    url = reverse("training:print-drill", args=[drill.pk])
    assert client.get(url).status_code == 404


@pytest.fixture
def headquarters(client: Client) -> Client:
    client.force_login(make.user("hq_safety", make.group()))
    return client


def change(client: Client, item: EvaluationItem, **said: str) -> str:
    """Change an item on its page; what the answer says."""
    address = item.get_absolute_url()
    known = fields(client.get(address))
    return text(client.post(address, {**known, **said}, follow=True))


def test_headquarters_adds_items_and_ends_them(
    headquarters: Client, project: Unit
) -> None:
    said = {
        "mode": "practical",
        "name": "Lifting gear was released",
        "name_zh": "起重设备解除",
        "valid_from": "2019-06-01",
        "source": "Ours",
        "mark": "P",
    }
    headquarters.post(reverse("training:add-evaluation-item"), said)
    added = EvaluationItem.objects.get(name=said["name"])
    page = change(headquarters, added, valid_to="2019-06-30", mark="V")
    assert "Lifting gear was released" in page
    assert "From memory, not checked" in page
    days = {"31 May": date(2019, 5, 31), "30 Jun": date(2019, 6, 30)}
    asked = {
        name: added in items(make.drill(project, kind="functional", held_on=day))
        for name, day in {**days, "1 Jul": date(2019, 7, 1)}.items()
    }
    assert asked == {"31 May": False, "30 Jun": True, "1 Jul": False}
    page = change(headquarters, added, valid_to="2018-01-01")
    assert "It ends before it begins" in page


def test_an_evaluation_keeps_the_items_it_was_made_with(
    officer: Client, drill: Drill
) -> None:
    first, *rest = items(drill)
    officer.post(sheet(drill), {"result": "met", f"item-{first.pk}": "met"})
    for item in (first, rest[0]):
        item.valid_to = date(2000, 1, 2)
        journal.save(item, "change", by=None)
    EvaluationItem.objects.create(mode="practical", name="Later", source="", mark="P")
    shown = fields(officer.get(sheet(drill)))
    asked = {name for name in shown if name.startswith("item-")}
    assert asked == {f"item-{each.pk}" for each in (first, *rest)}
    new = fields(officer.get(sheet(drill, "self")))
    assert f"item-{first.pk}" not in new


def test_the_wording_of_an_item_stays_once_a_drill_was_judged_by_it(
    headquarters: Client, drill: Drill
) -> None:
    first, second, *_rest = items(drill)
    change(headquarters, second, name="Reworded", name_zh="")
    assert second.name != "Reworded"
    judged = Evaluation(drill=drill, kind="team", result="met")
    evaluating.evaluate(judged, {first.pk: "met"}, by=None)
    page = change(headquarters, first, name="Reworded", mark="V")
    kept, changed = (EvaluationItem.objects.get(pk=e.pk) for e in (first, second))
    assert (kept.name, kept.mark) == (first.name, "V")
    assert changed.name == "Reworded"
    assert "is saved" in page


def test_who_sees_drills_sees_how_sure_items_are(officer: Client) -> None:
    page = text(officer.get(reverse("training:list-evaluation-items")))
    assert "AQ/T 9009-2015" in page
    assert "From memory, not checked" in page
