"""A hazard and an inspection on paper: in both languages, and as data."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from pypdf import PdfReader

from inspections.models import Hazard, HazardPhoto
from inspections.services import answering
from safety.accounts.permissions import Role
from safety.core import paper
from safety.files.services import receive
from safety.journal import write as journal
from tests import make, things
from tests.inspections.scene import Scene, url
from tests.inspections.test_fix_by_link import photo
from tests.pages import text

pytestmark = pytest.mark.django_db
# What would do something if a word of it were read as markup.
HOSTILE = '#panic("x") *b* $x$ <b>&amp; \\ " #image("/etc/passwd") 𠮷㼆 `a` // - x'


def pages(scene: Scene, address: str, language: str = "en") -> tuple[str, int]:
    """What the PDF of a record says, and how many pictures it has."""
    officer = scene.client(Role.SAFETY_OFFICER)
    answer = officer.get(address, {"language": language})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(answer.content))
    said = "\n".join(page.extract_text() for page in reader.pages)
    return said, sum(len(page.images) for page in reader.pages)


def test_a_notice_says_what_the_page_says_in_both_languages(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[str] = []
    drawn = paper._code

    def code(address: str) -> bytes:
        codes.append(address)
        return drawn(address)

    monkeypatch.setattr(paper, "_code", code)
    hazard = scene.hazard(
        "reported", description=HOSTILE, place="北侧基坑 Axis 7", measures="一\n二"
    )
    photo(hazard)
    officer = scene.client(Role.SAFETY_OFFICER)
    officer.post(url(hazard, "assign"), {"to": scene.foreman.employee_no})
    said, pictures = pages(scene, url(hazard, "print"))
    for part in ('#panic("x")', "$x$", "<b>&amp;", "𠮷", "Rectification notice",
                 "北侧基坑", "Foreman", hazard.number, "Assigned"):  # fmt: skip
        assert part in said, part
    assert pictures == 1
    assert codes == [f"{settings.SITE_ADDRESS}{hazard.get_absolute_url()}"]
    chinese, _pictures = pages(scene, url(hazard, "print"), "zh-hans")
    for part in ("整改通知单", "五定", "已指派"):
        assert part in chinese, part


def test_the_record_of_an_inspection_has_scores_photos_and_todays_states(
    scene: Scene,
) -> None:
    walk = things._walk(scene.project)
    answering.pass_all(walk, 1, by=None)
    found = scene.hazard("assigned", inspection=walk, description="Edge open")
    shown = photo(found)
    after = HazardPhoto(hazard=found, purpose="after", sha256=shown.sha256)
    after.file = receive(things.rewound({"x": things.PHOTO})["x"], by=None)
    journal.save(after, "add-photo", by=None)
    address = f"{walk.get_absolute_url()}print/"
    said, pictures = pages(scene, address)
    for part in ("Inspection record", "Edge open", "Assigned", "Rail", "Pass"):
        assert part in said, part
    # The same bytes twice are one picture of the file, shown twice.
    assert pictures == 1
    assert f"{found.number} · Before" in said
    assert f"{found.number} · After" in said
    officer = scene.client(Role.SAFETY_OFFICER)
    officer.post(url(found, "submit"), {"measures": "Rails set"})
    officer.post(f"{walk.get_absolute_url()}finish/", {"why_not": "absent"})
    amended = {"text": "Two rails", "reason": "Counted anew"}
    officer.post(f"{walk.get_absolute_url()}amend/", amended)
    assert "Two rails (Counted anew)" in pages(scene, address)[0]
    assert "待复查" in pages(scene, address, "zh-hans")[0]
    page = officer.get(walk.get_absolute_url())
    assert f"{address}?language=zh-hans" in page.content.decode()


def test_it_is_for_who_sees_the_record_and_says_when_no_font_is_there(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    hazard = scene.hazard("triage")
    assert scene.client(Role.AUDITOR).get(url(hazard, "print")).status_code == 404
    elsewhere = make.hazard(make.project())
    officer = scene.client(Role.SAFETY_OFFICER)
    assert officer.get(url(elsewhere, "print")).status_code == 404

    def none() -> Any:
        raise paper.NoFont

    monkeypatch.setattr(paper, "font", none)
    mine: Hazard = scene.hazard("reported")
    page = officer.get(url(mine, "print"), follow=True)
    assert "no font with Chinese characters" in text(page)
