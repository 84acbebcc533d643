"""The working-day calendar: China's days, and how they are changed."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from safety.journal.models import Change
from safety.org.models import Calendar, CalendarDay
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
YEAR = "/org/calendar/"
ADD = "/org/calendar/-/add/"
DAY = {"day": "2031-05-02", "name": "A day off", "is_working": "False", "source": ""}
WORKING_DAYS = {  # by the State Council's notices
    2018: 250,
    2019: 250,
    2020: 249,
    2021: 250,
    2022: 249,
    2023: 249,
    2024: 251,
    2025: 248,
    2026: 248,
}


def is_worked(day: date) -> bool:
    return Calendar.days_of(None, day, day).is_worked(day)


@pytest.fixture(autouse=True)
def _headquarters(client: Client) -> None:
    client.force_login(make.user("hq_safety"))


@pytest.mark.parametrize(("year", "days"), WORKING_DAYS.items())
def test_every_year_has_as_many_working_days_as_the_notices_give(
    client: Client, year: int, days: int
) -> None:
    assert client.get(YEAR, {"year": year}).context["working_days"] == days


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2019, 5, 2), False),  # added to Labour Day in March 2019
        (date(2019, 4, 28), True),
        (date(2020, 1, 31), False),  # the holiday was made longer
        (date(2020, 2, 3), True),
        (date(2022, 12, 31), False),
        (date(2026, 1, 4), True),  # a Sunday
        (date(2026, 2, 23), False),
        (date(2026, 11, 23), True),  # no notice: a Monday
        (date(2026, 11, 22), False),
    ],
)
def test_days_are_worked_as_the_notices_say(day: date, is_working: bool) -> None:
    assert is_worked(day) is is_working


def test_the_days_of_2026_say_when_they_were_announced() -> None:
    sources = CalendarDay.objects.in_year(2026).values_list("source", flat=True)
    assert set(sources) == {"国办发明电〔2025〕7号 (announced 2025-11-04)"}


@pytest.mark.parametrize("year", ["0", "9999", "x" * 40, "10**40", "２０２６", "-1"])
def test_a_year_that_makes_no_sense_still_gives_a_page(
    client: Client, year: str
) -> None:
    assert client.get(YEAR, {"year": year}).status_code == 200


def test_a_year_without_a_notice_says_so(client: Client) -> None:
    assert "No notice for 2031" in client.get(YEAR, {"year": 2031}).content.decode()


def test_a_day_is_added(client: Client) -> None:
    client.post(ADD, DAY)
    assert not is_worked(date(2031, 5, 2))


def test_a_form_sent_twice_adds_one_day(client: Client) -> None:
    assert client.post(ADD, DAY).url == client.post(ADD, DAY).url  # type: ignore[attr-defined]
    assert CalendarDay.objects.in_year(2031).count() == 1


def test_a_day_is_named_once(client: Client) -> None:
    client.post(ADD, DAY)
    form = client.post(ADD, DAY | {"name": "Another"}).context["form"]
    assert form.errors["day"] == ["The calendar names this day already."]


@pytest.mark.parametrize("day", ["", "2031-02-30", "0000-01-01", "9999-12-31", "\0"])
def test_what_is_no_day_is_refused(client: Client, day: str) -> None:
    assert "day" in client.post(ADD, DAY | {"day": day}).context["form"].errors


def test_a_day_is_changed_and_the_journal_keeps_what_it_was(client: Client) -> None:
    client.post(ADD, DAY)
    client.post(f"{YEAR}2031-05-02/change/", DAY | {"is_working": "True"})
    assert is_worked(date(2031, 5, 2))
    assert Change.objects.latest("id").before == {"is_working": False}


def test_a_day_put_elsewhere_may_be_sent_twice(client: Client) -> None:
    client.post(ADD, DAY)
    moved = DAY | {"day": "2031-05-06"}
    answers = [client.post(f"{YEAR}2031-05-02/change/", moved) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [named.day for named in CalendarDay.objects.in_year(2031)] == [
        date(2031, 5, 6)
    ]


def test_a_country_has_a_calendar_of_its_own(client: Client) -> None:
    far = {"name": "Far", "name_zh": "远方", "rest_days": ["FR"]}
    answers = [client.post(f"{YEAR}-/new/", far) for _ in range(2)]
    own = Calendar.objects.get(name="Far")
    assert [answer.url for answer in answers] == [own.get_absolute_url()] * 2  # type: ignore[attr-defined]
    client.post(f"{ADD}?calendar={own.pk}", DAY)
    page = client.get(YEAR, {"calendar": own.pk, "year": 2031})
    # 2031 has 52 Fridays, one of which is 2 May.
    assert page.context["working_days"] == 365 - 52
    assert is_worked(date(2031, 5, 2))  # of the group's calendar
    client.post(f"{YEAR}-/change/?calendar={own.pk}", far | {"rest_days": ["SU"]})
    page = client.get(YEAR, {"calendar": own.pk, "year": 2031})
    assert page.context["working_days"] == 365 - 52 - 1
    gone = f"{YEAR}2031-05-02/remove/?calendar={own.pk}"
    assert [client.post(gone).status_code for _ in range(2)] == [302, 302]
    assert not own.days.exists()


@pytest.mark.parametrize("asked", ["0", "x", "²", "9" * 30, "-1"])
def test_no_such_calendar_is_404(client: Client, asked: str) -> None:
    assert client.get(YEAR, {"calendar": asked}).status_code == 404


def test_a_week_is_worked_on_some_day(client: Client) -> None:
    week = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    page = client.post(f"{YEAR}-/new/", {"name": "Idle", "rest_days": week})
    assert page.context["form"].errors["rest_days"]
    page = client.post(f"{YEAR}-/new/", {"name": "China", "rest_days": ["SU"]})
    assert page.context["form"].errors["__all__"] == [
        "There is a calendar of this name already."
    ]


def test_a_removed_day_is_what_its_weekday_says(client: Client) -> None:
    client.post(ADD, DAY)
    client.post(f"{YEAR}2031-05-02/remove/")
    assert is_worked(date(2031, 5, 2))


@pytest.mark.parametrize("day", ["2031-05-03", "2031-02-30"])
def test_a_day_that_has_no_name_is_not_there(client: Client, day: str) -> None:
    assert client.get(f"{YEAR}{day}/change/").status_code == 404


def test_only_headquarters_changes_the_calendar(client: Client) -> None:
    client.force_login(make.user("company_safety", make.company()))
    assert client.get(YEAR).status_code == 200
    response: Any = client.post(ADD, DAY)
    assert response.status_code == 403


def test_chinese_holidays_have_chinese_names_in_chinese(client: Client) -> None:
    days = client.get(YEAR, {"year": 2026}).context["days"]
    assert "Spring Festival" in {day.display_name for day in days}


def test_a_day_removed_twice_is_removed(client: Client) -> None:
    address = "/org/calendar/2026-01-04/remove/"
    first, second = client.post(address), client.post(address)
    assert first["Location"] == second["Location"]
    assert Change.objects.filter(verb="remove").count() == 1
    assert client.get(address).status_code == 404
