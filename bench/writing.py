"""A hazard reported with a photo and an inspection finished, beside a plain form.

The floor is that of SPEED: somebody logged in sends a form of a model that names
another record, and one row is made of it, in seven questions. The first record may take
twice as long, each further one as long as four questions. Photos are there before, as a
phone sends them.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from uuid import uuid4

import time_machine
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from PIL import Image

from bench import databases, worlds
from bench.lines import Line, interleaved, seconds_of
from bench.rebuild import TODAY
from bench.visitors import Visitor
from inspections.models import (
    Answer,
    ChecklistVersion,
    Hazard,
    Inspection,
    Level,
    Move,
    Policy,
    Sheet,
    Status,
)
from inspections.paper import yaml_file
from inspections.paper.draft import understand
from inspections.services import checklists
from safety.accounts.guard import Request
from safety.files.services import receive
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from safety.urls import urlpatterns as site

PERSONS = worlds.sized(20_000)
TIMES = 60
ITEMS, FAILED = 60, 3
ASKED, MORE = 7, 4  # by the floor; for each further record
LIST = f"""
code: BENCH
name: Bench
sections: [{{name: S, items: [{", ".join(f"{{text: T{n}}}" for n in range(ITEMS))}]}}]
"""


class MoveForm(forms.ModelForm):  # type: ignore[type-arg]
    """A plain form: a row that names a hazard."""

    class Meta:
        model = Move
        fields = ["hazard", "verb", "note"]


def floor(request: Request) -> HttpResponse:
    """Make one row of the form."""
    user = request.user
    form = MoveForm(request.POST, instance=Move(user=user, by=user.person))
    form.save()
    return redirect("/")


urlpatterns = [path("floor/", floor), *site]


def measure() -> Iterator[Line]:
    """Medians of many, by turns with the floor."""
    settings.ROOT_URLCONF = "bench.writing"
    with time_machine.travel(TODAY, tick=True):
        databases.fresh("writing")
        worlds.build(PERSONS, PERSONS)
        yield from measured()


def measured() -> Iterator[Line]:
    """In a project of the company whose safety manager sends it all."""
    officer = Visitor(worlds.COMPANY)
    here = Person.objects.all().visible_to(officer.user, "inspections.report")
    person, mate = here.order_by("pk")[:2]
    person.user = officer.user
    journal.save(person, "change", by=None)
    parent = Unit.objects.get(pk=worlds.COMPANY)
    unit = Unit.objects.filter(parent=parent).order_by("pk")[0]
    known = Hazard(**wrong(unit, mate), number="H-0")
    journal.save(known, "report", by=None)
    for policy in Policy.objects.all():
        policy.photo_to_report = False
        journal.save(policy, "change", by=None)
    plain = {"hazard": known.pk, "verb": "begin", "note": "Rails are missing"}

    def least() -> float:
        return seconds_of(lambda: officer.send("/floor/", plain))

    for name, further, ours in (
        ("a hazard", 0, reports(officer, unit, mate, with_photo=False)),
        ("a hazard with a photo", 1, reports(officer, unit, mate)),
        (f"the end of {ITEMS} items", FAILED, ends(officer, unit, person, mate)),
    ):
        next(ours)  # the first one compiles and plans
        least()
        few, many = interleaved(least, lambda: next(ours), TIMES)  # noqa: B023
        goal = round(2 + further * MORE / ASKED, 2)
        yield Line(f"writing: {name}", many, goal, few)


def wrong(unit: Unit, mate: Person) -> dict[str, Any]:
    """What is known of any hazard."""
    return {
        "unit": unit,
        "level": Level.GENERAL,
        "description": "Rails are missing",
        "found_on": unit.today,
        "due_on": unit.today,
        "responsible": mate,
    }


def reports(
    officer: Visitor, unit: Unit, mate: Person, *, with_photo: bool = True
) -> Iterator[float]:
    """Report hazards, each with a photo of its own or without."""
    number = 0
    while True:
        number += 1
        file = receive(photo(number), by=officer.user.pk)
        form = {
            "request_id": uuid4(),
            "unit": unit.code,
            "description": "Rails are missing",
            "risk": "3",
            "found_on": unit.today,
            "responsible": mate.employee_no,
        }
        if with_photo:
            form["photos"] = str(file.key)
        address = f"/inspections/hazards/report/?unit={unit.code}"
        yield seconds_of(sending(officer, address, form))


def photo(number: int) -> SimpleUploadedFile:
    """A small photo, unlike all others."""
    out = BytesIO()
    Image.new("RGB", (64, 48), (number % 256, number // 256, 7)).save(out, "JPEG")
    return SimpleUploadedFile(f"{number}.jpg", out.getvalue())


def ends(officer: Visitor, unit: Unit, person: Person, mate: Person) -> Iterator[float]:
    """Finish inspections that are answered, some items of which made hazards."""
    draft, faults = understand(yaml_file.read(LIST.encode())[0])
    if faults:
        raise AssertionError(faults)
    company = Unit.objects.get(pk=worlds.COMPANY)
    version = checklists.publish(checklists.enter(draft, company, by=None), by=None)
    number = 0
    while True:
        number += 1
        walk = walked(version, number, unit, person, mate)
        form = {"request_id": uuid4(), "why_not": "absent"}
        yield seconds_of(sending(officer, f"/inspections/{walk.pk}/finish/", form))


def walked(
    version: ChecklistVersion, number: int, unit: Unit, person: Person, mate: Person
) -> Inspection:
    """An inspection that wants only to be finished."""
    walk = Inspection(
        number=f"I-{number}",
        unit=unit,
        programme="qhse",
        form="self",
        inspected_on=unit.today,
        lead=person,
        status=Status.DRAFT,
    )
    journal.save(walk, "start", by=None)
    journal.save(Sheet(inspection=walk, version=version), "start", by=None)
    hazards = [
        Hazard(**wrong(unit, mate), number=f"H-{number}-{n}", inspection=walk)
        for n in range(FAILED)
    ]
    journal.save_all(hazards, "report", by=None)
    answers = [
        Answer(
            inspection=walk,
            item=item,
            outcome="fail" if n < FAILED else "pass",
            hazard=hazards[n] if n < FAILED else None,
        )
        for n, item in enumerate(version.items)
    ]
    journal.save_all(answers, "answer", by=None)
    return walk


def sending(officer: Visitor, address: str, form: dict[str, Any]) -> Callable[[], None]:
    """Send a form."""
    return lambda: officer.send(address, form)
