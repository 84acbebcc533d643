"""Tables of rules: rows that headquarters sets, each with source and how sure it is.

    RuleTable(
        _("Hours"),
        [Column("__str__", _("Of whom")), Column("hours", _("Hours"), numeric=True)],
        HoursRule.objects.all(),
        may_set=request.user.may(POLICY),
        add=("training:add-hours", _("Rule of hours")),
    )

A column's ``name`` is an attribute of the rows, or a method of theirs. The template is
``_rules.html``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from safety.core.formats import DASH, day
from safety.core.lists import Column, Text


def ticked(is_so: bool) -> str:  # noqa: FBT001 (the value of a cell)
    """A tick, or a dash."""
    return "✓" if is_so else DASH


def sourced() -> list[Column]:
    """The columns of what a rule rests on."""
    return [
        Column("shown_source", _("Source")),
        Column("get_mark_display", _("How sure")),
    ]


@dataclass(frozen=True)
class RuleTable:
    """Rules of one sort; who may set them opens each, and adds another (``add``)."""

    title: Text
    columns: Sequence[Column]
    rows: Iterable[Any]
    may_set: bool
    add: tuple[str, Text] | None = None
    note: Text = ""

    def lines(self) -> Iterator[tuple[str, list["Cell"]]]:
        """For each row where it is changed, if it may be, and its cells."""
        for row in self.rows:
            url = row.get_absolute_url() if self.may_set else ""
            yield url, [_cell(column, row) for column in self.columns]


class Cell(NamedTuple):
    """What a cell says; ``label`` is said with it on a phone, where no head stands."""

    text: Any
    css: str
    label: Text


def _cell(column: Column, row: Any) -> Cell:
    value = getattr(row, column.name)
    text = column.text({column.name: value() if callable(value) else value})
    is_day = column.show is day
    is_bare = column.numeric or is_day or column.show is ticked
    css = "az-days" if is_day else column.css
    return Cell(text, css, column.label if is_bare else "")
