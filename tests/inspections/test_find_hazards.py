"""Finding hazards by number, words, place and who is responsible."""

from itertools import pairwise
from random import Random

import pytest
from django.db import connection
from django.test import Client

from inspections.models import Hazard
from inspections.models.hazard import WORDS
from safety.accounts.permissions import Role
from safety.core.pieces import HAN, runs
from safety.journal import write as journal
from safety.org.models import Unit
from tests import make

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def project() -> Unit:
    return make.project()


def found(text: str) -> set[str]:
    return set(Hazard.objects.matching(text).values_list("number", flat=True))


def test_a_hazard_is_found_by_what_one_knows_of_it(project: Unit) -> None:
    fitter = make.person(project, name="王建国")
    make.hazard(
        project,
        number="P1-2026-0007",
        description="Guard rail missing (north side), 电梯井口无防护门",
        place="3号楼12层",
        responsible=fitter,
    )
    make.hazard(project, description="Ladder not tied", place="Gate")
    here = {"P1-2026-0007"}
    for text in (
        *("P1-2026", "p1-2026-0007"),
        *("guard", "RAIL mis", "north", "rail guard"),
        *("井口", "防护门", "门", "电梯井口 north", "3号楼", "12层"),
        *("王建国", "建国"),
    ):
        assert found(text) == here, text
    for text in ("guard ladder", "ail", "口井", "4号楼", "'\"*:&|!()", "\\", "'", "%"):
        assert here.isdisjoint(found(text)), text


def test_the_index_follows_what_becomes_of_a_hazard(project: Unit) -> None:
    hazard = make.hazard(project, description="脚手架缺剪刀撑")
    assert found("剪刀撑") == {hazard.number}
    hazard.description, hazard.place = "模板支架未验收", "地下室"
    journal.save(hazard, "change", by=None)
    assert found("剪刀撑") == set()
    assert found("模板 地下") == {hazard.number}
    Hazard.objects.filter(pk=hazard.pk)._raw_delete("default")
    assert found("模板") == set()


def test_what_is_endless_is_found_by_its_beginning(project: Unit) -> None:
    hazard = make.hazard(project, description=f"{'x' * 5000} {'井' * 5000}")
    assert found("x" * 5000) == {hazard.number}
    assert found("x" * 30) == {hazard.number}


def test_an_index_that_a_migration_has_cut_off_is_made_whole(project: Unit) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for number in range(3):
                cursor.execute(f"DROP TRIGGER {WORDS.name}_{number}")
    WORDS.make()
    hazard = make.hazard(project, description="临边无护栏")
    assert found("护栏") == {hazard.number}


def fits(text: str, description: str) -> bool:
    """The same by going through the description."""
    words = [run for run in runs(description) if run[0] < HAN]
    for run in runs(text):
        steps = [a + b for a, b in pairwise(run)] or [run]
        if run[0] >= HAN:
            is_there = all(step in description for step in steps)
        else:
            is_there = any(word.startswith(run) for word in words)
        if not is_there:
            return False
    return True


def test_words_are_found_as_by_reading_everything(project: Unit) -> None:
    random = Random(20_261_129)
    letters = ["a", "b", "ab", "ba", " ", ", ", "井", "口", "边", "7"]
    said = {
        make.hazard(project, description="".join(random.choices(letters, k=9))).number
        for _ in range(80)
    }
    rows = dict(Hazard.objects.values_list("number", "description"))
    assert said == set(rows)
    for _ in range(200):
        text = "".join(random.choices(letters, k=random.randint(1, 4)))
        if not runs(text):
            continue
        by_words = Hazard.objects.filter(WORDS.holds(text))
        expected = {number for number, row in rows.items() if fits(text, row)}
        assert set(by_words.values_list("number", flat=True)) == expected, text


def test_the_search_box_finds_them_in_the_readers_units_only(
    project: Unit, client: Client
) -> None:
    make.hazard(project, description="塔吊限位失灵")
    make.hazard(make.project(parent=make.company()), description="塔吊超载")
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = client.get("/search/", {"q": "塔吊"}).content.decode()
    assert "塔吊限位失灵" in page
    assert "塔吊超载" not in page


@pytest.mark.parametrize(
    ("name", "least"), [("MANY", 2), ("FEW", 2)], ids=["lately", "in_all"]
)
def test_words_that_very_many_have_are_found_too(
    name: str, least: int, project: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"inspections.models.hazard.{name}", least)
    some = {make.hazard(project, description=f"洞口 hole {n}").number for n in range(4)}
    make.hazard(project, description="hole")
    assert found("洞口 hole") == some
