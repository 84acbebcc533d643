"""A page of the list behind a number, which adds up to it."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from safety.indicators import explain, subjects
from safety.indicators.asked import One

ROWS = 50


class Column(NamedTuple):
    """What one column of contributions adds up to, on this page and in all."""

    label: str
    here: Decimal
    whole: Decimal


class Behind:
    """A page of the subjects behind a number, of one side of a ratio at a time."""

    def __init__(self, one: One) -> None:
        asked, self.one = one.asked, one
        self.parts = subjects.parts(one.indicator)
        wanted = asked.ask("part")
        self.name = wanted if wanted in self.parts else next(iter(self.parts))
        self.part = self.parts[self.name]
        self.after = asked.number("after")
        self.rows, self.has_more = subjects.page(
            asked.request.user, self.part, one.question, self.after, ROWS
        )

    @property
    def title(self) -> str:
        """What the lines are."""
        return str(subjects.model_of(self.part)._meta.verbose_name_plural)

    @property
    def code_label(self) -> str:
        """What the subjects are known by; empty when by their name alone."""
        field = subjects.natural_key(subjects.model_of(self.part))
        has_codes = any(row.code for row in self.rows)
        return str(field.verbose_name) if field and has_codes else ""

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The two lists of a ratio over two kinds of records: name, address, shown."""
        if len(self.parts) == 1:
            return []
        labels = explain.part_names(self.one.indicator)
        return [
            (label, self.one.records_url(part=name), name == self.name)
            for label, name in zip(labels, self.parts, strict=True)
        ]

    @property
    def is_of_records(self) -> bool:
        """Whether lines say where and when."""
        return subjects.is_of_records(self.part)

    @property
    def width(self) -> int:
        """How many columns stand before those that add up."""
        return 1 + bool(self.code_label) + 2 * self.is_of_records

    @property
    def columns(self) -> list[Column]:
        """Above the line, and below it where both sides count the same subjects."""
        figure, given = self.one.figure, [row.numerator for row in self.rows]
        if not figure.is_ratio:
            return [Column(_("Adds"), sum(given, Decimal()), figure.numerator)]
        above, below = explain.part_names(self.one.indicator)
        denominator = figure.denominator or Decimal()
        if self.name == subjects.DENOMINATOR:
            return [Column(below, sum(given, Decimal()), denominator)]
        columns = [Column(above, sum(given, Decimal()), figure.numerator)]
        if not self.name:
            counts = [row.denominator or Decimal() for row in self.rows]
            columns.append(Column(below, sum(counts, Decimal()), denominator))
        return columns

    @property
    def is_whole(self) -> bool:
        """Whether this page has all there are."""
        return not self.has_more and not self.after

    @property
    def first_url(self) -> str:
        """The first page; empty when this is it."""
        return self.one.records_url(part=self.name) if self.after else ""

    @property
    def next_url(self) -> str:
        """The next page; empty on the last."""
        if not self.has_more:
            return ""
        return self.one.records_url(part=self.name, after=self.rows[-1].key)

    @property
    def csv_url(self) -> str:
        """All of it as a file."""
        return self.one.records_url(export="csv")
