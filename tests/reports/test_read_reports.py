"""Pages of reports: which there are, one of them, its files, and a manager's note."""

import pytest
from django.test import Client

from safety.core import paper
from safety.indicators import registry as indicators
from safety.journal.models import Change
from safety.reports import registry
from safety.reports.models import Note
from tests.indicators.scene import Scene
from tests.pages import text

pytestmark = pytest.mark.django_db
HERE = {"unit": "SITE", "period": "2019-06"}


@pytest.fixture
def officer(scene: Scene, client: Client) -> Client:
    client.force_login(scene.reader("safety_officer", scene.site))
    return client


def test_the_list_has_every_report_with_its_period(officer: Client) -> None:
    page = officer.get("/reports/", HERE)
    said = text(page)
    for report in registry.every():
        assert str(report.title) in said
    assert 'href="/reports/annual/?unit=SITE&amp;period=2019"' in page.content.decode()
    assert "/reports/monthly/pdf/?unit=SITE&amp;period=2019-06" in page.content.decode()


def test_a_report_is_a_page_and_files(officer: Client) -> None:
    page = officer.get("/reports/monthly/", HERE)
    assert "7 hazards overdue on 30 Jun 2019" in text(page)
    assert "<svg" in page.content.decode()
    kinds = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
    for form, kind in kinds.items():
        file = officer.get(f"/reports/monthly/{form}/", HERE)
        assert (file.status_code, file["Content-Type"]) == (200, kind)
        assert f"monthly-SITE-2019-06.{form}" in file["Content-Disposition"]
    assert officer.get("/reports/monthly/xlsx/", HERE).content.startswith(b"PK")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/reports/nothing/?unit=SITE&period=2019-06", 404),
        ("/reports/monthly/doc/?unit=SITE&period=2019-06", 404),
        ("/reports/monthly/?unit=YARD&period=2019-06", 404),
        ("/reports/monthly/pdf/?unit=NEAR&period=2019-06", 404),
        ("/reports/monthly/?unit=SITE&period=1950-06", 404),
        ("/reports/monthly/?unit=SITE&period=June", 400),
        ("/reports/monthly/note/?unit=SITE&period=1950-06", 404),
        ("/reports/nothing/note/?unit=SITE&period=2019-06", 404),
    ],
)
def test_what_is_not_there_or_not_seen_is_not_shown(
    officer: Client, address: str, status: int
) -> None:
    assert officer.get(address).status_code == status


def test_a_note_is_kept_and_printed_until_it_is_taken_away(officer: Client) -> None:
    address = "/reports/monthly/note/?unit=SITE&period=2019-06"
    for said in ("Cranes <b>stood</b>\nthree days.", "Cranes stood two days.", ""):
        answer = officer.post(address, {"text": said})
        assert answer["Location"] == "/reports/monthly/?unit=SITE&period=2019-06"
    note = Note.objects.get()
    texts = [change.after["text"] for change in Change.objects.filter(
        label="reports.note", key=note.pk).order_by("pk")]  # fmt: skip
    assert texts == ["Cranes <b>stood</b>\nthree days.", "Cranes stood two days.", ""]
    assert "Cranes" not in text(officer.get("/reports/monthly/", HERE))
    officer.post(address, {"text": "A & B <i>"})
    before = Change.objects.count()
    officer.post(address, {"text": "A & B <i>"})
    assert Change.objects.count() == before
    page = officer.get("/reports/monthly/", HERE)
    assert "A & B <i>" in text(page)
    assert str(note.written_by) in text(page)
    assert "A &amp; B &lt;i&gt;" in officer.get(address).content.decode()
    other = {**HERE, "period": "2019-05"}
    assert "A & B" not in text(officer.get("/reports/monthly/", other))


def test_who_may_not_write_a_note_is_not_asked_to(scene: Scene, client: Client) -> None:
    client.force_login(scene.reader("company_leader", scene.near))
    assert "/note/" not in client.get("/reports/monthly/", HERE).content.decode()
    assert client.get("/reports/monthly/note/", HERE).status_code == 403


def test_a_machine_without_a_chinese_font_says_so(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "FAMILIES", ("No Such Font",))
    answer = officer.get("/reports/monthly/pdf/", HERE, follow=True)
    assert "There is no font with Chinese characters" in text(answer)


def test_codes_of_shipped_reports_are_known_or_of_incidents() -> None:
    """A code with a slip of the pen would be stated as not kept, and nobody wonder."""
    known = indicators.indicators()
    for report in registry.every():
        for section in report.sections:
            for number in [
                *getattr(section, "numbers", ()),
                *getattr(section, "shared", ()),
            ]:
                assert number.code in known or number.code.startswith("incidents.")
