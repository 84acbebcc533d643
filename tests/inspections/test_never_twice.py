"""A thousand of each thing a phone sends, each in copies and side by side: a thousand.

The line breaks now and then in the middle, and a number says one thing only.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from inspections.models import (
    Answer,
    Hazard,
    Inspection,
    Level,
    Move,
    Policy,
    Sheet,
    Status,
)
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
    """A project with an officer who sends so many of each thing."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.unit: Unit = make.project(code="P01")
        self.person = make.person(self.unit, name="Wang Li")
        self.user: User = make.user("safety_officer", self.unit, person=self.person)
        self.mate = make.person(self.unit, name="Zhao Gang")
        Policy.objects.update(photo_to_report=False, photo_to_submit=False)
        version = make.checklist(self.unit, LIST).latest
        assert version
        self.version, (self.item,) = version, version.items

    def answers(self) -> Iterator[tuple[str, Form]]:
        for walk in self._walks():
            yield (
                f"/inspections/{walk.pk}/answer/",
                {"item": self.item.pk, "outcome": "pass"},
            )

    def ends(self) -> Iterator[tuple[str, Form]]:
        walks = self._walks()
        given = {"item": self.item, "outcome": "pass"}
        rows = [Answer(inspection=walk, **given) for walk in walks]
        journal.save_all(rows, "answer", by=None)
        for walk in walks:
            yield f"/inspections/{walk.pk}/finish/", {"why_not": "absent"}

    def _walks(self) -> list[Inspection]:
        """Inspections that have begun."""
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
            for n in range(self.number)
        ]
        journal.save_all(walks, "start", by=None)
        sheets = [Sheet(inspection=walk, version=self.version) for walk in walks]
        journal.save_all(sheets, "start", by=None)
        return walks

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
        hazards = [
            Hazard(
                number=f"H-{n}",
                unit=self.unit,
                level=Level.GENERAL,
                description="Edge open",
                found_on=self.unit.today,
                due_on=self.unit.today,
                responsible=self.mate,
            )
            for n in range(self.number)
        ]
        for hazard in journal.save_all(hazards, "report", by=None):
            yield f"/inspections/hazards/{hazard.pk}/begin/", {"note": ""}

    def photos(self) -> Iterator[tuple[str, Form]]:
        for n in range(self.number):
            yield "/files/", {"photo": photos.jpeg(8, 8, comment=b"%d" % n)}


# What is sent, what a copy may not say otherwise, and the rows that are made of it.
KINDS: dict[str, tuple[Any, Form, Any]] = {
    "answer": (
        Site.answers,
        {"outcome": "fail"},
        Answer.objects.filter(outcome="pass"),
    ),
    "finish": (Site.ends, {"note": "Rain"}, Inspection.objects.final()),
    "report": (Site.reports, {"description": "Another"}, Hazard.objects.all()),
    "move": (Site.moves, {"note": "Another"}, Move.objects.filter(verb="begin")),
    "photo": (Site.photos, {"photo": photos.jpeg(9, 9)}, File.objects.all()),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_in_copies_are_a_thousand(kind: str) -> None:
    """On PostgreSQL; SQLite has one writer, so that a few dozen say the same there."""
    number = 1000 if connection.vendor == "postgresql" else 40
    sendings, other, rows = KINDS[kind]
    site = Site(number)
    line = Line(site.user, list(sendings(site)))
    answers = line.send_all()
    statuses = Counter(answer.status for answer in answers)
    assert len(statuses) == 1, statuses
    assert statuses.keys() <= {201, 302}
    assert len(set(answers)) == number == len(line.sendings)
    for which in range(OTHERS):
        assert line.send(which, **other).status == 409
    assert rows.all().count() == number == rows.model._default_manager.count()
    if rows.model is Hazard:
        assert rows.values("number").distinct().count() == number
    if rows.model not in (Hazard, Move):  # whose moves have their number themselves
        assert Receipt.objects.count() == number
