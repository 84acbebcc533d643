"""People and contractors in the search box."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.core.search import Found, Searchable, register
from safety.people.lists import employer
from safety.people.models import Contractor, Person


def find_people(viewer: Viewer, text: str, limit: int) -> Sequence[Found]:
    """Persons by the beginning of the number or a part of the name."""
    people = Person.objects.counted().visible_to(viewer).matching(text)
    return [
        Found(
            str(person),
            f"{person.employee_no} · {employer(str(person.contractor or ''))}",
            person.get_absolute_url(),
        )
        for person in people.select_related("contractor").order_by("employee_no")[
            :limit
        ]
    ]


def find_contractors(viewer: Viewer, text: str, limit: int) -> Sequence[Found]:
    """Contractors by the beginning of the code or a part of the name."""
    register_of_group = Contractor.objects.counted().visible_to(viewer).matching(text)
    return [
        Found(str(contractor), contractor.code, contractor.get_absolute_url())
        for contractor in register_of_group.order_by("code")[:limit]
    ]


register(
    Searchable(_("People"), find_people, "people:list-people", order=20),
    Searchable(_("Contractors"), find_contractors, "people:list-contractors", order=30),
)
