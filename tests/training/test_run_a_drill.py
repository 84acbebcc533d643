"""A drill is run live on phones: begun in two taps, ticked by several, ended in one."""

import re
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safety.accounts.models import User
from safety.org.models import Unit
from tests import make
from tests.pages import fields, text
from training.models import Drill, Participation

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1")


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    client.force_login(
        make.user("safety_officer", project, person=make.person(project))
    )
    return client


def begun(officer: Client) -> Drill:
    """A drill that goes on at the project."""
    url = "/training/drills/start/?unit=P1"
    officer.post(url, {**fields(officer.get(url)), "kind": "functional"})
    return Drill.objects.get()


def sent(officer: Client, drill: Drill, verb: str, **said: Any) -> Any:
    url = reverse(f"training:{verb}-drill", args=[drill.pk])
    return officer.post(url, said, follow=True)


def since(page: Any) -> str:
    """The address at which a page asks for news."""
    found = re.search(r'hx-get="([^"]*since=[^"]*)"', page.content.decode())
    assert found
    return found[1]


def test_two_taps_from_home_start_a_drill(officer: Client, project: Unit) -> None:
    home = officer.get("/?unit=P1").content.decode()
    tap = re.search(r'href="([^"]*drills/start/[^"]*)"', home)
    assert tap
    form = officer.get(tap[1])  # the first tap
    said = {**fields(form), "kind": "functional"}
    shown = officer.post(tap[1], said, follow=True)  # the second
    drill = Drill.objects.get()
    assert drill.goes_on
    assert drill.held_on == project.today
    assert drill.commander
    assert "Muster list" in text(shown)


def test_the_last_drill_is_proposed(officer: Client, project: Unit) -> None:
    make.drill(project, plan="Tower crane", kind="tabletop")
    page = officer.get("/training/drills/start/?unit=P1")
    shown = fields(page)
    assert (shown["plan"], shown["kind"]) == ("Tower crane", "tabletop")


def test_one_tap_ends_it_and_it_counts(officer: Client, project: Unit) -> None:
    person = make.person(project)
    drill = begun(officer)
    sent(officer, drill, "tick", key=person.pk, is_here="yes")
    shown = sent(officer, drill, "finish")
    drill.refresh_from_db()
    assert drill.status == "final"
    assert drill.ended_at
    assert "has ended and counts" in text(shown)


def test_steps_have_their_moments(officer: Client, project: Unit) -> None:
    drill = begun(officer)
    sent(officer, drill, "note", what="Alarm given")
    shown = sent(officer, drill, "note", what="Smoke in the stairwell")
    page = text(shown)
    assert page.index("Alarm given") < page.index("Smoke in the stairwell")
    assert drill.steps.count() == 2
    assert "Fill in" in text(sent(officer, drill, "note", what=""))
    sent(officer, drill, "tick", key=make.person(project).pk, is_here="yes")
    sent(officer, drill, "finish")
    sent(officer, drill, "note", what="Too late")
    assert drill.steps.count() == 2
    assert "Alarm given" in text(officer.get(drill.get_absolute_url()))


def test_people_from_outside_are_a_number_apart(officer: Client) -> None:
    drill = begun(officer)
    sent(officer, drill, "count", outsiders="7")
    drill.refresh_from_db()
    assert drill.outsiders == 7
    sent(officer, drill, "count", outsiders="-1")
    drill.refresh_from_db()
    assert drill.outsiders == 7


def test_a_page_asks_what_others_have_ticked(officer: Client, project: Unit) -> None:
    one, other = make.person(project), make.person(project)
    drill = begun(officer)
    asks = since(officer.get(f"/training/drills/{drill.pk}/muster/"))
    marshal = Client()
    marshal.force_login(make.user("safety_officer", project))
    sent(marshal, drill, "tick", key=one.pk, is_here="yes")
    sent(marshal, drill, "note", what="All out")
    news = officer.get(asks, headers=HTMX)
    page = news.content.decode()
    assert f'id="person-{one.pk}" hx-swap-oob' in page
    assert f'id="person-{other.pk}"' not in page
    assert "All out" in page
    assert since(news) != asks
    sent(marshal, drill, "finish")
    ended = officer.get(asks, headers=HTMX)
    assert ended["HX-Redirect"] == drill.get_absolute_url()


@pytest.mark.parametrize("stamp", ["", "x", "0001-01-01T00:00:00+00:00", "2026-01-01"])
def test_whatever_a_page_says_it_gets_news(
    officer: Client, project: Unit, stamp: str
) -> None:
    person = make.person(project)
    drill = begun(officer)
    sent(officer, drill, "tick", key=person.pk, is_here="yes")
    url = f"/training/drills/{drill.pk}/muster/"
    news = officer.get(url, {"since": stamp}, headers=HTMX)
    assert f'id="person-{person.pk}"' in news.content.decode()


def test_who_comes_later_joins(officer: Client, project: Unit) -> None:
    begun(officer)
    shown = officer.get("/training/drills/start/?unit=P1")
    assert "join as a marshal" in text(shown)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_marshals_tick_the_same_person_once(project: Unit) -> None:
    person = make.person(project)
    drill = make.drill(project, status="draft")
    users = [make.user("safety_officer", project) for _either in range(4)]
    gate = Barrier(len(users))

    def tick(user: User) -> None:
        client = Client()
        client.force_login(user)
        gate.wait()
        sent(client, drill, "tick", key=person.pk, is_here="yes")
        connection.close()

    threads = [Thread(target=tick, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Participation.objects.get().person == person


def late(officer: Client, drill: Drill, minutes: int) -> Any:
    """The page of a drill that began so many minutes ago."""
    began = timezone.now() - timedelta(minutes=minutes)
    Drill.objects.filter(pk=drill.pk).update(started_at=began)
    return officer.get(f"/training/drills/{drill.pk}/muster/")


def test_who_is_missing_for_long_is_late(officer: Client, project: Unit) -> None:
    one, other = make.person(project), make.person(project)
    drill = begun(officer)
    sent(officer, drill, "tick", key=one.pk, is_here="yes")
    assert "is late" not in text(late(officer, drill, 9))
    page = late(officer, drill, 11)
    assert "Whoever is missing is late" in text(page)
    sent(officer, drill, "tick", key=other.pk, is_here="yes")
    Participation.objects.filter(person=one).update(
        ticked_at=timezone.now() - timedelta(minutes=10)
    )
    shown = officer.get(f"/training/drills/{drill.pk}/muster/").content.decode()
    rows = {
        key: shown.partition(f'id="person-{key}"')[2].partition("</li>")[0]
        for key in (one.pk, other.pk)
    }
    assert "Late" in rows[other.pk]
    assert "Late" not in rows[one.pk]


def test_somebody_of_a_long_list_is_found(officer: Client, project: Unit) -> None:
    one = make.person(project, name="Wang Li", employee_no="W0007")
    other = make.person(project, name="Zhao Gang", employee_no="A0001")
    drill = begun(officer)
    for asked in ("wang", "w00"):
        url = f"/training/drills/{drill.pk}/muster/?find={asked}"
        page = officer.get(url).content.decode()
        assert f'id="person-{one.pk}"' in page
        assert f'id="person-{other.pk}"' not in page
    page = text(officer.get(f"/training/drills/{drill.pk}/muster/?find=nobody"))
    assert "Nobody of the list is called so" in page


def test_who_has_a_role_takes_part(officer: Client, project: Unit) -> None:
    person = make.person(project, name="Wang Li")
    drill = begun(officer)
    said = {"role-person": person.employee_no, "role-role": "medical"}
    page = sent(officer, drill, "give-role", **said).content.decode()
    row = page.partition(f'id="person-{person.pk}"')[2].partition("</li>")[0]
    assert "Medical aid" in row
    sent(officer, drill, "give-role", **{**said, "role-role": "rescue"})
    assert drill.participations.counted().get().role == "rescue"
    assert "Wang Li Rescue" in text(officer.get(drill.get_absolute_url()))
    refused = sent(officer, drill, "give-role", **{**said, "role-role": "cook"})
    assert "cook" in text(refused)
    assert drill.participations.get().role == "rescue"
