"""A thousand of each thing a phone sends, each in copies and side by side: a thousand.

The line breaks now and then in the middle, and a number says one thing only.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from inspections.models import Answer, Hazard, Inspection, Move, Policy, Sheet, Status
from safety.accounts.models import User
from safety.files import views
from safety.files.models import File
from safety.journal import write as journal
from safety.journal.models import Receipt
from safety.org.models import Unit
from tests import make
from tests.files import photos
from tests.line import Form, Line

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
LIST = "sections: [{name: Edge, items: [{code: a, text: Rails}]}]"
OTHERS = 3  # of which something else is sent under the same number


@pytest.fixture(autouse=True)
def _quiet(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(views, "MOST", 10_000)


class Site:
    """A project with an officer, and so many inspections that he is about to do."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.unit: Unit = make.project(code="P01")
        self.person = make.person(self.unit, name="Wang Li")
        self.user: User = make.user("safety_officer", self.unit, person=self.person)
        self.mate = make.person(self.unit, name="Zhao Gang")
        Policy.objects.update(photo_to_report=False, photo_to_submit=False)
        version = make.checklist(self.unit, LIST).latest
        assert version
        (self.item,) = version.items
        walks = [
            Inspection(
                number=f"I-{n}",
                unit=self.unit,
                programme="qhse",
                form="self",
                inspected_on=self.unit.today,
                lead=self.person,
                status=Status.DRAFT,
            )
            for n in range(number)
        ]
        journal.save_all(walks, "start", by=None)
        sheets = [Sheet(inspection=walk, version=version) for walk in walks]
        journal.save_all(sheets, "start", by=None)
        self.walks = walks

    def answers(self) -> Iterator[tuple[str, Form]]:
        for walk in self.walks:
            yield (
                f"/inspections/{walk.pk}/answer/",
                {"item": self.item.pk, "outcome": "pass"},
            )

    def ends(self) -> Iterator[tuple[str, Form]]:
        for walk in self.walks:
            yield f"/inspections/{walk.pk}/finish/", {"why_not": "absent"}

    def reports(self) -> Iterator[tuple[str, Form]]:
        for n in range(self.number):
            yield (
                "/inspections/hazards/report/",
                {
                    "unit": "P01",
                    "description": "Edge open",
                    "category": "高处坠落",
                    "place": f"Axis {n}",
                    "found_on": str(self.unit.today),
                    "responsible": self.mate.employee_no,
                },
            )

    def moves(self) -> Iterator[tuple[str, Form]]:
        for hazard in Hazard.objects.order_by("pk"):
            yield f"/inspections/hazards/{hazard.pk}/begin/", {"note": ""}

    def photos(self) -> Iterator[tuple[str, Form]]:
        for n in range(self.number):
            yield "/files/", {"photo": photos.jpeg(8, 8, comment=b"%d" % n)}


def sent(site: Site, sendings: Iterator[tuple[str, Form]], **other: Any) -> None:
    """Send everything in copies: each is answered alike, and as the only one."""
    line = Line(site.user, list(sendings))
    answers = line.send_all()
    statuses = Counter(answer.status for answer in answers)
    assert len(statuses) == 1, statuses
    assert statuses.keys() <= {201, 302}
    assert len(set(answers)) == site.number == len(line.sendings)
    for which in range(OTHERS):
        assert line.send(which, **other).status == 409


@pytest.mark.slow
def test_a_thousand_of_each_in_copies_are_a_thousand() -> None:
    """On PostgreSQL; SQLite has one writer, so that a few dozen say the same there."""
    number = 1000 if connection.vendor == "postgresql" else 40
    site = Site(number)
    sent(site, site.answers(), outcome="fail")
    assert Answer.objects.filter(outcome="pass").count() == number
    sent(site, site.ends(), note="Rain")
    assert Inspection.objects.final().count() == number
    sent(site, site.reports(), description="Another")
    assert Hazard.objects.values("number").distinct().count() == number
    sent(site, site.moves(), note="Another")
    done = Counter(Move.objects.values_list("verb", flat=True))
    assert done == {"report": number, "begin": number}
    sent(site, site.photos(), photo=photos.jpeg(9, 9))
    assert File.objects.count() == number
    assert Receipt.objects.count() == 3 * number
    for model in (Answer, Inspection, Hazard):
        assert model._default_manager.count() == number
