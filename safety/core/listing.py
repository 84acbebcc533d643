"""One page of a `ListPage`, as its templates ask for it."""

from collections.abc import Callable
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.forms import BoundField, ChoiceField, ModelChoiceField
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from safety.core.paging import Count, Page, Pager

if TYPE_CHECKING:
    from safety.core.lists import Column, ListPage, Row

Text = str | Promise
ROWS, OTHER_SIZES = 50, ("10", "25", "100")
FIND = "q"
# Parts of the address that ask for more than the rows: how many there are, the filters,
# how many each tab has.
COUNT, PANEL, TALLY = "count", "panel", "tally"
# Parts that say where in the list one is, and no longer hold in another one.
PLACE = ("after", "before", "export", COUNT, PANEL, TALLY)


class Head(NamedTuple):
    """What the template needs of one column's head."""

    column: "Column"
    aria_sort: str
    url: str


class Chip(NamedTuple):
    """An active filter and the address of the list without it."""

    label: Text
    value: Any
    url: str


class Listing:
    """What ``_list.html`` shows of a `ListPage`."""

    def __init__(self, view: "ListPage") -> None:
        self.view = view
        self.request = view.request
        self.columns = view.get_columns()
        self.drawn = [column for column in self.columns if column.shown]
        self.shown = [column for column in self.drawn if not column.below]
        self.for_chosen = view.get_for_chosen()
        self.filterset = view.filterset

    @cached_property
    def page(self) -> Page:
        """The rows of this page."""
        wanted = self.request.GET.get("rows", "")
        size = int(wanted) if wanted in OTHER_SIZES else ROWS
        pager = Pager(self.view.sorting, size, type(self.view).__qualname__)
        values = [name for column in self.drawn for name in column.values]
        ask = self.request.GET.get
        return pager.page(self.view.rows, values, ask("after", ""), ask("before", ""))

    @cached_property
    def body(self) -> SafeString:
        """The rows of the table; empty when nothing is found."""
        boxes = [self._box()] if self.for_chosen else []
        draws = boxes + [self._drawing(column) for column in self.shown]
        lines = ("".join([draw(row) for draw in draws]) for row in self.page.rows)
        return SafeString("".join([f"<tr>{line}</tr>\n" for line in lines]))

    @cached_property
    def heads(self) -> list[Head]:
        """The table's head."""
        return [self._head(column) for column in self.shown]

    @cached_property
    def count(self) -> Count:
        """How many rows the filter finds; that there are more, until that is asked.

        Rows never wait for it: to count a thousand takes as long as to show fifty.
        """
        if not self.page.after:
            return Count(self.last_number)
        if COUNT in self.request.GET:
            return self.view.get_count(self.view.rows)
        return Count(self.last_number, is_exact=False)

    @property
    def count_label(self) -> str:
        """``1,846`` or ``1,000+``."""
        return self.count.label

    @property
    def count_mark(self) -> str:
        """The number of rows; ``50+``, which a script puts right, until it is asked."""
        if not self.page.after or COUNT in self.request.GET:
            return self.count_label
        mark = (
            '<a href="{0}" hx-get="{0}" hx-trigger="load" hx-swap="outerHTML"'
            ' title="{1}">{2}</a>'
        )
        return format_html(
            mark, self.with_part(COUNT), _("Count them"), self.count_label
        )

    @property
    def aside(self) -> str:
        """A template beside the filters."""
        return self.view.aside

    @property
    def has_second_lines(self) -> bool:
        """Whether Dense has anything to hide."""
        return any(column.below for column in self.drawn)

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

    @property
    def panel_url(self) -> str:
        """Where the filters are; empty when they are on the page.

        They take longer to draw than the rows, and few visits use them.
        """
        is_shown = PANEL in self.request.GET or (
            self.filterset and self.filterset.form.errors
        )
        return "" if is_shown else self.with_part(PANEL)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What filters that are not on the page are set to."""
        ask = self.request.GET.getlist
        names = [field.name for field in self.filters]
        return [(name, str(value)) for name in names for value in ask(name) if value]

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
    def here(self) -> str:
        """The list as it is shown, as the query of a page about it."""
        said = {"path": self.request.path, "query": self.url({}).removeprefix("?")}
        return urlencode(said)

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

    def with_part(self, part: str) -> str:
        """This very page's address with a part that asks for more."""
        query = self.request.GET.copy()
        query[part] = "yes"
        return f"?{query.urlencode()}"

    def _box(self) -> "Callable[[Row], str]":
        """Draws the box that chooses a row, named by the text that leads to it."""
        title = next(column for column in self.shown if column.link)
        said = _("Choose %s")

        def draw(row: "Row") -> str:
            name = escape(said % title.text(row))
            return (
                '<td class="donly"><input type="checkbox" class="form-check-input"'
                f' form="chosen" name="row" value="{row["pk"]}"'
                f' aria-label="{name}"></td>'
            )

        return draw

    def _drawing(self, column: "Column") -> "Callable[[Row], str]":
        """Draws the column's cell of a row; what stands alone once for each value."""
        below = self._below(column)
        if column.link:
            address = column.addresses()
            return lambda row: column.cell(row, below, address(row))
        if below:
            return lambda row: column.cell(row, below)
        draw = cache(lambda value: column.cell({column.name: value}))
        return lambda row: draw(row[column.name])

    def _below(self, column: "Column") -> "Column | None":
        following = self.drawn[self.drawn.index(column) + 1 :][:1]
        return next((each for each in following if each.below), None)

    def _head(self, column: "Column") -> Head:
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
        return _(", ").join(str(labels.get(str(each), each)) for each in many)
