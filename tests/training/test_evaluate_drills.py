"""A drill that has ended is evaluated, item by item, and reported as PDF."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from safety.org.models import Unit
from tests import make
from tests.pages import fields, text
from training.models import Drill, Evaluation, EvaluationItem, Judgement

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


def sheet(drill: Drill, kind: str = "team") -> str:
    return reverse("training:evaluate-drill", args=[drill.pk, kind])


def test_a_sheet_is_kept_and_corrected(officer: Client, drill: Drill) -> None:
    first, second, *_rest = EvaluationItem.objects.of(drill)
    form = fields(officer.get(sheet(drill)))
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
    item = EvaluationItem.objects.of(drill)[0]
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
