"""What lists of people and contractors can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.org.fields import DayField
from safety.people.fields import ContractorField
from safety.people.models import Category, Gender

OWN, CONTRACTED = "own", "contractor"


class DayFilter(django_filters.Filter):  # type: ignore[misc]
    """Rows on, from or until a day."""

    field_class = DayField


class ContractorFilterField(django_filters.Filter):  # type: ignore[misc]
    """Persons of one contractor."""

    field_class = ContractorField


class PersonFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by number or name; narrow by employer and category."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    employer = django_filters.ChoiceFilter(
        choices=[(OWN, _("Own employees")), (CONTRACTED, _("Contractors’ workers"))],
        method="employed",
        label=_("Employer"),
    )
    contractor = ContractorFilterField(label=_("Contractor"))
    category = django_filters.ChoiceFilter(
        choices=Category.choices, label=_("Category")
    )

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose number begins with, or whose name holds, the text."""
        return rows.matching(text)

    def employed(self, rows: Any, _name: str, employer: str) -> Any:
        """Rows of own employees, or of everybody else.

        Either are so many that the index of contractors is no way to find the first.
        """
        rows = rows.alias(employed_by=Coalesce("contractor_id", Value(0)))
        is_own = Q(employed_by=0)
        return rows.filter(is_own if employer == OWN else ~is_own)


class PrivatePersonFilter(PersonFilter):
    """The same and personal data, for who may see them at the unit of the page."""

    gender = django_filters.ChoiceFilter(choices=Gender.choices, label=_("Gender"))


class PostingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The same on the persons of postings."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    employer = django_filters.ChoiceFilter(
        choices=[(OWN, _("Own employees")), (CONTRACTED, _("Contractors’ workers"))],
        method="employed",
        label=_("Employer"),
    )
    contractor = ContractorFilterField("person__contractor", label=_("Contractor"))
    category = django_filters.ChoiceFilter(
        "person__category", choices=Category.choices, label=_("Category")
    )

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows of persons that fit the text."""
        return rows.of_matching(text)

    def employed(self, rows: Any, _name: str, employer: str) -> Any:
        """Rows of own employees, or of everybody else."""
        return rows.filter(person__contractor__isnull=employer == OWN)


class ContractorFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find by code or name; narrow by whether the qualification still holds."""

    q = django_filters.CharFilter(method="matching", label=_("Find"))
    qualification = django_filters.ChoiceFilter(
        choices=[("valid", _("In force")), ("expired", _("Expired"))],
        method="qualified",
        label=_("Qualification"),
    )

    def matching(self, rows: Any, _name: str, text: str) -> Any:
        """Rows whose code begins with, or whose name holds, the text."""
        return rows.matching(text)

    def qualified(self, rows: Any, _name: str, wanted: str) -> Any:
        """Rows with a qualification that has, or has not, run out."""
        today = timezone.localdate()
        if wanted == "expired":
            return rows.filter(qualified_until__lt=today)
        return rows.filter(qualified_until__gte=today)
