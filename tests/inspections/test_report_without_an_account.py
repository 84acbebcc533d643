"""Whoever passes by reports at a place's code; an officer decides; nobody else sees."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from inspections.models import Hazard, HazardPhoto, Move, PublicReport, State
from safety.accounts.permissions import Role
from safety.core.months import Period
from safety.core.secrets import kept as secret_kept
from safety.files.models import File
from safety.indicators import drain, read, registry
from safety.journal.models import Change
from safety.org.models import Place
from tests import make, things
from tests.inspections.scene import Scene, again, url
from tests.inspections.test_fix_by_link import kept_by_nobody
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WORDS, NAME, PHONE = "Cable lies in water", "Zhou Passer-by", "13900001111"


@pytest.fixture(autouse=True)
def _no_limit_reached() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def gate(scene: Scene) -> Place:
    return make.place(scene.project, name="North gate", name_zh="北门")


def at(place: Place) -> str:
    return f"/report/{place.token}/"


def form(**more: Any) -> dict[str, Any]:
    said = {"danger": "electric", "words": WORDS, "name": NAME, "phone": PHONE}
    return things.rewound({"request_id": str(uuid4()), **said, **more})


def report(place: Place, **more: Any) -> tuple[Hazard, str]:
    """Report without an account: what is in triage, and where it is followed."""
    answer = Client().post(at(place), form(**more))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Hazard.objects.latest("pk"), answer["Location"]


def do(scene: Scene, hazard: Hazard, verb: str, **said: Any) -> Hazard:
    officer = scene.client(Role.SAFETY_OFFICER)
    answer = officer.post(url(hazard, verb), said)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return again(hazard)


def counted(scene: Scene) -> set[int]:
    """All that hazards add to any number of this year."""
    drain.drain()
    year = Period.parse(str(scene.today.year))
    own = [i for code, i in registry.indicators().items() if "hazards" in code]
    found = read.figures([scene.project.pk], [year], own)
    return {int(figure.numerator) for figure in found.values()}


def test_a_code_leads_whoever_has_no_account_to_the_report(
    scene: Scene, gate: Place
) -> None:
    assert Client().get(gate.get_absolute_url())["Location"] == at(gate)
    staff = scene.client(Role.PROJECT_STAFF)
    page = staff.get(gate.get_absolute_url())
    assert at(gate) in page.content.decode()
    page = Client().get(at(gate), headers={"Accept-Language": "zh-hans"})
    assert "北门" in text(page)
    assert "拍照" in text(page)
    kept_by_nobody(page)
    assert not page.cookies
    chosen = Client().get(f"{at(gate)}?language=zh-hans")
    assert chosen["Location"] == at(gate)
    assert chosen.cookies
    # Nowhere where nothing is to be reported: no log-in leads there, nothing is taken.
    officer = scene.client(Role.SAFETY_OFFICER)
    officer.post(
        f"/org/places/{gate.token}/change/", {"unit": "P01", "name": "North gate"}
    )
    assert "/accounts/login/" in Client().get(gate.get_absolute_url())["Location"]
    assert Client().post(at(gate), form()).status_code == 404
    assert Client().get("/report/guess/").status_code == 404
    assert not Hazard.objects.exists()


def test_it_is_accepted_and_its_reporter_follows_it_to_the_end(
    scene: Scene, gate: Place
) -> None:
    hazard, address = report(gate, photos=things.PHOTO)
    assert (hazard.state, hazard.category, hazard.place) == (
        *("triage", "触电", "North gate"),
    )
    assert hazard.description == WORDS
    reader = Client()
    assert "The safety officer has it." in text(reader.get(address))
    number = PublicReport.objects.get().number
    officer = scene.client(Role.SAFETY_OFFICER)
    assert WORDS in text(officer.get("/inspections/hazards/reports/"))
    assert "1 report from the site to look at" in text(officer.get("/"))
    to = scene.foreman.employee_no
    taken = do(
        *(scene, hazard, "accept"),
        description="Cable in water",
        risk="2",
        category="触电",
        place="Gate",
        responsible=to,
    )
    assert (taken.state, taken.level, taken.risk, taken.responsible) == (
        *("assigned", "general", "2", scene.foreman),
    )
    assert taken.number.startswith("H-P01-")
    assert taken.due_on > scene.today
    assert 1 in counted(scene)
    assert Move.objects.get().verb == "accept"
    assert "Somebody is named to put it right" in text(reader.get(address))
    do(scene, hazard, "submit", measures="Lifted")
    assert "somebody else checks it" in text(reader.get(address))
    scene.client(Role.PROJECT_MANAGER).post(url(hazard, "verify"))
    page = reader.get(address, headers={"Accept-Language": "zh-hans"})
    assert "已整改" in text(page)
    assert number in text(page)
    for private in (NAME, PHONE, scene.foreman.name, WORDS, "Cable in water"):
        assert private not in text(page)
    assert reader.get("/reported/guess/").status_code == 404


def test_until_it_is_accepted_only_who_decides_sees_it(
    scene: Scene, gate: Place
) -> None:
    hazard, _address = report(gate, photos=things.PHOTO)
    page, photo = hazard.get_absolute_url(), File.objects.get().get_absolute_url()
    blind = (Role.PROJECT_STAFF, Role.AUDITOR, Role.COMPANY_LEADER)
    for role in blind:
        client = scene.client(role)
        assert client.get(page).status_code == 404
        assert client.get(photo).status_code == 404
        found = client.get("/inspections/hazards/", {"state": "any", "q": "Cable"})
        assert WORDS not in text(found)
    assert Client().get(photo).status_code == 302
    seen = scene.client(Role.SAFETY_OFFICER)
    assert PHONE in text(seen.get(page))
    assert seen.get(photo).status_code == 200
    do(scene, hazard, "accept", description="Cable in water")
    for role in blind:
        client = scene.client(role)
        said = text(client.get(page))
        assert WORDS in said
        # An auditor reads personal data, the others do not.
        assert (PHONE in said) == (NAME in said) == (role == Role.AUDITOR)
        assert client.get(photo).status_code == 200


def test_what_is_not_taken_up_counts_nowhere_and_says_why(
    scene: Scene, gate: Place
) -> None:
    waiting, _there = report(gate)
    declined, address = report(gate)
    assert "why" in (
        scene.client(Role.SAFETY_OFFICER)
        .post(url(declined, "decline"), {})
        .context["form"]
        .errors
    )
    said = {"why": "safe", "note": "Secret thought"}
    assert do(scene, declined, "decline", **said).state == State.DECLINED
    page = text(Client().get(address))
    assert "it is safe as it is" in page
    assert "Secret thought" not in page
    kept = Hazard.objects.get(pk=scene.hazard("assigned").pk)
    double = scene.hazard("assigned")
    do(scene, double, "merge", into=kept.pk)
    do(scene, scene.hazard("reported"), "void", note="Wrong")
    scene.hazard("draft")
    do(scene, kept, "void", note="All that counted")
    assert counted(scene) == {0}
    assert again(waiting).state == State.TRIAGE
    officer = scene.client(Role.SAFETY_OFFICER)
    listed = officer.get("/inspections/hazards/reports/", {"which": "declined"})
    assert declined.number in text(listed)
    assert waiting.number not in text(listed)


def test_doubles_are_merged_with_their_words_and_photos(
    scene: Scene, gate: Place
) -> None:
    known = scene.hazard("assigned", number="H-1", place="North gate")
    elsewhere = make.hazard(make.project(parent=scene.company), number="H-2")
    hazard, address = report(gate, photos=things.PHOTO)
    officer = scene.client(Role.SAFETY_OFFICER)
    offered = officer.get(url(hazard, "merge"))
    assert "H-1" in text(offered)
    assert "H-2" not in text(offered)
    for wrong in ({"number": "H-2"}, {"into": elsewhere.pk}, {}):
        assert officer.post(url(hazard, "merge"), wrong).status_code == 200
    gone = do(scene, hazard, "merge", into=known.pk)
    assert (gone.state, gone.merged_into) == ("voided", known)
    assert HazardPhoto.objects.filter(hazard=known, purpose="before").count() == 1
    page = officer.get(known.get_absolute_url())
    for part in (WORDS, PHONE, gone.number, "Took in a double", "Doubles"):
        assert part in text(page)
    assert File.objects.get().get_absolute_url() in page.content.decode()
    assert "H-1" in text(officer.get(gone.get_absolute_url()))
    assert "Somebody is named to put it right" in text(Client().get(address))
    # An ordinary hazard is merged from its page, too, by its number.
    other = scene.hazard("rectifying")
    do(scene, other, "merge", number="H-1")
    assert set(again(known).doubles.all()) == {gone, again(other)}
    # What was put right meanwhile takes nothing in, and staff merges nothing.
    third = scene.hazard("reported")
    do(scene, known, "submit", measures="Rail set")
    assert officer.post(url(third, "merge"), {"number": "H-1"}).status_code == 200
    staff = scene.client(Role.PROJECT_STAFF)
    assert staff.post(url(third, "merge"), {"number": "H-1"}).status_code == 403
    assert again(third).state == "reported"


def test_the_same_sent_again_is_one_report_and_something_else_none(gate: Place) -> None:
    said = form(photos=things.PHOTO)
    first = Client().post(at(gate), said)
    second = Client().post(at(gate), things.rewound(said))
    assert first["Location"] == second["Location"]
    other = Client().post(at(gate), things.rewound({**said, "words": "Edge open"}))
    assert other.status_code == 409
    assert "Edge open" in text(other)
    assert PublicReport.objects.count() == Hazard.objects.count() == 1
    kept = PublicReport.objects.get().token
    assert kept == secret_kept(first["Location"].split("/")[-2])


def test_what_is_empty_too_much_or_a_robots_is_not_taken(
    gate: Place, settings: Any
) -> None:
    def refused(**more: Any) -> Any:
        answer = Client().post(at(gate), form(**more))
        assert answer.status_code < 500
        return answer

    assert "Take a photo, or say" in text(refused(words=" "))
    assert "only robots" in text(refused(more="http://spam"))
    assert refused(photos=[things.photo_upload() for _ in range(4)]).status_code == 200
    assert "That is no photo" in text(refused(photos=things.upload("GIF89a")))
    assert refused(words="x" * 1001, phone="1" * 41).status_code == 200
    huge = Client().generic(
        *("POST", at(gate), b"x"), "text/plain", CONTENT_LENGTH=str(1 << 26)
    )
    assert huge.status_code == 413
    assert Client().post(at(gate), {"request_id": "none"}).status_code == 400
    assert not Hazard.objects.exists()
    settings.ACCOUNT_RATE_LIMITS = {"report_hazard": "2/h/ip"}
    cache.clear()
    for _ in range(2):
        Client().post(at(gate), form())
    last = refused()
    assert last.status_code == 429
    assert WORDS in text(last)


def test_no_log_and_no_journal_names_the_reporter_or_opens_his_page(
    gate: Place, caplog: pytest.LogCaptureFixture
) -> None:
    _hazard, address = report(gate)
    caplog.clear()
    Client().get(address)
    secret = address.split("/")[-2]
    assert secret not in caplog.text
    told = str(list(Change.objects.values_list("after", flat=True)))
    assert PHONE not in told
    assert NAME not in told
