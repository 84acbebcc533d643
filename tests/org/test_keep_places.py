"""Places: list, page, QR code, sheet, form."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from safety.org.models import Place, Unit
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/org/places/"
ADD = "/org/places/-/add/"
SHEET = "/org/places/-/print/"


@pytest.fixture
def project(client: Client) -> Unit:
    project = make.project(code="P01", name="Baiyinhua")
    client.force_login(make.user("safety_officer", project))
    return project


def add(client: Client, **changes: str) -> Any:
    form = {"unit": "P01", "name": "Gate 1", "name_zh": "一号门"}
    return client.post(ADD, form | changes)


def test_the_list_has_places_of_the_unit_and_below(
    client: Client, project: Unit
) -> None:
    make.place(project, name="Gate")
    make.place(make.team(parent=project), name="Box")
    make.place(make.project(), name="Elsewhere")
    rows = client.get(LIST).context["list"].page.rows
    assert [row["shown_name"] for row in rows] == ["Box", "Gate"]


def test_a_place_is_added_to_a_unit(client: Client, project: Unit) -> None:
    add(client)
    assert Place.objects.get().unit == project


def test_the_box_takes_what_it_offered(client: Client, project: Unit) -> None:
    add(client, unit="P01 Baiyinhua")
    assert Place.objects.get().unit == project


def test_a_form_sent_twice_makes_one_place(client: Client, project: Unit) -> None:
    assert add(client).url == add(client).url
    assert Place.objects.count() == 1


def test_two_places_of_a_unit_have_two_names(client: Client, project: Unit) -> None:
    add(client)
    form = add(client, name_zh="另一个").context["form"]
    assert form.errors["__all__"] == ["The unit has a place of this name already."]


@pytest.mark.parametrize("unit", ["P99", "Baiyinhua", "\0", "P01\0"])
def test_a_unit_that_is_not_mine_is_not_there(
    client: Client, project: Unit, unit: str
) -> None:
    make.project(code="P99")
    assert add(client, unit=unit).status_code == 404
    assert not Place.objects.exists()


def test_a_unit_where_i_may_not_is_refused(client: Client, project: Unit) -> None:
    user = make.user("safety_officer", project)
    make.grant(user, "project_staff", make.project(code="P02"))
    client.force_login(user)
    assert add(client, unit="P02").status_code == 403


def test_the_page_of_a_place_shows_its_code_without_a_style(
    client: Client, project: Unit
) -> None:
    place = make.place(project)
    text = client.get(place.get_absolute_url()).content.decode()
    assert "<svg" in text
    assert "style=" not in text


def test_the_code_leads_to_the_site_and_not_to_how_it_was_asked(
    client: Client, project: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []
    monkeypatch.setattr(
        "safety.core.qr.segno.make",
        lambda text, **_options: _Code(encoded, text),
    )
    place = make.place(project)
    client.get(place.get_absolute_url(), headers={"Host": "127.0.0.1"})
    assert encoded == [f"{settings.SITE_ADDRESS}/org/places/{place.token}/"]


class _Code:
    def __init__(self, encoded: list[str], text: str) -> None:
        encoded.append(text)

    def svg_inline(self, **_options: object) -> str:
        return ""


def test_a_place_of_others_is_not_there(client: Client, project: Unit) -> None:
    foreign = make.place(make.project())
    assert client.get(foreign.get_absolute_url()).status_code == 404
    assert client.get(SHEET, {"place": foreign.token}).status_code == 404


def test_the_code_stays_when_a_place_changes(client: Client, project: Unit) -> None:
    place = make.place(project, name="Gate")
    form = {"unit": "P01", "name": "Main gate"}
    client.post(f"{place.get_absolute_url()}change/", form)
    changed = Place.objects.get()
    assert (changed.name, changed.token) == ("Main gate", place.token)


def test_the_sheet_has_a_code_for_every_place(client: Client, project: Unit) -> None:
    for _ in range(3):
        make.place(project)
    assert len(client.get(SHEET).context["sheet"]) == 3


def test_the_sheet_of_one_place_has_one_code(client: Client, project: Unit) -> None:
    one, _other = make.place(project), make.place(project)
    assert len(client.get(SHEET, {"place": one.token}).context["sheet"]) == 1
