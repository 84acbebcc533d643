"""The question bank of a course: pages for who may change it, and files."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from safety.accounts.permissions import Role
from tests import make
from tests.records.files import Desk
from training.models import Question

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEAD = (
    "course,number,kind,text,text_zh,option_a,option_b,option_c,option_d,"
    "option_a_zh,answer,explanation"
)
FILE = f"""\
{HEAD}
L-1,1,single,Where is a harness tied?,安全带挂在哪里？,Above,Below,,,高处,A,High up.
L-1,2,multiple,What is worn?,,Helmet,Slippers,Harness,,,AC,
L-1,3,true_false,Boards are tied.,,,,,,,yes,
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    make.course(make.project(), code="L-1")
    return Desk(tmp_path)


def test_a_file_of_questions_is_loaded_and_comes_back(desk: Desk) -> None:
    assert desk.load("questions", FILE).counts == (3, 0, 0, 0)
    single, multiple, statement = Question.objects.order_by("number")
    assert single.shown_options == [("A", "Above"), ("B", "Below")]
    assert multiple.answer == "AC"
    assert [key for key, _text in statement.shown_options] == ["yes", "no"]
    head, *rows = desk.dump("questions")
    again = "\n".join(",".join(row) for row in (head, *rows))
    assert desk.load("questions", again).counts == (0, 0, 3, 0)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("L-1,9,single,Which?,,A,B,C,,,AC,", "answer", "one key"),
        ("L-1,9,single,Which?,,A,B,,,,,", "answer", "Fill"),
        ("L-1,9,multiple,Which?,,A,B,C,,,B,", "answer", "two keys"),
        ("L-1,9,multiple,Which?,,A,B,C,,,CA,", "answer", "in order"),
        ("L-1,9,single,Which?,,A,B,,,,C,", "answer", "not there"),
        ("L-1,9,single,Which?,,A,,,,,A,", "option_b", "A and B"),
        ("L-1,9,single,Which?,,A,B,,D,,A,", "option_d", "gap"),
        ("L-1,9,true_false,Is it?,,,,,,,A,", "answer", "yes or no"),
        ("L-1,9,true_false,Is it?,,A,B,,,,yes,", "option_d", "no options"),
        ("L-9,9,true_false,Is it?,,,,,,,yes,", "course", "L-9"),
        ("L-1,9,essay,Why?,,,,,,,yes,", "kind", "one of"),
        ("L-1,1,true_false,Again?,,,,,,,yes,", "course", "same"),
    ],
)
def test_a_bad_question_is_reported_and_nothing_is_loaded(
    desk: Desk, row: str, column: str, said: str
) -> None:
    outcome = desk.load("questions", f"{FILE}{row}\n")
    (error,) = outcome.document["errors"]
    assert error["row"] == 5
    assert said in error["message"]
    assert error["column"] == column
    assert not Question.objects.exists()


def test_every_fault_of_a_workbook_is_listed_at_once(desk: Desk) -> None:
    head, *rows = (line.split(",") for line in FILE.strip().splitlines())
    rows[0][head.index("answer")] = "AB"
    rows[1][head.index("answer")] = "A"
    rows[2][head.index("answer")] = "perhaps"
    outcome = desk.load_sheet("questions", head, *rows)
    assert outcome.errors == [(2, "answer"), (3, "answer"), (4, "answer")]


def test_a_question_is_added_changed_and_withdrawn(client: Client) -> None:
    project = make.project()
    course = make.course(project)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    bank = reverse("training:list-questions", args=[course.pk])
    assert bank in client.get(course.get_absolute_url()).content.decode()
    add = reverse("training:add-question", args=[course.pk])
    sent = {
        "number": "1",
        "kind": "multiple",
        "text": "What is worn?",
        "option_a": "Helmet",
        "option_b": "Slippers",
        "option_c": "Harness",
        "answer": "c, a",
    }
    assert client.post(add, sent).status_code == 302
    made = Question.objects.get()
    assert made.answer == "AC"
    assert "What is worn?" in client.get(bank).content.decode()
    wrong = client.post(made.get_absolute_url(), {**sent, "answer": "b"})
    assert "two keys" in wrong.content.decode()
    assert (
        client.post(made.get_absolute_url(), {**sent, "answer": "AB"}).status_code
        == 302
    )
    made.refresh_from_db()
    assert made.answer == "AB"
    client.post(reverse("training:withdraw-question", args=[made.pk]))
    assert "What is worn?" not in client.get(bank).content.decode()
