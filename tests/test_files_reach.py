"""A file reaches no further than who brings it: what it names elsewhere is refused."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from safety.org.models import CHILD_KIND, Unit
from safety.records.models import Load
from tests import make, things
from tests.cast import Cast, Place
from tests.things import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.both]

Rows = Callable[[Unit, Unit], tuple[str, str]]


def number(at: Unit) -> str:
    return str(things.person(at)["employee_no"])


# The heads and a row of each kind, for somebody at the first unit; it names a thing at
# the second.
FILES: dict[str, tuple[str, Rows]] = {
    "a posting to a unit": (
        "postings",
        lambda own, at: (
            "employee_no,unit,start_on",
            f"{number(own)},{things.below(at).code},{DAY}",
        ),
    ),
    "a posting of a person": (
        "postings",
        lambda own, at: (
            "employee_no,unit,start_on",
            f"{number(at)},{things.below(own).code},{DAY}",
        ),
    ),
    "the name of a person": (
        "people",
        lambda _own, at: ("employee_no,name", f"{number(at)},Changed"),
    ),
    "hours of a unit": (
        "worked_hours",
        lambda _own, at: ("unit,month,hours", f"{at.code},2020-01,10"),
    ),
    "the name of a unit": (
        "units",
        lambda _own, at: (
            "code,name,kind,parent,project_type",
            f"{things.below(at).code},Changed,{CHILD_KIND[at.kind]},{at.code},design",
        ),
    ),
    "a unit below a unit": (
        "units",
        lambda _own, at: (
            "code,name,kind,parent,project_type",
            f"NEW,New,{CHILD_KIND[at.kind]},{at.code},design",
        ),
    ),
    "a role at a unit": (
        "accounts",
        lambda _own, at: ("login,role,unit", f"new,worker,{at.code}"),
    ),
    "a role of an account": (
        "accounts",
        lambda own, at: (
            "login,role,unit",
            f"{things.account(at)['username']},clerk,{own.code}",
        ),
    ),
    "the address of an account": (
        "accounts",
        lambda _own, at: (
            "login,email,role,unit",
            f"{things.account(at)['username']},me@example.com,worker,{at.code}",
        ),
    ),
    "the account of a person": (
        "accounts",
        lambda own, at: (
            "login,employee_no,role,unit",
            f"new,{number(at)},worker,{own.code}",
        ),
    ),
}


def brought(client: Client, kind: str, heads: str, row: str) -> Load:
    """The load after upload, check and an attempt to load it."""
    file = things.upload(f"{heads}\n{row}\n")
    client.post(reverse("records:add-load"), {"kind": kind, "file": file})
    load = Load.objects.latest("pk")
    columns = {f"column-{n}": head for n, head in enumerate(heads.split(","))}
    client.post(reverse("records:check-load", args=[load.pk]), columns)
    client.post(reverse("records:apply-load", args=[load.pk]))
    load.refresh_from_db()
    return load


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("place", [Place.PARENT, Place.FOREIGN])
def test_what_a_file_names_elsewhere_is_refused(
    client: Client, what: str, place: Place
) -> None:
    cast = Cast()
    client.force_login(cast.users["administrator"])
    kind, rows = FILES[what]
    load = brought(client, kind, *rows(cast.units[Place.OWN], cast.units[place]))
    assert (load.state, load.rejected) == ("checked", 1)


@pytest.mark.parametrize("what", FILES)
def test_what_a_file_names_at_home_is_loaded(client: Client, what: str) -> None:
    cast = Cast()
    own = cast.units[Place.OWN]
    client.force_login(cast.users["administrator"])
    kind, rows = FILES[what]
    load = brought(client, kind, *rows(own, own))
    assert (load.state, load.rejected) == ("loaded", 0)


def moved(client: Client, cast: Cast) -> Load:
    """A load that hangs a project of the parent's under a company of one's own."""
    project, company = cast.units[Place.OWN], make.company(name="Mine")
    make.grant(cast.users["administrator"], "administrator", company)
    client.force_login(cast.users["administrator"])
    heads = "code,name,kind,parent,project_type"
    row = f"{project.code},{project.name},project,{company.code},construction"
    return brought(client, "units", heads, row)


def test_a_file_takes_no_unit_from_a_parent_where_one_may_not(client: Client) -> None:
    cast = Cast()
    load = moved(client, cast)
    assert (load.state, load.rejected) == ("checked", 1)
    with load.errors.open() as errors:
        assert "may not take this away" in errors.read().decode()


def test_whoever_holds_both_parents_moves_a_unit_by_file(client: Client) -> None:
    cast = Cast()
    parent = cast.units[Place.PARENT]
    make.grant(cast.users["administrator"], "administrator", parent)
    assert moved(client, cast).state == "loaded"
    cast.units[Place.OWN].refresh_from_db()
    assert cast.units[Place.OWN].parent != parent
