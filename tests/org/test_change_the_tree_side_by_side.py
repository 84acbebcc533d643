"""Two people at the tree at once: each change stands on the one before it."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test import Client

from safety.org.models import Ancestry, Unit
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
UNDISTURBED = 0.5  # seconds in which a change that waits for nothing is done
UNIT = {"name": "New", "code": "NEW"}


Form = tuple[str, dict[str, str]]


@pytest.fixture
def managers() -> list[Client]:
    """Two, over companies C1 with project P1 and its team T1, and C2 with P2."""
    for number in "12":
        company = make.company(code=f"C{number}", name=f"Company {number}")
        make.project(parent=company, code=f"P{number}", name=f"Project {number}")
    make.team(parent=Unit.objects.get(code="P1"), code="T1")
    managers = [Client(), Client()]
    for manager in managers:
        manager.force_login(make.user("hq_safety"))
    return managers


def send(manager: Client, form: Form) -> None:
    page, fields = form
    assert manager.post(f"/org/units/{page}/", fields).status_code == 302


def send_both(managers: list[Client], one: Form, other: Form) -> None:
    """Send the other form when the work of the first is done and not yet kept."""
    first, second = managers

    def send_other() -> None:
        try:
            send(second, other)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            send(first, one)
            sent: Future[None] = pool.submit(send_other)
            with suppress(TimeoutError):
                sent.result(timeout=UNDISTURBED)
        sent.result(timeout=60)


def above(code: str) -> set[str]:
    """Codes of what is above a unit, but the group."""
    tree = Ancestry.objects.current().proper().filter(unit__code=code)
    return set(
        tree.exclude(ancestor__parent=None).values_list("ancestor__code", flat=True)
    )


def test_a_unit_that_leaves_a_moving_one_is_not_taken_along(
    managers: list[Client],
) -> None:
    send_both(managers, ("P1/move", {"to": "C2"}), ("T1/move", {"to": "P2"}))
    assert above("T1") == {"P2", "C2"}
    send_both(managers, ("T1/move", {"to": "P1"}), ("P1/move", {"to": "C1"}))
    assert above("T1") == {"P1", "C1"}


def test_a_unit_added_below_a_moving_one_moves_along(managers: list[Client]) -> None:
    send_both(managers, ("P1/move", {"to": "C2"}), ("P1/add", UNIT))
    assert above("NEW") == {"P1", "C2"}


def test_a_unit_added_first_moves_along(managers: list[Client]) -> None:
    send_both(managers, ("P1/add", UNIT), ("P1/move", {"to": "C2"}))
    assert above("NEW") == {"P1", "C2"}


def test_a_unit_changed_while_it_moves_stays_moved(managers: list[Client]) -> None:
    form = {"code": "P1", "name": "Renamed", "project_type": "design"}
    send_both(managers, ("P1/move", {"to": "C2"}), ("P1/change", form))
    unit = Unit.objects.select_related("parent").get(code="P1")
    assert (unit.name, unit.parent and unit.parent.code) == ("Renamed", "C2")
    assert above("P1") == {"C2"}
