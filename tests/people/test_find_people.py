"""Finding persons by what is typed."""

import pytest

from safety.core import search
from safety.people.models import Person, finding
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def _people() -> None:
    for number, name in [
        ("A-1", "王丽"),
        ("A-2", "欧阳丽华"),
        ("b/3", "Wang Lihua"),
        ("B/4", "O'Neill \\ Ann"),
        ("C_5", "李Lee明"),
        ("C%6", "丽"),
    ]:
        make.person(employee_no=number.replace("%", "."), name=name)


def found(text: str) -> list[str]:
    persons = Person.objects.matching(text).order_by("employee_no")
    return [person.name for person in persons]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("丽", ["王丽", "欧阳丽华", "丽"]),
        ("王丽", ["王丽"]),
        ("阳丽", ["欧阳丽华"]),
        ("欧丽", []),
        ("欧阳丽华", ["欧阳丽华"]),
        ("李Lee", ["李Lee明"]),
        ("wang", ["Wang Lihua"]),
        ("LIH", ["Wang Lihua"]),
        ("li wang", ["Wang Lihua"]),
        ("ihua", []),
        ("o'n", ["O'Neill \\ Ann"]),
        ("\\", ["O'Neill \\ Ann"]),
        ("a-", ["王丽", "欧阳丽华"]),
        ("B/", ["O'Neill \\ Ann", "Wang Lihua"]),
        ("C_", ["李Lee明"]),
        ("1", []),
        ("%", []),
        ("_", []),
        ("'", []),
        (":* & !", []),
        ('"', []),
        ("丽 OR 明", []),
        ("NEAR(丽", []),
        ("王\u180e丽", []),
        ("zz", []),
        ("x" * 5000, []),
        ("丽" * 5000, []),
    ],
)
def test_a_text_finds(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_a_person_is_found_by_the_name_of_now() -> None:
    person = Person.objects.get(name="欧阳丽华")
    person.name = "欧阳建国 Anna"
    person.save()
    assert found("建国") == found("anna") == ["欧阳建国 Anna"]
    assert found("丽华") == []
    person.delete()
    assert found("建国") == []


def test_many_that_fit_are_all_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "FEW", 2)
    assert len(found("丽")) == 3
    assert len(found("a-")) == 2


def test_the_search_box_finds_people_of_my_units_only() -> None:
    project = make.project()
    make.person(project, name="王明", employee_no="M-1")
    make.person(make.project(), name="王强", employee_no="M-2")
    officer = make.user("safety_officer", project)
    results = {str(r.label): r for r in search.search(officer, "王", 5)}
    assert [row.title for row in results["People"].rows] == ["王明"]


def test_who_may_not_see_people_finds_none() -> None:
    project = make.project()
    make.person(project, name="王明")
    results = search.search(make.user("worker", project), "王", 5)
    assert "People" not in {str(result.label) for result in results}
