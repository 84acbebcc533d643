"""A list page: what it shows, how it is filtered, sorted, paged and exported."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any, cast

import pytest
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import Client
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet
from python_calamine import CalamineWorkbook

from safety.accounts.models import User
from safety.accounts.permissions import Role
from safety.core import exports, formats
from safety.core.lists import Column, ListPage, labelled
from safety.core.paging import Order
from safety.org.models import Kind, Unit
from safety.urls import (  # noqa: F401 (this module is the URL table of its tests)
    handler400,
    handler403,
    handler404,
    handler500,
)
from safety.urls import urlpatterns as site
from tests import make
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class UnitFilter(FilterSet):  # type: ignore[misc]
    q = CharFilter(field_name="name", lookup_expr="icontains", label=_("Name"))
    kind = ChoiceFilter(choices=Kind.choices, label=_("Kind"))


class Units(ListPage):
    title = "Units"
    empty_title = "No unit is here"
    columns = (
        Column("name", "Unit", link=("org:view-unit", "code"), sort=("name",)),
        Column("code", "Code", below=True),
        Column("kind", "Kind", show=labelled(Kind), phone=False),
        Column("opened_on", "Opened", show=formats.day),
        Column("id", "Records", numeric=True),
    )
    order = Order(("code",))
    filterset_class = UnitFilter
    file_name = "units"

    def get_queryset(self) -> QuerySet[Unit]:
        return Unit.objects.visible_to(cast(User, self.request.user))


urlpatterns = [path("test-units/", Units.as_view(), name="test-units"), *site]


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    group = make.group(code="G", name="Group")
    for number in range(60):
        make.company(parent=group, code=f"C{number:02}", name=f"Company {number:02}")
    make.project(
        parent=Unit.objects.get(code="C00"),
        code="P",
        name="=Tower & Co",
        opened_on=date(2019, 5, 1),
    )
    client.force_login(make.user(Role.HQ_SAFETY, group))
    return lambda headers=None, **query: client.get(
        "/test-units/", query, headers=headers
    )


def names(response: Any) -> list[str]:
    return [row["name"] for row in response.context["list"].page.rows]


def test_it_shows_fifty_rows_and_says_of_how_many(get: Callable[..., Any]) -> None:
    response = get()
    assert len(names(response)) == 50
    assert "1 to 50 of 50+" in text(response)


def test_rows_are_counted_when_that_is_asked(get: Callable[..., Any]) -> None:
    assert "1 to 50 of 62" in text(get(count="yes"))
    asked = get(count="yes", headers={"HX-Request": "true"})
    assert asked.content == b"62"
    second = get(after=get().context["list"].page.after)
    assert "51 to 62 of 62" in text(second)


def test_filters_are_shown_when_that_is_asked(get: Callable[..., Any]) -> None:
    page = get(kind="company", q="Company").content.decode()
    assert '<select name="kind"' not in page
    # Whoever only types another word keeps what was chosen.
    assert '<input type="hidden" name="kind" value="company">' in page
    (url,) = re.findall(r'class="az-opt-link" href="(.*?panel=yes)"', page)
    asked = QueryDict(unescape(url).removeprefix("?")).dict()
    assert asked == {"kind": "company", "q": "Company", "panel": "yes"}
    panel = get(**asked, headers={"HX-Request": "true"}).content.decode()
    assert panel.lstrip().startswith("<div")
    whole = get(**asked).content.decode()
    for shown in (panel, whole):
        assert '<select name="kind"' in shown
        assert 'value="company" selected' in shown
    assert 'type="hidden" name="kind"' not in whole


def test_a_wrong_filter_is_shown_with_what_is_wrong(get: Callable[..., Any]) -> None:
    page = get(kind="castle").content.decode()
    assert '<select name="kind"' in page
    assert "castle is not one of the available choices" in page


def test_a_name_leads_to_its_page_and_has_its_code_below(
    get: Callable[..., Any],
) -> None:
    page = get(q="Company 07").content.decode()
    assert (
        '<a class="t" href="/org/units/C07/">Company 07</a><small>C07</small>' in page
    )


def test_texts_are_escaped_and_nothing_is_a_dash(get: Callable[..., Any]) -> None:
    page = get(q="Tower").content.decode()
    assert "=Tower &amp; Co" in page
    assert "1 May 2019" in page
    assert '<td class=" nil">–</td>' in get(q="Company 01").content.decode()


def test_the_next_page_goes_on_where_this_one_ends(get: Callable[..., Any]) -> None:
    first = get().context["list"]
    second = get(after=first.page.after)
    assert names(second)[0] == "Company 50"
    assert names(get(before=second.context["list"].page.before)) == names(get())


def test_a_column_sorts_both_ways(get: Callable[..., Any]) -> None:
    assert names(get(sort="name"))[0] == "=Tower & Co"
    down = get(sort="-name")
    assert names(down)[0] == "Group"
    assert 'aria-sort="descending"' in down.content.decode()


def test_an_unknown_order_is_the_usual_one(get: Callable[..., Any]) -> None:
    assert names(get(sort="password")) == names(get())


def test_filters_show_as_chips_that_take_them_away(get: Callable[..., Any]) -> None:
    listing = get(kind="project", sort="name", unit="C00").context["list"]
    (chip,) = listing.chips
    assert (chip.label, chip.value) == ("Kind", "Project")
    assert chip.url == "?sort=name&unit=C00"


def test_an_empty_list_says_why(get: Callable[..., Any]) -> None:
    assert "Nothing matches these filters" in get(q="zzz").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "castle"},
        {"q": "\0"},
        {"rows": "10" * 40},
        {"sort": "-"},
        {"q": "\U0010ffff" * 500},
    ],
)
def test_nonsense_is_answered_by_a_page(
    get: Callable[..., Any], query: dict[str, str]
) -> None:
    assert get(**query).status_code == 200


def test_a_made_up_cursor_is_answered_by_a_sentence(get: Callable[..., Any]) -> None:
    response = get(after="W10:x")
    assert response.status_code == 400
    assert "Start at the first page" in response.content.decode()


def test_a_list_takes_few_queries(
    get: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        get(kind="company")


def test_csv_holds_the_whole_filter_and_no_formula(get: Callable[..., Any]) -> None:
    response = get(export="csv", sort="name", rows="10")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    assert head == ["Unit", "Code", "Kind", "Opened", "Records"]
    assert len(lines) == 62
    assert lines[0][:4] == ["'=Tower & Co", "P", "project", "2019-05-01"]


def test_excel_holds_texts_as_texts_and_numbers_as_numbers(
    get: Callable[..., Any],
) -> None:
    response = get(export="xlsx", q="Tower")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    head, line = book.get_sheet_by_index(0).to_python()
    assert head[0] == "Unit"
    assert line[:4] == ["=Tower & Co", "P", "project", "2019-05-01"]
    assert line[4] == Unit.objects.get(code="P").pk


@pytest.mark.parametrize(
    ("held", "sheets"), [(62, [62]), (31, [31, 31]), (61, [61, 1])]
)
def test_what_a_sheet_does_not_hold_goes_on_in_the_next(
    get: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    held: int,
    sheets: list[int],
) -> None:
    monkeypatch.setattr(exports, "LINES_OF_SHEET", held)
    response = get(export="xlsx", sort="name")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    pages = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [page[0][0] for page in pages] == ["Unit"] * len(sheets)
    assert [len(page) - 1 for page in pages] == sheets
    assert len({line[1] for page in pages for line in page[1:]}) == 62
