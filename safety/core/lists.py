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
include ``_list.html`` in a page of your own. ``?export=csv`` and ``?export=xlsx``
write the same filter in full.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, ClassVar, NamedTuple

from django.db.models import Choices, Model, QuerySet
from django.forms import BoundField, ChoiceField, ModelChoiceField
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import TemplateResponseMixin, View
from django_filters import FilterSet

from safety.core.exports import EXPORTS
from safety.core.formats import DASH, number
from safety.core.paging import Count, Order, Page, Pager

Text = str | Promise
Row = dict[str, Any]
ROWS, OTHER_SIZES = 50, ("10", "25", "100")
AT_ONCE = 2000  # rows of a file
FIND = "q"
# Parts of a list's address that say where in it one is.
PLACE = ("after", "before", "export")


def plain(value: Any) -> Any:
    """A value as it is; a dash where there is none."""
    return DASH if value is None or value == "" else value


def labelled(choices: type[Choices]) -> Callable[[Any], Any]:
    """Show a coded field by its label."""
    labels = dict(choices.choices)
    return lambda value: plain(labels.get(value, value))


@dataclass(frozen=True)
class Column:
    """One column of a list.

    ``link`` names a URL and the values that are its arguments. ``sort`` are the keys
    of a sortable column. ``below`` shows the value as the second line of the column
    before. ``phone`` false leaves the column out on phones. ``file`` is the value's
    form in an export (default: as is).
    """

    name: str
    label: Text
    show: Callable[[Any], Any] | None = None
    link: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    numeric: bool = False
    below: bool = False
    phone: bool = True
    file: Callable[[Any], Any] | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The values of a row that the column needs."""
        return (self.name, *self.link[1:])

    @cached_property
    def css(self) -> str:
        """Classes of the column's head and cells."""
        marks = {"az-num": self.numeric, "t": self.link, "donly": not self.phone}
        return " ".join(mark for mark, is_on in marks.items() if is_on)

    def text(self, row: Row) -> Any:
        """What the cell says."""
        show = self.show or (number if self.numeric else plain)
        return show(row[self.name])

    def url(self, row: Row) -> str:
        """Where the cell leads; empty for nowhere."""
        if not self.link:
            return ""
        return reverse(self.link[0], args=[row[name] for name in self.link[1:]])

    def cell(self, row: Row, below: "Column | None") -> str:
        """The cell as safe HTML, with what stands below it as a second line.

        Written here and not in a template, which would take most of a page's time.
        """
        text = _safe(self.text(row))
        css = f"{self.css} nil" if text == DASH else self.css
        label = f' data-label="{_safe(self.label)}"' if self.numeric else ""
        if self.link:
            text = f'<a class="t" href="{_safe(self.url(row))}">{text}</a>'
        if below:
            text += f"<small>{_safe(below.text(row))}</small>"
        return f'<td class="{css}"{label}>{text}</td>'


def _safe(value: Any) -> str:
    """Django's ``conditional_escape`` without what lazy texts cost it."""
    return value if isinstance(value, SafeString) else escape(str(value))


class Head(NamedTuple):
    """What the template needs of one column's head."""

    column: Column
    aria_sort: str
    url: str


class Chip(NamedTuple):
    """An active filter and the address of the list without it."""

    label: Text
    value: Any
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

    def get_queryset(self) -> QuerySet[Any]:
        """What the user may see; never all rows."""
        raise NotImplementedError

    def get_columns(self) -> Sequence[Column]:
        """The columns this user gets (personal data only for roles that need it)."""
        return self.columns

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
        return self.render_to_response(self.get_context_data(list=Listing(self)))

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


class Listing:
    """What ``_list.html`` shows of a `ListPage`."""

    def __init__(self, view: ListPage) -> None:
        self.view = view
        self.request = view.request
        self.columns = view.get_columns()
        self.shown = [column for column in self.columns if not column.below]
        self.filterset = view.filterset

    @cached_property
    def page(self) -> Page:
        """The rows of this page."""
        wanted = self.request.GET.get("rows", "")
        size = int(wanted) if wanted in OTHER_SIZES else ROWS
        pager = Pager(self.view.sorting, size, type(self.view).__qualname__)
        values = [name for column in self.columns for name in column.values]
        ask = self.request.GET.get
        return pager.page(self.view.rows, values, ask("after", ""), ask("before", ""))

    @cached_property
    def body(self) -> SafeString:
        """The rows of the table; empty when nothing is found."""
        pairs = [(column, self._below(column)) for column in self.shown]
        lines = (
            "".join([one.cell(row, two) for one, two in pairs])
            for row in self.page.rows
        )
        return SafeString("".join([f"<tr>{line}</tr>\n" for line in lines]))

    @cached_property
    def heads(self) -> list[Head]:
        """The table's head."""
        return [self._head(column) for column in self.shown]

    @cached_property
    def count(self) -> Count:
        """How many rows the filter finds; those of an only page are counted already."""
        page = self.page
        if page.before or page.after:
            return self.view.get_count(self.view.rows)
        return Count(len(page.rows))

    @property
    def count_label(self) -> str:
        """``1,846`` or ``1,000+``."""
        return f"{number(self.count.number)}{'' if self.count.is_exact else '+'}"

    @property
    def has_second_lines(self) -> bool:
        """Whether Dense has anything to hide."""
        return any(column.below for column in self.columns)

    @property
    def last_number(self) -> int:
        """The number of the last row on this page."""
        return self.page.first_number + len(self.page.rows) - 1

    @cached_property
    def chips(self) -> list[Chip]:
        """The active filters."""
        if self.filterset is None or not self.filterset.is_valid():
            return []
        form = self.filterset.form
        return [
            Chip(
                form.fields[name].label or name,
                self._shown(name),
                self.url({name: None}),
            )
            for name in form.changed_data
            if name != FIND
        ]

    @cached_property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.filterset and self.filterset.form.changed_data)

    @property
    def find(self) -> BoundField | None:
        """The box "Find in this list": the filter named ``q``."""
        return next((field for field in self._fields if field.name == FIND), None)

    @cached_property
    def filters(self) -> list[BoundField]:
        """The filters behind the Filter button, dressed as other forms' fields are."""
        fields = [field for field in self._fields if field.name != FIND]
        for field in fields:
            kind = "select" if isinstance(field.field, ChoiceField) else "control"
            wrong = " is-invalid" if field.errors else ""
            field.field.widget.attrs["class"] = f"form-{kind}{wrong}"
        return fields

    @cached_property
    def _fields(self) -> list[BoundField]:
        return list(self.filterset.form) if self.filterset else []

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What of the address a new filter keeps: scope and order."""
        filters = {field.name for field in self._fields}
        dropped = {*filters, *PLACE}
        parts = self.request.GET.dict()
        return [(name, str(parts[name])) for name in parts if name not in dropped]

    @property
    def clear_url(self) -> str:
        """The list without filters; empty when none is set."""
        if not self.is_filtered:
            return ""
        return self.url(dict.fromkeys(field.name for field in self._fields))

    @property
    def empty_title(self) -> Text:
        """What stands in place of an empty table."""
        title = _("Nothing matches these filters")
        return title if self.is_filtered else self.view.empty_title

    @property
    def empty_text(self) -> Text:
        """A sentence on what to do about it."""
        return "" if self.is_filtered else self.view.empty_text

    @property
    def before_url(self) -> str:
        """The page before; empty on the first."""
        return self.url({"before": self.page.before}) if self.page.before else ""

    @property
    def after_url(self) -> str:
        """The next page; empty on the last."""
        return self.url({"after": self.page.after}) if self.page.after else ""

    @property
    def csv_url(self) -> str:
        """The whole list as CSV."""
        return self.url({"export": "csv"})

    @property
    def xlsx_url(self) -> str:
        """The whole list as a workbook."""
        return self.url({"export": "xlsx"})

    def url(self, changes: dict[str, str | None]) -> str:
        """This list's address with some parameters changed, from its first page."""
        query: QueryDict = self.request.GET.copy()
        for name, value in {**dict.fromkeys(PLACE), **changes}.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"

    def _below(self, column: Column) -> Column | None:
        following = self.columns[self.columns.index(column) + 1 :][:1]
        return next((each for each in following if each.below), None)

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        sorting = self.view.sorting
        is_sorted = sorting.names == column.sort
        now = "descending" if sorting.is_descending else "ascending"
        wanted = f"-{column.name}" if is_sorted and now == "ascending" else column.name
        return Head(column, now if is_sorted else "none", self.url({"sort": wanted}))

    def _shown(self, name: str) -> Any:
        form = self.filterset.form  # type: ignore[union-attr]
        value = form.cleaned_data[name]
        field = form.fields[name]
        if not isinstance(field, ChoiceField) or isinstance(field, ModelChoiceField):
            return value
        labels = {str(key): label for key, label in field.widget.choices}
        many = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(str(each), each)) for each in many)
