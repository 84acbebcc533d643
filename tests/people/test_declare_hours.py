"""Worked hours: declared on a grid, at one level of the tree only."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from safety.accounts.models import User
from safety.core.months import Month
from safety.org import services as org
from safety.org.models import Unit
from safety.people import grid, services
from safety.people.models import WorkedHours
from safety.records.models import Load
from tests import make
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
GRID = "/people/hours/"
JUNE = Month.parse("2026-06")


@pytest.fixture
def company() -> Unit:
    return make.company(code="C1", name="Sixth")


@pytest.fixture
def project(company: Unit) -> Unit:
    return make.project(parent=company, code="P1", name="Baiyinhua")


@pytest.fixture
def manager(client: Client, company: Unit) -> User:
    user = make.user("company_safety", company)
    client.force_login(user)
    return user


def save(client: Client, unit: str = "C1", **cells: str) -> Any:
    """Type into cells like ``P1_06``; ``was_P1_06`` is what the cell showed."""
    form = {}
    for name, typed in cells.items():
        is_shown, cell = name.startswith("was_"), name.removeprefix("was_")
        code, month = cell.split("_")
        form[f"{'was:' if is_shown else ''}{code}:2026-{month}"] = typed
    return client.post(f"{GRID}?unit={unit}&year=2026", form)


def stored() -> dict[tuple[str, str], Decimal]:
    rows = WorkedHours.objects.counted().select_related("unit")
    return {(row.unit.code, str(row.month)): row.hours for row in rows}


def wrong(response: Any) -> dict[str, str]:
    return {cell.name: " ".join(cell.errors) for cell in response.context["errors"]}


def declare(unit: Unit, hours: str | None, month: Month = JUNE) -> None:
    amount = None if hours is None else Decimal(hours)
    services.declare_hours(unit, month, amount, by=None)


def test_hours_are_declared_for_units_and_months(
    client: Client, manager: User, project: Unit
) -> None:
    save(client, P1_06="1200.5", P1_07="0")
    assert stored() == {
        ("P1", "2026-06"): Decimal("1200.5"),
        ("P1", "2026-07"): Decimal(0),
    }


def test_an_emptied_cell_takes_hours_back(
    client: Client, manager: User, project: Unit
) -> None:
    declare(project, "100")
    save(client, P1_06="", was_P1_06="100")
    assert stored() == {}


def test_hours_taken_back_can_be_declared_again(project: Unit) -> None:
    declare(project, "100")
    declare(project, None)
    declare(project, "200")
    assert stored() == {("P1", "2026-06"): Decimal(200)}


def test_cells_left_alone_stay_as_they_are(
    client: Client, manager: User, project: Unit
) -> None:
    declare(project, "100")
    save(client, P1_06="100", was_P1_06="100", P1_07="5")
    assert WorkedHours.objects.count() == 2
    assert stored()["P1", "2026-06"] == Decimal(100)


def cell(unit: Unit, code: str) -> grid.Cell:
    """June of a unit on the grid of another."""
    cells = grid.of(unit, 2026, make.user("hq_safety")).cells
    return next(c for c in cells if c.unit.code == code and c.month == JUNE)


def test_a_unit_above_shows_what_was_declared_below(
    company: Unit, project: Unit
) -> None:
    declare(project, "100")
    declare(make.project(parent=company), "50")
    assert cell(company, "C1").below == Decimal(150)
    assert not cell(company, "C1").is_free


def test_a_unit_below_shows_who_declared_above(project: Unit) -> None:
    make.team(parent=project, code="T1")
    declare(project, "100")
    assert cell(project, "T1").above == "Baiyinhua"
    assert not cell(project, "T1").is_free


@pytest.mark.parametrize("first", ["C1", "P1", "T1"])
@pytest.mark.parametrize("second", ["C1", "P1", "T1"])
def test_one_branch_declares_at_one_level(
    company: Unit, project: Unit, first: str, second: str
) -> None:
    make.team(parent=project, code="T1")
    declare(Unit.objects.get(code=first), "100")
    if first == second:
        declare(Unit.objects.get(code=second), "50")
        return
    with pytest.raises(Exception, match="has declared hours for June 2026 already"):
        declare(Unit.objects.get(code=second), "50")


def test_two_units_side_by_side_both_declare(company: Unit, project: Unit) -> None:
    declare(project, "100")
    declare(make.project(parent=company, code="P2"), "50")
    assert len(stored()) == 2


def test_the_tree_of_the_month_decides(company: Unit, project: Unit) -> None:
    """After a move in July, June still belongs to the old branch."""
    other = make.company(code="C2")
    org.move(project, other, from_month=Month.parse("2026-07"), by=None)
    declare(company, "100")
    with pytest.raises(Exception, match="Sixth has declared"):
        declare(project, "50")
    declare(project, "50", Month.parse("2026-07"))


def test_an_input_is_shown_only_where_hours_can_be_declared(
    client: Client, manager: User, company: Unit, project: Unit
) -> None:
    declare(project, "100")
    text = client.get(GRID, {"unit": "C1", "year": "2026"}).content.decode()
    assert 'name="P1:2026-06"' in text
    assert 'name="C1:2026-06"' not in text
    assert 'name="C1:2026-07"' in text


def test_a_cell_above_a_declared_one_is_left_out_even_when_sent(
    client: Client, manager: User, project: Unit
) -> None:
    declare(project, "100")
    save(client, C1_06="500")
    assert stored() == {("P1", "2026-06"): Decimal(100)}


def test_hours_for_a_unit_and_one_below_it_in_one_form_are_both_refused_nothing_kept(
    client: Client, manager: User, project: Unit
) -> None:
    response = save(client, C1_06="500", P1_06="100", P1_07="7")
    assert len(wrong(response)) == 1
    assert "has declared hours for June 2026 already" in str(wrong(response))
    assert stored() == {}


def test_hours_move_down_in_one_form(
    client: Client, manager: User, company: Unit, project: Unit
) -> None:
    declare(company, "500")
    response = save(client, unit="P1", P1_06="100")
    assert stored() == {("C1", "2026-06"): Decimal(500)}
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-1", "greater than or equal to 0"),
        ("12.345", "2 decimal places"),
        ("x", "Enter a number"),
        ("NaN", "Enter a number"),
        ("1e400", ""),
        ("10" * 20, "12 digits"),
        ("\0", "Enter a number"),
    ],
)
def test_what_is_no_amount_is_said_at_its_cell(
    client: Client, manager: User, project: Unit, typed: str, said: str
) -> None:
    errors = wrong(save(client, P1_06=typed, P1_07="5"))
    assert said in errors["P1:2026-06"]
    assert stored() == {}


def test_what_was_typed_is_shown_again(
    client: Client, manager: User, project: Unit
) -> None:
    text = save(client, P1_06="12x", P1_07="5").content.decode()
    assert 'value="12x"' in text
    assert 'value="5"' in text


def test_hours_declared_meanwhile_are_not_overwritten(
    client: Client, manager: User, project: Unit
) -> None:
    declare(project, "300")
    errors = wrong(save(client, P1_06="100", was_P1_06=""))
    assert "Somebody has declared 300 meanwhile" in errors["P1:2026-06"]
    assert stored()["P1", "2026-06"] == Decimal(300)


def test_who_sees_people_but_may_not_declare_sees_no_box(
    client: Client, project: Unit
) -> None:
    client.force_login(make.user("company_leader", project))
    assert "<input class" not in client.get(GRID).content.decode()
    assert save(client, unit="P1", P1_06="5").status_code == 403
    assert stored() == {}


def test_a_unit_of_others_is_not_there(client: Client, manager: User) -> None:
    make.project(parent=make.company(), code="P9")
    assert client.get(GRID, {"unit": "P9"}).status_code == 404
    assert save(client, unit="P9", P9_06="5").status_code == 404


def test_cells_of_units_outside_the_grid_are_left_alone(
    client: Client, manager: User, project: Unit
) -> None:
    make.project(parent=make.company(), code="P9")
    save(client, P9_06="5")
    assert stored() == {}


@pytest.mark.parametrize("year", ["0", "9999", "x", "2026-06", "9" * 40])
def test_a_year_that_makes_no_sense_still_gives_a_page(
    client: Client, manager: User, year: str
) -> None:
    assert client.get(GRID, {"year": year, "month": year}).status_code == 200


def test_many_units_come_in_pages(client: Client, manager: User, company: Unit) -> None:
    for number in range(55):
        make.project(parent=company, code=f"Q{number:02}")
    first = client.get(GRID).context["grid"]
    assert len(first.lines) == 51
    rest = client.get(GRID, {"after": first.after}).context["grid"]
    assert len(rest.lines) == 6


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Declared by a unit above"), ("zh-hans", "由上级单位填报")],
)
def test_a_unit_above_that_the_reader_does_not_see_is_not_named(
    client: Client, project: Unit, language: str, said: str
) -> None:
    team = make.team(parent=project, code="T1")
    declare(project, "100")
    client.force_login(make.user("safety_officer", team))
    address = f"{GRID}?unit=T1&year=2026"
    page = client.get(address, headers={"accept-language": language}).content.decode()
    assert said in page
    assert "Baiyinhua" not in page


def test_nor_in_what_a_file_is_refused_for(client: Client, project: Unit) -> None:
    team = make.team(parent=project, code="T1")
    declare(project, "100")
    client.force_login(make.user("safety_officer", team))
    file = SimpleUploadedFile("h.csv", b"unit,month,hours\nT1,2026-06,5\n")
    client.post(reverse("records:add-load"), {"kind": "worked_hours", "file": file})
    load = Load.objects.get()
    columns = {"column-0": "unit", "column-1": "month", "column-2": "hours"}
    address = reverse("records:check-load", args=[load.pk])
    said = text(client.post(address, columns, follow=True))
    assert "A unit above it has hours for this month (stored)." in said
    assert "P1" not in said
