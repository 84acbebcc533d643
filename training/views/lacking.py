"""The list of who lacks what: of a unit at any level of the tree, of a contractor."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.services.escalation import batches
from safety.core import formats
from safety.core.lists import Column
from safety.core.paging import Order
from safety.org.lists import ScopedList
from safety.org.models import Unit
from safety.people.lists import employer
from safety.people.models import Person, Posting
from training.filters import LackingFilter
from training.models import Every
from training.services.clearance import clearance
from training.services.holding import Standing
from training.services.lacking import lacking, owing

AT_ONCE = 1000  # people of one look, for a file
SHOWN = 4  # reasons of a row


class LackingList(ScopedList):
    """People posted at the unit or below it today who lack what is asked for work."""

    permission = "training.view"
    template_name = "training/lacking_list.html"
    title = gettext_lazy("Who lacks what")
    empty_title = gettext_lazy("Nobody here lacks anything")
    empty_text = gettext_lazy(
        "Nothing that is required for work is missing or has expired."
    )
    file_name = "lacking"
    is_of_year = False
    filterset_class = LackingFilter
    order = Order(("employee_no",))
    columns = [
        Column(
            "name",
            gettext_lazy("Person"),
            link=("training:view-training-file", "employee_no"),
        ),
        Column("employee_no", gettext_lazy("Employee number"), below=True),
        Column(
            "firm", gettext_lazy("Employer"), show=employer, file=employer, phone=False
        ),
    ]

    def get_queryset(self) -> Any:
        rows = self.find(self.unit, timezone.localdate())
        seen = rows.visible_to(self.request.user)
        return seen.annotate(firm=F("contractor__name"))

    def get_columns(self) -> list[Column]:
        label = gettext_lazy("What is lacking")
        return [*self.columns, Column("pk", label, show=self._shown)]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        rows = context["list"].page.rows
        self.reasons = self._reasons([row["pk"] for row in rows])
        return super().get_context_data(is_of_year=self.is_of_year, **context)

    def _reasons(self, keys: Collection[int]) -> dict[int, list[str]]:
        """What stands against the work of some people, asked for all at once."""
        today, here = timezone.localdate(), Posting.objects.at_or_below(self.unit)
        people = Person.objects.filter(pk__in=keys)
        standing = Standing(list(people), today, here)
        return {person.pk: self.said(person, standing) for person in standing.persons}

    def find(self, unit: Unit, day: date) -> Any:
        """Whom the list is of."""
        return lacking(unit, day)

    def said(self, person: Person, standing: Standing) -> list[str]:
        """What stands against somebody."""
        return clearance(person, standing.day, standing).reasons

    def _shown(self, key: int) -> Any:
        found = self.reasons.get(key, [])
        shown = ((each,) for each in found[:SHOWN])
        lines = format_html_join("", "<div>{}</div>", shown)
        more = len(found) - SHOWN
        return format_html("{}<div>+ {}</div>", lines, more) if more > 0 else lines

    def _lines_of_file(self) -> Iterator[list[Any]]:
        rows = self.sorting.apply(self.rows)
        names = [column.name for column in self.get_columns()]
        for some in batches(rows.values_list(*names).iterator(AT_ONCE), AT_ONCE):
            reasons = self._reasons([row[-1] for row in some])
            for *line, key in some:
                yield [*line, "\n".join(reasons.get(key, []))]


class OwingList(LackingList):
    """People posted there today who lack hours that law asks within the year."""

    title = gettext_lazy("Who lacks hours of the year")
    empty_title = gettext_lazy("Nobody here lacks hours")
    empty_text = gettext_lazy("Everybody has had the hours that are asked in a year.")
    file_name = "hours"
    is_of_year = True

    def find(self, unit: Unit, day: date) -> Any:
        return owing(unit, day)

    def said(self, person: Person, standing: Standing) -> list[str]:
        text = _("%(kind)s: %(hours)s of %(asked)s hours this year.")
        return [
            text
            % {
                "kind": owed.rule.get_kind_display() or owed.rule,
                "hours": formats.number(owed.hours),
                "asked": formats.number(owed.rule.hours),
            }
            for owed in standing.owed(person.pk)
            if owed.rule.every == Every.YEAR and not owed.is_met
        ]
