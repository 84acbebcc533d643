"""The lists: people of a unit, its roster on a day, and the register of contractors."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from safety.core import formats
from safety.core.lists import Column, ListPage, labelled
from safety.core.paging import Count, Order
from safety.org.fields import DayField
from safety.org.guard import require
from safety.org.lists import ScopedList
from safety.org.models import Kind, display_name
from safety.people.filters import (
    ContractorFilter,
    PersonFilter,
    PostingFilter,
    PrivatePersonFilter,
)
from safety.people.models import Category, Contractor, Gender, Person, Posting

TODAY, EVER = "today", "ever"


def employer(name: str) -> str:
    """The contractor's name; own employees have none."""
    return name or _("Own employee")


class PersonList(ScopedList):
    """People posted to the unit or below it, today or ever."""

    permission = "people.view"
    template_name = "people/person_list.html"
    title = gettext_lazy("People")
    empty_title = gettext_lazy("Nobody is posted here")
    empty_text = gettext_lazy(
        "Register a person, or load people and postings from files."
    )
    file_name = "people"
    order = Order(("employee_no",))
    columns = [
        Column(
            "name",
            pgettext_lazy("person", "Name"),
            link=("people:view-person", "employee_no"),
            sort=("name",),
        ),
        Column("employee_no", gettext_lazy("Number"), below=True),
        Column("unit_name", gettext_lazy("Unit")),
        Column("employer_name", gettext_lazy("Employer"), show=employer, file=employer),
        Column(
            "category", gettext_lazy("Category"), show=labelled(Category), phone=False
        ),
    ]
    private_columns = [
        Column("gender", gettext_lazy("Gender"), show=labelled(Gender), phone=False),
        Column("phone", gettext_lazy("Phone"), phone=False),
        Column("email", gettext_lazy("E-mail"), phone=False),
    ]

    @cached_property
    def shows_private(self) -> bool:
        """Who is posted at the unit today, is so by the unit's permission.

        Of who has left only the name stays; at the group nobody has left.
        """
        is_here = self.posted == TODAY or self.unit.kind == Kind.GROUP
        return is_here and self.may("people.view_private")

    @property
    def posted(self) -> str:
        """Who is listed: people posted ``today``, or ``ever``."""
        return EVER if self.request.GET.get("posted") == EVER else TODAY

    @property
    def filterset_class(self) -> type[PersonFilter]:  # type: ignore[override]
        return PrivatePersonFilter if self.shows_private else PersonFilter

    def get_columns(self) -> Sequence[Column]:
        more = self.private_columns if self.shows_private else []
        return [*self.columns, *more]

    @property
    def day(self) -> date | None:
        """The day on which who is listed is posted; None for ever."""
        return timezone.localdate() if self.posted == TODAY else None

    @property
    def postings(self) -> Any:
        """The postings that count for the list, anywhere."""
        if self.day:
            return Posting.objects.in_force_on(self.day)
        return Posting.objects.counted()

    def get_queryset(self) -> Any:
        here, people = self.postings.at_or_below(self.unit), Person.objects.counted()
        if self.day or self.unit.kind != Kind.GROUP:
            people = people.with_one_of(here, self.unit)
        latest = here.filter(person=OuterRef("pk")).order_by("-start_on")
        names = latest.values(shown=display_name("unit__"))[:1]
        return people.annotate(
            unit_name=Coalesce(Subquery(names), Value("")),
            employer_name=Coalesce("contractor__name", Value("")),
        )

    def get_count(self, rows: Any) -> Count:
        """The people of a unit are counted by its postings, which is done soonest."""
        asked = self.filterset
        if self.unit.kind == Kind.GROUP or not (asked and asked.is_valid()):
            return super().get_count(rows)
        people = asked.filter_queryset(Person.objects.counted())
        fits = Exists(people.filter(pk=OuterRef("person")))
        here = self.postings.below([self.unit.pk]).filter(fits)
        return Count.of_different(here, "person")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            posted=self.posted,
            kept=self.kept("posted"),
            may_change=self.may("people.change"),
            **context,
        )


class Roster(ScopedList):
    """Who is posted to the unit or below it on a day: one row for each posting."""

    permission = "people.view"
    template_name = "people/roster.html"
    title = gettext_lazy("Roster")
    empty_title = gettext_lazy("Nobody is posted here on that day")
    file_name = "roster"
    filterset_class = PostingFilter
    order = Order(("person__employee_no",))
    columns = [
        Column(
            "person__name",
            pgettext_lazy("person", "Name"),
            link=("people:view-person", "person__employee_no"),
            sort=("person__name",),
        ),
        Column("person__employee_no", gettext_lazy("Number"), below=True),
        Column("unit_name", gettext_lazy("Unit")),
        Column("employer_name", gettext_lazy("Employer"), show=employer, file=employer),
        Column(
            "person__category",
            gettext_lazy("Category"),
            show=labelled(Category),
            phone=False,
        ),
        Column("start_on", gettext_lazy("From"), show=formats.day, phone=False),
        Column("end_on", gettext_lazy("Until"), show=formats.day, phone=False),
    ]

    @cached_property
    def day(self) -> date:
        """The day of ``?day=``, by default today; BadRequest for what is no day."""
        text = self.request.GET.get("day", "")
        try:
            return DayField(required=False).clean(text) or timezone.localdate()
        except ValidationError as error:
            raise BadRequest(error.messages[0]) from error

    def get_queryset(self) -> Any:
        postings = Posting.objects.in_force_on(self.day).of_counted()
        return postings.at_or_below(self.unit).annotate(
            unit_name=display_name("unit__"),
            employer_name=Coalesce("person__contractor__name", Value("")),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_change = self.may("people.change")
        day = self.day
        return super().get_context_data(day=day, may_change=may_change, **context)


def until(day: date | None) -> Any:
    """When a qualification runs out; marked when it has."""
    if day is None or day >= timezone.localdate():
        return formats.day(day)
    expired = _("Expired %(day)s") % {"day": formats.day(day)}
    return format_html('<span class="az-tag bad">{}</span>', expired)


class ContractorList(ListPage):
    """The group's register of contractors, open to all who see people."""

    template_name = "people/contractor_list.html"
    title = gettext_lazy("Contractors")
    empty_title = gettext_lazy("No contractors yet")
    empty_text = gettext_lazy("Add one, or load the register from a file.")
    file_name = "contractors"
    filterset_class = ContractorFilter
    order = Order(("code",))
    columns = [
        Column(
            "name",
            gettext_lazy("Name"),
            link=("people:view-contractor", "code"),
            sort=("name",),
        ),
        Column("code", gettext_lazy("Code"), below=True),
        Column("qualification", gettext_lazy("Qualification")),
        Column("qualified_until", gettext_lazy("Qualified until"), show=until),
    ]

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        require(request.user, "people.view")  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return Contractor.objects.counted().visible_to(self.request.user)  # type: ignore[arg-type]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_change = self.request.user.may("people.change_contractor")  # type: ignore[union-attr]
        return super().get_context_data(may_change=may_change, **context)
