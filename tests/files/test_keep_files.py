"""What is kept of files: once for each sender, as long as a record has them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from safety.accounts.models import User
from safety.files import tasks
from safety.files.models import File
from safety.files.services import receive
from tests import make
from tests.files import photos
from tests.things import mishap_photo

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def sent(by: User | None, content: bytes = photos.jpeg()) -> File:
    return receive(photos.upload(content), by=by.pk if by else None)


def stored(store: Path) -> int:
    return sum(1 for file in store.rglob("*") if file.is_file())


def test_the_same_from_the_same_sender_is_one_file(store: Path) -> None:
    user = make.user()
    assert sent(user) == sent(user)
    assert sent(user, photos.jpeg(seed=1)) != sent(user)
    assert stored(store) == 2 * 2  # each with its thumbnail


def test_the_same_from_two_senders_is_kept_once_and_neither_learns_of_it(
    store: Path,
) -> None:
    mine, theirs = sent(make.user()), sent(make.user())
    assert mine.content.name == theirs.content.name
    assert stored(store) == 2
    assert mine.key != theirs.key
    assert mine.uploaded_by != theirs.uploaded_by
    assert mine.uploaded_at < theirs.uploaded_at


def test_where_it_is_nobody_can_guess() -> None:
    one = sent(make.user())
    File.objects.all().delete()
    other = sent(make.user())
    assert one.content.name != other.content.name
    assert one.sha256[:16] in one.content.name


def test_the_place_is_kept_only_where_the_site_wants_it(settings: Any) -> None:
    telling = photos.jpeg(exif=photos.exif())
    assert sent(make.user(), telling).latitude is None
    settings.KEEP_PHOTO_PLACE = True
    kept = sent(make.user(), telling)
    assert (kept.latitude, kept.longitude) == pytest.approx((30.26, 120.15))


def test_what_no_record_has_is_thrown_away_in_time(
    store: Path, settings: Any, time_machine: Any
) -> None:
    user, other = make.user(), make.user()
    unused, shared = sent(user, photos.jpeg(seed=1)), sent(user, photos.jpeg(seed=2))
    used = File.objects.get(key=mishap_photo(make.project())["key"])
    theirs = sent(other, photos.jpeg(seed=2))
    soon = timezone.now() + timedelta(hours=settings.KEEP_UNUSED_HOURS)
    tasks.clear()
    assert File.objects.count() == 4
    time_machine.move_to(soon + timedelta(minutes=1))
    later = sent(other, photos.jpeg(seed=3))
    File.objects.filter(pk=theirs.pk).update(uploaded_at=timezone.now())
    tasks.clear()
    assert set(File.objects.all()) == {used, theirs, later}
    assert not default_storage.exists(unused.content.name)
    assert default_storage.exists(shared.content.name)
    assert stored(store) == 3 * 2
