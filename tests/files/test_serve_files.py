"""Who gets a file, and how it comes."""

import pytest
from django.test import Client

from safety.accounts.models import User
from safety.files.models import File
from safety.files.services import receive
from safety.org.models import Unit
from tests import make
from tests.files import photos
from tests.shapes.models import MishapPhoto
from tests.things import mishap_photo

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def unit() -> Unit:
    return make.project()


@pytest.fixture
def file(unit: Unit) -> File:
    return File.objects.get(key=mishap_photo(unit)["key"])


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def officer(unit: Unit) -> Client:
    return browser(make.user("safety_officer", unit))


def test_who_sees_the_record_gets_its_photo(unit: Unit, file: File) -> None:
    reader = officer(unit)
    for url in (file.get_absolute_url(), file.thumbnail_url):
        served = reader.get(url)
        assert served.status_code == 200
        assert served.headers["Content-Type"] == "image/jpeg"
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        assert served.headers["Cache-Control"] == "private, no-cache"
        assert served.headers["Content-Disposition"].startswith("inline")
        assert served.content.startswith(b"\xff\xd8\xff")


def test_others_do_not_learn_that_it_is_there(unit: Unit, file: File) -> None:
    elsewhere = officer(make.project(parent=make.company()))
    for client in (elsewhere, browser(make.user("worker", unit)), browser(make.user())):
        assert client.get(file.get_absolute_url()).status_code == 404
    assert Client().get(file.get_absolute_url()).status_code == 302


def test_what_was_taken_off_the_record_is_served_no_more(
    unit: Unit, file: File
) -> None:
    photo = MishapPhoto.objects.get(file=file)
    make.void(photo)
    assert officer(unit).get(file.get_absolute_url()).status_code == 404


def test_a_sender_sees_his_own_until_a_record_that_he_does_not_see_has_it(
    unit: Unit,
) -> None:
    sender = make.user("worker", unit)
    own = receive(photos.upload(photos.jpeg(seed=7)), by=sender.pk)
    assert browser(sender).get(own.get_absolute_url()).status_code == 200
    assert officer(unit).get(own.get_absolute_url()).status_code == 404
    mishap_photo(unit, own)
    assert browser(sender).get(own.get_absolute_url()).status_code == 404
    assert officer(unit).get(own.get_absolute_url()).status_code == 200


def test_who_has_it_is_told_so_as_long_as_he_may_see_it(unit: Unit, file: File) -> None:
    reader = make.user("safety_officer", unit)
    client, url = browser(reader), file.get_absolute_url()
    tag = client.get(url, headers={"accept-encoding": "gzip"}).headers["ETag"]
    again = client.get(url, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    small = client.get(file.thumbnail_url, headers={"if-none-match": tag})
    assert small.status_code == 200
    reader.grants.all().delete()
    assert client.get(url, headers={"if-none-match": tag}).status_code == 404


def test_a_part_of_it_is_all_of_it(unit: Unit, file: File) -> None:
    client, url = officer(unit), file.get_absolute_url()
    whole = client.get(url)
    with file.content.open() as opened:
        kept = opened.read()
    for part in ("bytes=0-3", "bytes=999999999-", "bytes=-1,0-0", "x"):
        served = client.get(url, headers={"range": part, "accept-encoding": "gzip"})
        assert served.status_code == 200
        assert served.headers["Accept-Ranges"] == "none"
        assert "Content-Encoding" not in served.headers
        assert served.content == kept
    assert int(whole.headers["Content-Length"]) == file.size


def test_a_document_is_saved_and_not_shown() -> None:
    sender = make.user()
    named = photos.upload(b"%PDF-1.7\n", '整改"; x=.pdf')
    own = receive(named, by=sender.pk)
    served = browser(sender).get(own.get_absolute_url())
    assert served.headers["Content-Type"] == "application/pdf"
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert browser(sender).get(own.thumbnail_url).status_code == 404


def test_a_file_that_is_missing_in_the_store_is_not_found(
    unit: Unit, file: File
) -> None:
    file.content.storage.delete(file.content.name)
    assert officer(unit).get(file.get_absolute_url()).status_code == 404
