"""How often the database is asked when an inspection ends and a hazard is reported."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inspections.models import Hazard, Inspection
from safety.accounts.models import User
from safety.files.services import receive
from safety.org.models import Unit
from tests import make, pages
from tests.inspections.test_end_an_inspection import officer, photo, project
from tests.inspections.walks import begin, do, hazard_form, tell

__all__ = ["officer", "project"]  # fixtures
pytestmark = [pytest.mark.django_db, pytest.mark.both]
# Questions of a whole request, savepoints apart: who comes, what the form offers, and
# which numbers change are among them. It does not get more.
ENDS, REPORTS, RAISES = 20, 16, 28
# A plain form asks 7 (SPEED): twice as many for the first record, and for each further.
FIRST, MORE = 2 * 7, 4


def asked(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        assert act().status_code == 302
    said = [str(each["sql"]) for each in found]
    return sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in said)


def walked(client: Client, project: Unit, size: int, fails: int) -> Inspection:
    """A walk of so many items, all answered, of which some made hazards."""
    items = ", ".join(f"{{code: c{n}, text: T{n}}}" for n in range(size))
    table = make.checklist(project, f"sections: [{{name: S, items: [{items}]}}]")
    walk = begin(client, project, table)
    for n in range(fails):
        tell(client, walk, f"c{n}", outcome="fail")
        form = hazard_form(client, walk, f"c{n}")
        do(client, walk, "raise-hazard", **form | {"photos": photo()})
    do(client, walk, "pass-section", at="1")
    assert walk.hazards.count() == fails
    return walk


def test_the_end_of_an_inspection_asks_as_often_at_any_length(
    client: Client, officer: User, project: Unit
) -> None:
    counted = []
    for size, fails in ((4, 1), (60, 3), (60, 0)):
        walk = walked(client, project, size, fails)
        address = f"/inspections/{walk.pk}/finish/"
        said = pages.fields(client.get(address)) | {"why_not": "absent"}
        counted.append(asked(lambda: client.post(address, said)))  # noqa: B023
    assert counted == [ENDS] * 3
    assert FIRST + 3 * MORE >= ENDS  # with its hazards


def test_a_hazard_with_photos_asks_little_and_each_further_photo_less(
    client: Client, officer: User, project: Unit
) -> None:
    address = f"/inspections/hazards/report/?unit={project.code}"
    one, three = (reported(client, officer, address, n) for n in (1, 3))
    assert one == REPORTS <= FIRST + MORE
    assert three - one <= 2 * MORE


def reported(client: Client, officer: User, address: str, number: int) -> int:
    """Report a hazard with photos that are here already."""
    said: dict[str, Any] = pages.fields(client.get(address))
    colours: Sequence[str] = ("red", "green", "blue")[:number]
    kept = [receive(photo(colour), by=officer.pk) for colour in colours]
    said |= {"description": "Edge", "photos": [str(file.key) for file in kept]}
    said["responsible"] = officer.person.employee_no
    count = asked(lambda: client.post(address, said))
    assert Hazard.objects.latest("pk").photos.count() == number
    return count


def test_a_failed_item_makes_its_hazard_with_as_many_at_any_length(
    client: Client, officer: User, project: Unit
) -> None:
    counted = []
    for size in (4, 60):
        walk = walked(client, project, size, 1)
        tell(client, walk, "c2", outcome="fail")
        kept = receive(photo(), by=officer.pk)
        said = hazard_form(client, walk, "c2") | {"photos": str(kept.key)}
        address = f"/inspections/{walk.pk}/raise-hazard/"
        counted.append(asked(lambda: client.post(address, said)))  # noqa: B023
        assert walk.hazards.count() == 2
    assert counted == [RAISES] * 2
