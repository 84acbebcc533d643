"""Things that addresses and forms name, made at a unit, and forms that work."""

from datetime import date, time
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from inspections.models import (
    Batch,
    Category,
    ChecklistVersion,
    Criterion,
    Deputy,
    Hazard,
    HazardPhoto,
    Inspection,
    Level,
    Link,
    Move,
    Plan,
    Policy,
    PublicReport,
    Rung,
    Scale,
    Shift,
    Tag,
)
from inspections.services import answering, checklists, links, public_reports
from inspections.services.guards import Actor
from inspections.services.public_reports import Said
from safety.accounts.models import SavedView
from safety.closing.models import Evidence
from safety.core.months import Period
from safety.core.secrets import kept
from safety.files.fields import Sent
from safety.files.models import File
from safety.files.services import receive as receive_file
from safety.journal import write as journal
from safety.notices.models import Notice, Robot
from safety.notices.services import post
from safety.org.models import CHILD_KIND, Calendar, CalendarDay, Kind, Unit
from safety.records.registry import kinds
from safety.records.services import receive
from tests import make
from tests.shapes.models import Mishap, MishapPhoto

STRANGER = "Zz-Stranger"
STRANGERS_OWN = f"{STRANGER} himself"
PRIVATE_PHONE = "+86 000 Zz-Private"
PRIVATE_EMAIL = "zz-private@example.com"
ACCOUNT_EMAIL = "zz-account@example.com"


def name_at(unit: Unit) -> str:
    """What is called at a unit that not everybody sees who sees units."""
    return STRANGERS_OWN if unit.name.startswith(STRANGER) else "Somebody"


def furnish(at: Unit) -> None:
    """One of each thing that lists show, with personal data."""
    name = name_at(at)
    make.person(at, name=name, phone=PRIVATE_PHONE, email=PRIVATE_EMAIL)
    make.place(at, name=f"{at.name} gate")
    make.user("worker", at, name=name, email=ACCOUNT_EMAIL)
    make.incident(at, description=name)
    make.inspection(at, checklist=name)
    make.hazard(at, description=name)
    make.checklist(at, name=name)
    make.session(at, topic=name)
    make.drill(at, plan=name)
    make.card(at, behaviour=name)
    make.award(at, title=name)
    load(at)


# --- things at a unit -------------------------------------------------------
def unit(at: Unit) -> dict[str, Any]:
    return {"code": at.code}


def below(at: Unit) -> Unit:
    """A unit of the kind below."""
    return make.unit(CHILD_KIND[at.kind], at, name=f"{at.name} 3")


def project(at: Unit) -> dict[str, Any]:
    """A project below a company; somewhere below the group."""
    company = at if at.kind == Kind.COMPANY else make.company()
    return {"code": make.project(parent=company).code}


def place(at: Unit) -> dict[str, Any]:
    return {"token": make.place(at).token}


def person(at: Unit) -> dict[str, Any]:
    return {"employee_no": make.person(at, name=name_at(at)).employee_no}


def record(at: Unit) -> dict[str, Any]:
    """A record of a kind, as its page names it."""
    return {"kind": "postings", **posting(at)}


def posting(at: Unit) -> dict[str, Any]:
    return {"key": make.posting(make.person(name=name_at(at)), at).pk}


def incident(at: Unit) -> dict[str, Any]:
    return {"key": make.incident(at, description=name_at(at)).pk}


def inspection(at: Unit) -> dict[str, Any]:
    lead = make.person(at, name=name_at(at))
    return {"key": make.inspection(at, lead=lead).pk}


def hazard(at: Unit) -> dict[str, Any]:
    somebody = make.person(at, name=name_at(at))
    inspection = make.inspection(at, lead=somebody)
    made = make.hazard(at, inspection=inspection, responsible=somebody)
    return {"key": made.pk}


def _rectified(at: Unit, **fields: Any) -> dict[str, Any]:
    somebody = make.person(at, name=name_at(at))
    today = timezone.localdate()
    made = make.hazard(at, today, rectified_on=today, rectified_by=somebody, **fields)
    return {"key": made.pk}


def awaiting(at: Unit) -> dict[str, Any]:
    return _rectified(at)


def closed(at: Unit) -> dict[str, Any]:
    return _rectified(at, verified_on=timezone.localdate())


def asking(at: Unit) -> dict[str, Any]:
    """A hazard for which more time is asked."""
    somebody = make.person(at, name=name_at(at))
    until = date(2030, 1, 1)
    return {"key": make.hazard(at, responsible=somebody, extension_asked=until).pk}


def major(at: Unit) -> dict[str, Any]:
    return {"key": make.hazard(at, level=Level.MAJOR).pk}


def report(at: Unit) -> dict[str, Any]:
    """A report of somebody without an account, as he follows it."""
    said = Said(make.place(at), "fall", name_at(at), "", PRIVATE_PHONE, Sent())
    return {"secret": public_reports.receive(said, request_id=uuid4(), digest="")}


def in_triage(at: Unit) -> dict[str, Any]:
    token = kept(report(at)["secret"])
    return {"key": PublicReport.objects.get(token=token).hazard_id}


def _link(at: Unit) -> Link:
    """A link to a hazard of somebody without an account."""
    made = Hazard.objects.get(pk=hazard(at)["key"])
    officer = make.user("safety_officer", at, person=make.person(at))
    return links.make(made, Actor.of(officer))


def link(at: Unit) -> dict[str, Any]:
    return {"secret": _link(at).secret}


def linked(at: Unit) -> dict[str, Any]:
    return {"key": _link(at).hazard_id}


def photo_by_link(at: Unit) -> dict[str, Any]:
    made = _link(at)
    photo = HazardPhoto(hazard=made.hazard, purpose="before")
    photo.file = receive_file(PHOTO, by=None)
    photo.sha256 = photo.file.sha256
    journal.save(photo, "add-photo", by=None)
    return {"secret": made.secret, "key": photo.file.key}


def another_hazard(at: Unit) -> dict[str, Any]:
    """One that a hazard is a double of."""
    return {"number": make.hazard(at, description=name_at(at)).number}


def new_deputy(at: Unit) -> dict[str, Any]:
    """Somebody of the unit who sees its hazards."""
    person = make.person(at, name=name_at(at))
    make.user("auditor", at, person=person)
    return {"deputy": person.employee_no}


def deputy(at: Unit) -> dict[str, Any]:
    """That somebody of the unit acts for somebody else of it."""
    people = [make.person(at, name=name_at(at)) for _either in range(2)]
    make.user("worker", at, person=people[0])
    days = {"first_on": DAY, "last_on": "2030-01-01"}
    made = Deputy(person=people[0], deputy=people[1], **days)
    journal.save(made, "add", by=None)
    return {"key": made.pk}


def suspended(at: Unit) -> dict[str, Any]:
    """A hazard where work is suspended."""
    return {"key": make.hazard(at, work_suspended_at=timezone.now()).pk}


def paused(at: Unit) -> dict[str, Any]:
    """A hazard whose escalation is paused."""
    return {"key": make.hazard(at, paused_at=timezone.now()).pk}


def rung(_at: Unit) -> dict[str, Any]:
    return {"key": Rung.objects.get(level="general", after="before").pk}


def shift(_at: Unit) -> dict[str, Any]:
    return {"key": Shift.objects.get().pk}


def policy(_at: Unit) -> dict[str, Any]:
    return {"key": Policy.objects.get(level="general").pk}


def criterion(_at: Unit) -> dict[str, Any]:
    return {"key": Criterion.objects.first().pk}


def tag(_at: Unit) -> dict[str, Any]:
    return {"key": Tag.objects.first().pk}


def category(_at: Unit) -> dict[str, Any]:
    return {"key": Category.objects.first().pk}


def saved_view(at: Unit) -> dict[str, Any]:
    """What somebody else has saved."""
    view = SavedView(user=make.user("auditor", at), path="/people/", name="Mine")
    view.save()
    return {"key": view.pk}


def given(at: Unit) -> dict[str, Any]:
    """A hazard chosen in a list, and who shall rectify it."""
    return {"row": hazard(at)["key"], "to": person(at)["employee_no"]}


def fixed(at: Unit) -> dict[str, Any]:
    """A hazard chosen in a list to be verified."""
    return {"row": awaiting(at)["key"]}


def batch(at: Unit) -> dict[str, Any]:
    """What somebody else has done with a hazard of the unit."""
    somebody = make.user("safety_officer", at, person=make.person(at))
    made = Batch(verb="assign", user=somebody)
    made.save()
    told = {"verb": "assign", "by": somebody.person, "user": somebody, "batch": made}
    Move(hazard_id=hazard(at)["key"], **told).save()
    return {"key": made.pk}


def hazard_photo(at: Unit, purpose: str = "before") -> dict[str, Any]:
    made = HazardPhoto(hazard_id=hazard(at)["key"], purpose=purpose)
    made.file = receive_file(PHOTO, by=None)
    made.sha256 = made.file.sha256
    journal.save(made, "add-photo", by=None)
    return {"key": made.pk}


def mishap_photo(at: Unit, file: File | None = None) -> dict[str, Any]:
    """A photo of a record that only who sees the people of the unit sees."""
    mishap = Mishap(unit=at, happened_on=DAY, severity="slight")
    journal.save(mishap, "report", by=None)
    file = file or receive_file(PHOTO, by=None)
    photo = MishapPhoto(mishap=mishap, file=file, sha256=file.sha256)
    journal.save(photo, "add", by=None)
    return {"key": file.key}


def scale(_at: Unit) -> dict[str, Any]:
    return {"key": Scale.objects.first().pk}


def checklist(at: Unit) -> dict[str, Any]:
    return {"key": make.checklist(at, name=name_at(at)).pk}


def _draft(at: Unit) -> ChecklistVersion:
    """A version of a published checklist that is being written."""
    return checklists.begin(make.checklist(at, name=name_at(at)), by=None)


def draft(at: Unit) -> dict[str, Any]:
    return {"key": _draft(at).checklist_id}


def _walk(at: Unit) -> Inspection:
    """An inspection that is being walked."""
    version = make.checklist(at, name=name_at(at)).latest
    walk = Inspection(
        unit=at,
        inspected_on=date(2020, 6, 1),
        lead=make.person(at, name=name_at(at)),
        programme="qhse",
        form="self",
    )
    return answering.start(walk, [version], by=None)


def walk(at: Unit) -> dict[str, Any]:
    return {"key": _walk(at).pk}


def answered(at: Unit) -> dict[str, Any]:
    """A walk whose items are all passed."""
    walk = _walk(at)
    answering.pass_all(walk, 1, by=None)
    return {"key": walk.pk}


def plan(at: Unit) -> dict[str, Any]:
    return {"key": _plan(at).pk}


def _plan(at: Unit) -> Plan:
    """A plan of what is due today at a unit, whenever the test runs."""
    version = make.checklist(at, name=name_at(at))
    late = {"due_time": time(23, 59, 59), "day_off": "keep"}
    return make.plan(at, version, name=name_at(at), reach="unit", **late)


def occurrence(at: Unit) -> dict[str, Any]:
    return {"key": _plan(at).occurrences.get().pk}


def new_plan(at: Unit) -> dict[str, Any]:
    return {"checklists": make.checklist(at, name=name_at(at)).pk}


def section(at: Unit) -> dict[str, Any]:
    return {"key": _draft(at).sections.get().pk}


def item(at: Unit) -> dict[str, Any]:
    return {"key": _draft(at).items[0].pk}


def account(at: Unit) -> dict[str, Any]:
    return {"username": make.user("worker", at, name=name_at(at)).username}


def grant(at: Unit) -> dict[str, Any]:
    return {"key": make.grant(make.user("worker", at), "clerk", at).pk}


def contractor(_at: Unit) -> dict[str, Any]:
    """The register is the group's, so a contractor lies nowhere."""
    return {"code": make.contractor().code}


def day(_at: Unit) -> dict[str, Any]:
    """The calendar is the group's."""
    named, group = date(2031, 5, 1), Calendar.objects.get(is_of_group=True)
    if not group.days.filter(day=named).exists():
        day = CalendarDay(calendar=group, day=named, name="A day off")
        journal.save(day, "add", by=None)
    return {"day": named}


def load(at: Unit) -> dict[str, Any]:
    """A file of a posting, uploaded by somebody of the unit."""
    row = f"{person(at)['employee_no']},{at.code},{DAY}\n"
    file = upload(f"employee_no,unit,start_on\n{row}", name_at(at))
    officer = make.user("safety_officer", at)
    return {"key": receive(file, kinds()["postings"], by=officer).pk}


def letter(at: Unit) -> dict[str, Any]:
    user = make.user("worker", at, email=ACCOUNT_EMAIL)
    return {"key": post("invitation", to=user.email, user=user).pk}


def robot(at: Unit) -> dict[str, Any]:
    """A robot of a chat group of the unit."""
    name = f"{name_at(at)} {at.robots.count()}"
    made = Robot(unit=at, name=name, service="wecom", secret_url=ROBOT_URL)
    journal.save(made, "add", by=None)
    return {"key": made.pk}


def notice(at: Unit) -> dict[str, Any]:
    """An entry of somebody's inbox."""
    user = make.user("worker", at)
    return {"key": Notice.objects.create(user=user, day=timezone.localdate()).pk}


def photo_upload() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 6), "red").save(out, "JPEG")
    return SimpleUploadedFile("IMG_1.jpg", out.getvalue())


def upload(text: str, name: str = "rows") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.csv", text.encode())


def rewound(form: dict[str, Any]) -> dict[str, Any]:
    """The form, its files to be read from their beginning again."""
    for value in form.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    return form


def indicator(_at: Unit) -> dict[str, Any]:
    """What is counted is the same everywhere."""
    return {"code": "workforce.headcount"}


WEIGHTS = {
    "inspections.coverage": "1",
    "hazards.rectification_rate": "1",
    "hazards.on_time_rate": "1",
    "training.coverage": "1",
    "training.pass_rate": "0",
}


def panel(_at: Unit) -> dict[str, Any]:
    """Parts of the overview are the same everywhere."""
    return {"panel": "numbers"}


def written_report(_at: Unit) -> dict[str, Any]:
    """Reports are the same everywhere."""
    return {"name": "monthly"}


def report_file(_at: Unit) -> dict[str, Any]:
    return {"name": "monthly", "form": "xlsx"}


# --- forms that work --------------------------------------------------------
DAY = "2020-06-01"
INCIDENT = {
    "occurred_on": DAY,
    "severity": "near_miss",
    "category": "fall",
    "description": "Tools fell",
}
LANGUAGE = {"language": "zh-hans", "next": "/"}
UNIT = {"code": "NEW-1", "name": "New", "project_type": "construction"}
PERSON = {"employee_no": "NEW-1", "name": "New"}
CONTRACTOR = {"code": "NEW-1", "name": "New"}
CALENDAR = {"name": "Overseas", "rest_days": ["FR", "SA"]}
DAY_OFF = {"day": "2031-05-02", "name": "A day off", "is_working": "False"}
ACCOUNT = {"username": "new", "name": "New", "email": "new@example.com"}
PHOTO = photo_upload()
HAZARD = {"description": "New", "found_on": DAY, "photos": PHOTO}
POLICY = {
    "level": "general",
    "valid_from": "2021-01-01",
    "days_to_rectify": "2",
    "deadline": "18:00",
    "closer": "project",
    "days_to_reopen": "30",
    "minutes_to_take_back": "10",
    "days_of_link": "14",
    "days_of_repeat": "90",
    "source": "New",
    "mark": "P",
}
ROBOT_URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1234-5678"
ROBOT_AGAIN = {"name": "Crew", "service": "wecom", "language": "en", "is_on": "on"}
ROBOT = ROBOT_AGAIN | {"address": ROBOT_URL}
ON_LEAVE = {"first_on": DAY, "last_on": "2030-01-01"}
RUNG = {
    "level": "general",
    "who": "owner",
    "after": "before",
    "hours": "3",
    "valid_from": "2021-01-01",
    "source": "New",
    "mark": "P",
    "is_on": "on",
}
SHIFT = {
    "begins_at": "07:00",
    "break_from": "11:00",
    "break_until": "13:00",
    "ends_at": "17:00",
    "valid_from": "2021-01-01",
    "source": "New",
    "mark": "P",
}
CRITERION = {"edition": "2024", "article": "8", "name": "New", "mark": "M"}
TAG = {"name": "New", "term": "New", "mark": "P"}
CATEGORY = {
    "scheme": "gb6441",
    "code": "99",
    "name": "New",
    "term": "New",
    "mark": "M",
}
SCALE = {
    "use": "weight",
    "category": "A11",
    "value": "5",
    "valid_from": "2030-01-01",
    "source": "New",
    "mark": "P",
}
PLAN = {
    "name": "New",
    "programme": "qhse",
    "form": "self",
    "reach": "unit",
    "share": "any",
    "repeat": "weekly",
    "every": "1",
    "starts_on": "2026-01-05",
    "day_off": "next",
    "due_time": "18:00",
    "grace_hours": "24",
    "days_ahead": "0",
}
ITEM = {"code": "NEW", "text": "New", "answering": "check", "part": "general"}
FILE = {"kind": "postings", "file": upload("employee_no,unit,start_on\n")}
COLUMNS = {"column-0": "employee_no", "column-1": "unit", "column-2": "start_on"}


def at_unit(at: Unit) -> dict[str, Any]:
    return {"unit": at.code}


def new_walk(at: Unit) -> dict[str, Any]:
    return {"versions": make.checklist(at, name=name_at(at)).latest.pk}


def new_posting(at: Unit) -> dict[str, Any]:
    return {**at_unit(below(at)), "person": person(at)["employee_no"]}


def evidence(at: Unit) -> dict[str, Any]:
    """A question about a figure of a closed month."""
    asked = Evidence(
        unit=at,
        period=Period.parse("2019-06"),
        code="workforce.headcount",
        question=name_at(at),
    )
    journal.save(asked, "ask-evidence", by=None)
    return {"key": asked.pk}
