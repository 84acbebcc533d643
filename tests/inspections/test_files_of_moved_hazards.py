"""Hazards that went through the loop are in files as FORMATS has them."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from inspections.models import Escalation, Hazard, Rung, State
from safety.records.models import Load
from safety.records.read import Refused
from safety.records.undo import obstacle, undo
from tests.inspections.scene import Scene, again, url

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def dumped(folder: Path) -> Path:
    file = folder / "hazards.csv"
    call_command("dump", "hazards", str(file), stdout=StringIO())
    return file


def read(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8-sig").splitlines()


def test_every_state_is_counted_or_voided_in_a_file_and_stays_what_it_is(
    tmp_path: Path, scene: Scene
) -> None:
    made = {state: scene.hazard(state) for state in State}
    assert {state: hazard.state for state, hazard in made.items()} == {
        state: state for state in State
    }
    file = dumped(tmp_path)
    rows = {row["number"]: row for row in csv.DictReader(read(file))}
    uncounted = {"draft", "triage", "declined", "voided"}
    for state, hazard in made.items():
        right = "voided" if state in uncounted else ""  # the default
        assert rows[hazard.number]["status"] == right
    call_command("load", "hazards", str(file), stdout=StringIO())
    for state, hazard in made.items():
        assert again(hazard).state == state
    assert set(Hazard.objects.counted().values_list("state", flat=True)) == (
        set(State) - uncounted
    )


def test_a_file_moves_the_state_by_its_dates(tmp_path: Path, scene: Scene) -> None:
    hazard = scene.hazard("rectifying")
    rows = list(csv.DictReader(read(dumped(tmp_path))))
    rows[0] |= {"rectified_on": str(scene.today), "verified_on": str(scene.today)}
    file = tmp_path / "again.csv"
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    call_command("load", "hazards", str(file), stdout=StringIO())
    assert again(hazard).state == "closed"


def test_a_load_is_not_taken_back_when_its_hazards_were_moved_or_escalated(
    tmp_path: Path, scene: Scene
) -> None:
    file = tmp_path / "new.csv"
    file.write_text(
        "number,unit,found_on,level,description,due_on\n"
        f"F1,P01,{scene.today},general,Edge,{scene.today}\n"
    )
    call_command("load", "hazards", str(file), stdout=StringIO())
    load = Load.objects.latest("pk")
    assert obstacle(load) == ""
    hazard = Hazard.objects.get(number="F1")
    to = scene.foreman.employee_no
    rung, now = Rung.objects.earliest("pk"), timezone.now()
    with transaction.atomic():
        Escalation(hazard=hazard, rung=rung, day=scene.today, moment=now).save()
        assert obstacle(load) == "There are escalations that need what it made."
        transaction.set_rollback(True)
    scene.client("safety_officer").post(url(hazard, "assign"), {"to": to})
    assert obstacle(load) == "A record of it was changed since."
    with pytest.raises(Refused, match="changed since"):
        undo(load, by=None)
    assert again(hazard).state == "assigned"
