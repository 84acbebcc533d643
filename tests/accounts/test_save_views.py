"""Saved views: a list's filters under a name, each user's own."""

from typing import Any

import pytest
from django.test import Client

from safety.accounts.models import SavedView, User
from tests import make
from tests.pages import fields, text

pytestmark = pytest.mark.django_db
LIST, VIEWS = "/inspections/hazards/", "/accounts/views/"


@pytest.fixture
def user(client: Client) -> User:
    user = make.user("safety_officer", make.project(code="P01"))
    client.force_login(user)
    return user


def save(client: Client, shown: str, name: str) -> Any:
    """Press "Save" in the menu of a list, as a browser does."""
    page = client.get(shown)
    menu = client.get(f"{VIEWS}?{page.context['list'].here}")
    sent = {**fields(menu), "name": name}
    return client.post(f"{VIEWS}save/", sent, follow=True)


def test_a_list_is_kept_as_it_is_shown_and_found_again(
    client: Client, user: User
) -> None:
    shown = f"{LIST}?unit=P01&period=2019-06&state=overdue&level=major&sort=-risk"
    page = save(client, shown, "Worst first")
    assert "Saved as “Worst first”" in text(page)
    assert page.redirect_chain[-1][0] == f"{LIST}?state=overdue&level=major&sort=-risk"
    assert page.context["list"].view.state == "overdue"
    (view,) = SavedView.objects.all()
    menu = client.get(VIEWS, {"path": LIST}, headers={"HX-Request": "true"})
    assert view.get_absolute_url().replace("&", "&amp;") in menu.content.decode()
    assert "Worst first" not in text(client.get(VIEWS, {"path": "/people/"}))
    assert "Worst first" in text(client.get(VIEWS))


def test_the_same_name_replaces_and_it_can_be_removed(
    client: Client, user: User
) -> None:
    save(client, f"{LIST}?level=major", "A")
    save(client, f"{LIST}?level=general", "A")
    (view,) = SavedView.objects.all()
    assert view.query == "level=general"
    page = client.post(f"{VIEWS}{view.pk}/forget/", follow=True)
    assert "is removed" in text(page)
    assert page.redirect_chain[-1][0] == LIST
    assert client.post(f"{VIEWS}{view.pk}/forget/").status_code == 404


def test_views_are_each_users_own(client: Client, user: User) -> None:
    save(client, LIST, "Mine")
    other = Client()
    other.force_login(make.user("safety_officer"))
    assert "Mine" not in text(other.get(VIEWS))
    key = SavedView.objects.get().pk
    assert other.post(f"{VIEWS}{key}/forget/").status_code == 404
    save(other, LIST, "Mine")
    assert SavedView.objects.count() == 2


def test_a_list_has_so_many_views_and_no_more(client: Client, user: User) -> None:
    for number in range(30):
        save(client, LIST, f"View {number}")
    assert "at most 30" in text(save(client, LIST, "One more"))
    assert "Saved as" in text(save(client, LIST, "View 7"))
    assert SavedView.objects.count() == 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "//evil.example/"},
        {"path": "https://evil.example/"},
        {"path": "/no/such/page/"},
        {"path": ""},
        {"path": "/people/\0/"},
        {"name": ""},
        {"name": "A" * 61},
        {"name": "A\0"},
        {"query": "q=" + "A" * 2000},
    ],
)
def test_what_is_no_page_is_refused(
    client: Client, user: User, wrong: dict[str, str]
) -> None:
    sent = {"name": "A", "path": LIST, "query": "", **wrong}
    assert client.post(f"{VIEWS}save/", sent).status_code == 400
    if wrong.get("path"):
        assert client.get(VIEWS, wrong).status_code == 404
    assert not SavedView.objects.exists()
