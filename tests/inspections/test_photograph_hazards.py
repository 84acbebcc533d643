"""Photos of hazards: who adds, sees and takes off which, and when one is compulsory."""

import hashlib
from typing import Any
from uuid import uuid4

import pytest

from inspections.models import Criterion, Hazard, HazardPhoto, Policy
from safety.accounts.permissions import Role
from safety.files.models import File
from safety.journal.models import Change
from tests import make
from tests.files import photos
from tests.inspections.scene import Scene, again, url
from tests.pages import text

pytestmark = pytest.mark.django_db
OFFICER, MANAGER = Role.SAFETY_OFFICER, Role.PROJECT_MANAGER
REPORT = "/inspections/hazards/report/"


@pytest.fixture
def strict(scene: Scene) -> Scene:
    """Where policy wants photos."""
    Policy.objects.update(photo_to_report=True, photo_to_submit=True)
    return scene


def photo(seed: int = 0) -> Any:
    return photos.upload(photos.jpeg(32, 24, comment=b"%d" % seed))


def hash_of(seed: int) -> str:
    return hashlib.sha256(photos.jpeg(32, 24, comment=b"%d" % seed)).hexdigest()


def add(scene: Scene, hazard: Hazard, purpose: str, *seeds: int, **more: Any) -> Any:
    """Send photos from the hazard's page."""
    role = more.pop("role", OFFICER)
    form = {"photos": [photo(seed) for seed in seeds], **more}
    page = f"/inspections/hazards/{hazard.pk}/photos/{purpose}/"
    return scene.client(role).post(page, form)


def page_of(scene: Scene, hazard: Hazard, role: str = OFFICER) -> Any:
    return scene.client(role).get(hazard.get_absolute_url())


def test_photos_of_both_sides_are_on_the_page(scene: Scene) -> None:
    hazard = scene.hazard("assigned")
    assert "No photo yet" in text(page_of(scene, hazard))
    add(scene, hazard, "before", 1, 2)
    assert add(scene, hazard, "after", 3).status_code == 302
    page = page_of(scene, hazard)
    for file in File.objects.all():
        assert file.get_absolute_url() in page.content.decode()
        assert scene.client(Role.AUDITOR).get(file.thumbnail_url).status_code == 200
    assert text(page).count("Photo added") == 3
    assert "not known when taken" in text(page)


def test_the_same_photo_is_there_once_and_the_same_sending_answered_once(
    scene: Scene,
) -> None:
    hazard, number = scene.hazard("assigned"), str(uuid4())
    for _ in range(3):
        told = add(scene, hazard, "before", 1, request_id=number)
        assert told.headers["Location"] == hazard.get_absolute_url()
    add(scene, hazard, "before", 1)
    assert HazardPhoto.objects.count() == 1
    assert add(scene, hazard, "before", 2, request_id=number).status_code == 409
    assert HazardPhoto.objects.count() == 1


def test_photos_sent_before_the_form_are_named_by_their_keys(scene: Scene) -> None:
    hazard, officer = scene.hazard("assigned"), scene.client(OFFICER)
    mine = officer.post("/files/", {"photo": photo(1)}).json()["key"]
    theirs = scene.client(MANAGER).post("/files/", {"photo": photo(2)}).json()["key"]
    page = f"/inspections/hazards/{hazard.pk}/photos/before/"
    assert (
        officer.post(page, {"photos": [theirs, "x", str(uuid4())]}).status_code == 200
    )
    assert not HazardPhoto.objects.exists()
    assert officer.post(page, {"photos": [mine, theirs]}).status_code == 302
    assert str(HazardPhoto.objects.get().file.key) == mine


def test_what_is_no_photo_is_said_and_the_others_stay_with_the_form(
    scene: Scene,
) -> None:
    hazard = scene.hazard("assigned")
    bad = photos.upload(b"<svg/>", "plan.svg")
    page = add(scene, hazard, "before", photos=[photo(1), bad])
    assert "plan.svg: That is no photo." in text(page)
    kept = f'name="photos" value="{File.objects.get().key}"'
    assert kept in page.content.decode()
    assert not HazardPhoto.objects.exists()
    assert "Fill in “Photos”." in text(add(scene, hazard, "before"))


def test_a_hazard_has_no_more_photos_than_a_record_may(
    scene: Scene, settings: Any
) -> None:
    settings.MOST_FILES = 2
    hazard = scene.hazard("assigned")
    assert "at most 2 photos" in text(add(scene, hazard, "before", 1, 2, 3))
    add(scene, hazard, "before", 1, 2)
    assert "at most 2 photos" in text(add(scene, hazard, "after", 3))
    assert HazardPhoto.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "before", "after"),
    [
        (Role.PROJECT_STAFF, 302, 302),
        (OFFICER, 302, 302),
        (Role.COMPANY_LEADER, 302, 403),
        (Role.HQ_SAFETY, 302, 302),
        (Role.AUDITOR, 403, 403),
        (Role.WORKER, 403, 403),
    ],
)
def test_who_adds_which(scene: Scene, role: str, before: int, after: int) -> None:
    hazard = scene.hazard("assigned")
    assert add(scene, hazard, "before", 1, role=role).status_code == before
    assert add(scene, hazard, "after", 2, role=role).status_code == after
    assert HazardPhoto.objects.count() == (before == 302) + (after == 302)


def test_of_another_project_nothing_is_seen_and_added(scene: Scene) -> None:
    elsewhere = make.hazard(make.project(parent=make.company()))
    assert add(scene, elsewhere, "before", 1).status_code == 404
    assert not HazardPhoto.objects.exists()


@pytest.mark.parametrize("state", ["closed", "voided"])
def test_photos_of_what_is_closed_stay_as_they_are(scene: Scene, state: str) -> None:
    hazard = scene.hazard(state)
    kept = HazardPhoto(hazard=hazard, purpose="after", sha256="0" * 64)
    kept.save()
    assert "stay as they are" in text(add(scene, hazard, "after", 1))
    scene.client(OFFICER).post(f"/inspections/hazards/photos/{kept.pk}/void/")
    assert HazardPhoto.objects.counted().get() == kept


def test_a_photo_taken_off_is_gone_and_stays_in_the_history(scene: Scene) -> None:
    hazard = scene.hazard("assigned")
    add(scene, hazard, "before", 1, role=Role.PROJECT_STAFF)
    row = HazardPhoto.objects.get()
    off = f"/inspections/hazards/photos/{row.pk}/void/"
    assert scene.client(Role.AUDITOR).post(off).status_code == 403
    assert off in page_of(scene, hazard, Role.PROJECT_STAFF).content.decode()
    assert scene.client(OFFICER).post(off).status_code == 302
    assert scene.client(OFFICER).post(off).status_code == 404
    page = page_of(scene, hazard)
    assert row.file.get_absolute_url() not in page.content.decode()
    assert "Photo taken off" in text(page)
    assert scene.client(OFFICER).get(row.file.get_absolute_url()).status_code == 404
    add(scene, hazard, "before", 1)  # the same once more
    assert HazardPhoto.objects.counted().get() == row
    verbs = Change.objects.filter(label="inspections.hazardphoto").order_by("pk")
    told = list(verbs.values_list("verb", flat=True))
    assert told == ["add-photo", "void-photo", "add-photo"]


def test_who_sent_a_photo_takes_it_off_only_until_it_is_judged(scene: Scene) -> None:
    hazard = scene.hazard("assigned")
    add(scene, hazard, "after", 1, role=Role.PROJECT_STAFF)
    off = f"/inspections/hazards/photos/{HazardPhoto.objects.get().pk}/void/"
    scene.client(Role.PROJECT_STAFF).post(url(hazard, "submit"), {"measures": "Rails"})
    assert again(hazard).state == "awaiting"
    assert scene.client(Role.PROJECT_STAFF).post(off).status_code == 403


def report(scene: Scene, **form: Any) -> Any:
    given = {"unit": "P01", "description": "Edge open", "found_on": str(scene.today)}
    return scene.client(OFFICER).post(REPORT, {**given, **form})


def test_policy_wants_a_photo_to_report(strict: Scene) -> None:
    refused = report(strict)
    assert "Fill in “Photos”." in text(refused)
    assert not Hazard.objects.exists()
    assert report(strict, photos=photo(1)).status_code == 302
    assert Hazard.objects.get().photos.get().purpose == "before"


def test_policy_may_want_one_of_major_hazards_only(strict: Scene) -> None:
    Policy.objects.filter(level="general").update(photo_to_report=False)
    assert report(strict).status_code == 302
    major = {"criterion": Criterion.objects.first().pk, "description": "Major"}
    assert "A photo is compulsory for its level." in text(report(strict, **major))
    assert report(strict, **major, photos=photo(1)).status_code == 302


def test_fixed_on_the_spot_it_wants_both(strict: Scene) -> None:
    assert "shows the fix" in text(report(strict, photos=photo(1), is_fixed="on"))
    report(strict, photos=photo(1), photos_after=photo(2), is_fixed="on")
    purposes = {each.purpose for each in Hazard.objects.get().photos.all()}
    assert purposes == {"before", "after"}


def test_what_was_not_fixed_takes_no_photo_of_the_fix(strict: Scene) -> None:
    report(strict, photos=photo(1), photos_after=photo(2))
    assert Hazard.objects.get().photos.get().purpose == "before"


def test_policy_wants_a_photo_of_each_fix_anew(strict: Scene) -> None:
    hazard = strict.hazard("rectifying")
    submit, fixed = url(hazard, "submit"), {"measures": "Rails set"}
    staff, officer = strict.client(Role.PROJECT_STAFF), strict.client(OFFICER)
    assert "Fill in “Photos that show it”." in text(staff.post(submit, fixed))
    assert staff.post(submit, {**fixed, "photos": photo(1)}).status_code == 302
    officer.post(url(hazard, "send-back"), {"note": "The other side"})
    assert staff.post(submit, fixed).status_code == 200
    # The photo that was not enough before is not enough now.
    assert staff.post(submit, {**fixed, "photos": photo(1)}).status_code == 302
    assert again(hazard).state == "awaiting"


def test_a_photo_added_before_is_enough_to_submit(strict: Scene) -> None:
    hazard = strict.hazard("rectifying")
    add(strict, hazard, "after", 1, role=Role.PROJECT_STAFF)
    told = strict.client(Role.PROJECT_STAFF).post(
        url(hazard, "submit"), {"measures": "Rails set"}
    )
    assert told.status_code == 302


def test_a_photo_that_was_declared_is_still_to_come_until_it_arrives(
    strict: Scene,
) -> None:
    declared = {"photos-sha256": [hash_of(1), hash_of(2), "no hash"]}
    assert report(strict, **declared).status_code == 302
    hazard = Hazard.objects.get()
    assert "2 photos still to come" in text(page_of(strict, hazard))
    strict.client(MANAGER).post("/files/", {"photo": photo(1)})  # not who declared it
    assert hazard.photos.arrived().count() == 0
    officer = strict.client(OFFICER)
    for _ in range(2):
        officer.post("/files/", {"photo": photo(1), "sha256": hash_of(1)})
    assert "1 photo still to come" in text(page_of(strict, hazard))
    officer.post("/files/", {"photo": photo(2), "sha256": hash_of(2)})
    assert "still to come" not in text(page_of(strict, hazard))
    assert text(page_of(strict, hazard)).count("Photo arrived") == 2


def test_a_fix_that_was_photographed_before_the_hazard_is_marked(
    scene: Scene,
) -> None:
    hazard, told = scene.hazard("assigned"), "Taken before the hazard was found"
    old = photos.jpeg(exif=photos.exif())
    add(scene, hazard, "before", photos=photos.upload(old))
    assert told not in text(page_of(scene, hazard))
    add(scene, hazard, "after", photos=photos.upload(old))
    assert told in text(page_of(scene, hazard))


def test_who_verifies_sees_both_sides(scene: Scene) -> None:
    hazard = scene.hazard("awaiting")
    add(scene, hazard, "before", 1)
    add(scene, hazard, "after", 2)
    queue = scene.client(OFFICER).get("/inspections/hazards/verify/?unit=P01")
    for file in File.objects.all():
        assert file.get_absolute_url() in queue.content.decode()
