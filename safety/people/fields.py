"""Form fields for one person or one contractor out of thousands."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from safety.org.fields import SearchField, SearchInput
from safety.people.models import Contractor, Person


class PersonField(SearchField):
    """A person, by employee number. Set ``queryset`` to whom the user sees."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Person"))
        options.setdefault("help_text", _("Type an employee number or a name."))
        options["widget"] = SearchInput("people:choose-person")
        super().__init__(Person.objects.none(), "employee_no", **options)


class ContractorField(SearchField):
    """A contractor, by code; the register is open to all who see people."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Contractor"))
        options["widget"] = SearchInput("people:choose-contractor")
        super().__init__(Contractor.objects.counted(), "code", **options)
