"""List pages: columns declared once serve the table, the phone, the sort and files.

    class PersonList(ListPage):
        title = _("People")
        columns = [
            Column("name", _("Name"), link=("people:view-person", "employee_no"),
                   sort=("name",)),
            Column("employee_no", _("Number"), below=True),
            Column("unit_name", _("Unit")),
            Column("hours", _("Hours"), show=formats.hours, numeric=True),
        ]
        order = Order(("name",))
        filterset_class = PersonFilter

        def get_queryset(self) -> QuerySet[Person]:
            return Person.objects.visible_to(self.request.user)

    path("people/", PersonList.as_view(), name="list-people")

Rows are dictionaries from ``.values()``; a column's ``name`` (and each of the link's
arguments) is a field, a ``__`` path or an annotation. ``show`` makes text of
the value; return ``format_html(...)`` for marked-up cells. The template is
``list.html``; extend it to add actions (block ``acts``) or a sentence (``sub``), or
include ``_list.html`` in a page of your own. With `get_for_chosen`, rows are ticked and
done with together. ``?export=csv`` and ``?export=xlsx``
write the same filter in full; ``?count=yes`` says how many rows it finds, and
``?panel=yes`` shows the filters. A script asks for both when the rows are there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote

from django.db.models import Choices, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import TemplateResponseMixin, View
from django_filters import FilterSet

from safety.core.exports import EXPORTS
from safety.core.formats import DASH, number
from safety.core.listing import COUNT, PANEL, Listing
from safety.core.paging import Count, Order

Text = str | Promise
Row = dict[str, Any]
AT_ONCE = 2000  # rows of a file
# Stands in an address for what a row puts there; and what Django leaves as it is.
MARK, UNQUOTED = 7_310_550_173, RFC3986_SUBDELIMS + "/~:@"


def plain(value: Any) -> Any:
    """A value as it is; a dash where there is none."""
    return DASH if value is None or value == "" else value


def labelled(choices: type[Choices]) -> Callable[[Any], Any]:
    """Show a coded field by its label."""
    labels = dict(choices.choices)
    return lambda value: plain(labels.get(value, value))


def written(choices: type[Choices]) -> Callable[[Any], str]:
    """The same for a file: its label, and nothing where there is none."""
    labels = dict(choices.choices)
    return lambda value: str(labels.get(value, value))


@dataclass(frozen=True)
class Column:
    """One column of a list.

    ``link`` names a URL and the values that are its arguments, ``query`` the parameters
    of the address and the values of each. ``sort`` are the keys
    of a sortable column. ``below`` shows the value as the second line of the column
    before. ``phone`` false leaves the column out on phones. ``file`` is the value's
    form in an export (default: as is); ``shown`` false: it is in exports alone.
    """

    name: str
    label: Text
    show: Callable[[Any], Any] | None = None
    link: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    sort: tuple[str, ...] = ()
    numeric: bool = False
    below: bool = False
    phone: bool = True
    file: Callable[[Any], Any] | None = None
    shown: bool = True

    @property
    def values(self) -> tuple[str, ...]:
        """The values of a row that the column needs."""
        return (self.name, *self.link[1:], *dict(self.query).values())

    @cached_property
    def css(self) -> str:
        """Classes of the column's head and cells."""
        marks = {"az-num": self.numeric, "t": self.link, "donly": not self.phone}
        return " ".join(mark for mark, is_on in marks.items() if is_on)

    def text(self, row: Row) -> Any:
        """What the cell says."""
        show = self.show or (number if self.numeric else plain)
        return show(row[self.name])

    def addresses(self) -> Callable[[Row], str]:
        """Where a row's cell leads. The way there is looked up once, not for each."""
        name, *arguments = self.link
        places = [(argument, UNQUOTED) for argument in arguments]
        places += [(value, "") for _parameter, value in self.query]
        marks = [str(MARK + at) for at in range(len(places))]
        in_path, in_query = marks[: len(arguments)], marks[len(arguments) :]
        query = dict(zip(dict(self.query), in_query, strict=True))
        pattern = reverse(name, args=in_path, query=query)

        def address(row: Row) -> str:
            url = pattern
            for mark, (value, safe) in zip(marks, places, strict=True):
                url = url.replace(mark, quote(str(row[value]), safe=safe))
            return url

        return address

    def cell(self, row: Row, below: "Column | None" = None, url: str = "") -> str:
        """The cell as safe HTML, with what stands below it as a second line.

        Written here and not in a template, which would take most of a page's time.
        """
        text = _safe(self.text(row))
        css = f"{self.css} nil" if text == DASH else self.css
        label = f' data-label="{_safe(self.label)}"' if self.numeric else ""
        if url:
            text = f'<a class="t" href="{_safe(url)}">{text}</a>'
        if below and (second := below.text(row)) != DASH:
            text += f"<small>{_safe(second)}</small>"
        return f'<td class="{css}"{label}>{text}</td>'


def _safe(value: Any) -> str:
    """Django's ``conditional_escape`` without what lazy texts cost it."""
    return value if isinstance(value, SafeString) else escape(str(value))


class ForChosen(NamedTuple):
    """What can be done with ticked rows: a page that gets their keys as ``row``."""

    label: Text
    icon: str
    url: str


class ListPage(TemplateResponseMixin, View):
    """A list of rows that the user may see: filter, sort, page, export."""

    template_name = "list.html"
    title: ClassVar[Text] = ""
    sub: ClassVar[Text] = ""
    empty_title: ClassVar[Text] = _("Nothing here yet")
    empty_text: ClassVar[Text] = ""
    columns: ClassVar[Sequence[Column]] = ()
    order: ClassVar[Order]
    filterset_class: ClassVar[type[FilterSet] | None] = None
    file_name: ClassVar[str] = "list"
    # A template beside the filters.
    aside: ClassVar[str] = ""

    def get_queryset(self) -> QuerySet[Any]:
        """What the user may see; never all rows."""
        raise NotImplementedError

    def get_columns(self) -> Sequence[Column]:
        """The columns this user gets (personal data only for roles that need it)."""
        return self.columns

    def get_for_chosen(self) -> Sequence[ForChosen]:
        """What this user can do with many rows at once; none: rows have no boxes."""
        return ()

    def get_count(self, rows: QuerySet[Model]) -> Count:
        """Override where a stored value gives the exact number."""
        return Count.up_to_limit(rows)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the page shows beside the list."""
        return {"title": self.title, "sub": self.sub, **context}

    def get(
        self, request: HttpRequest, *_args: Any, **_kwargs: Any
    ) -> HttpResponseBase:
        """Answer with the page, or with the whole list as a file."""
        writer = EXPORTS.get(request.GET.get("export", ""))
        if writer:
            return writer(self.file_name, self._heads_of_file(), self._lines_of_file())
        listing = Listing(self)
        if request.htmx and COUNT in request.GET:  # type: ignore[attr-defined]
            return HttpResponse(escape(listing.count_label))
        if request.htmx and PANEL in request.GET:  # type: ignore[attr-defined]
            return render(request, "_filters.html", {"list": listing})
        return self.render_to_response(self.get_context_data(list=listing))

    @cached_property
    def filterset(self) -> FilterSet | None:
        """The filters as the address sets them."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(
            self.request.GET, queryset=self.get_queryset(), request=self.request
        )

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The filtered rows, unordered. A filter that makes no sense finds nothing."""
        if self.filterset is None:
            return self.get_queryset()
        found: QuerySet[Any] = self.filterset.qs
        return found if self.filterset.is_valid() else found.none()

    @cached_property
    def sorting(self) -> Order:
        """The order that ``?sort=name`` or ``?sort=-name`` asks for."""
        asked = self.request.GET.get("sort", "")
        name = asked.removeprefix("-")
        for column in self.get_columns():
            if column.sort and column.name == name:
                return Order(column.sort, asked.startswith("-"))
        return self.order

    def _heads_of_file(self) -> list[str]:
        return [str(column.label) for column in self.get_columns()]

    def _lines_of_file(self) -> Iterator[list[Any]]:
        columns, rows = self.get_columns(), self.sorting.apply(self.rows)
        # Values repeat: what each is in a file is asked once.
        files = [(at, c.file) for at, c in enumerate(columns) if c.file]
        own = [(at, lru_cache(AT_ONCE)(file)) for at, file in files]
        for row in rows.values_list(*(c.name for c in columns)).iterator(AT_ONCE):
            line = list(row)
            for at, form in own:
                line[at] = form(line[at])
            yield line
