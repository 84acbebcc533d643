"""Every fen of a card is accounted for by entries that never change."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from safety.closing.services import months
from safety.core.months import Month
from safety.incentives import tasks
from safety.incentives.models import Card, Entry, Proof
from safety.incentives.services import ledger, voiding
from safety.indicators import drain
from safety.indicators.models import Value
from safety.org.models import Unit
from safety.records.models import Load, State
from safety.records.services import work_on
from safety.sweeps import beat
from tests import make
from tests.pages import text
from tests.records.files import Desk, run

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEAD = "serial,unit,issued_on,employee_no,behaviour,amount,redeemed_on,status"
KEPT = "A-1,P1,2019-06-03,E1,Clipped on,5.50,,"
REDEEMED = "A-2,P1,2019-06-04,E1,Tidy,2.25,2019-07-01,"
JULY = date(2019, 7, 1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    project = make.project(code="P1", parent=make.company(code="C1"))
    for number in ("E1", "E2"):
        make.person(project, employee_no=number)
    return Desk(tmp_path)


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    load(desk, KEPT, REDEEMED)
    return desk


def load(desk: Desk, *rows: str) -> None:
    assert not desk.load("cards", "\n".join([HEAD, *rows])).status


def entries(serial: str) -> list[tuple[str, str, str, Decimal, bool]]:
    rows = Entry.objects.filter(serial=serial).order_by("pk")
    names = ("movement", "source", "target", "amount", "reverses")
    return [
        (move, source, target, amount, reverses is not None)
        for move, source, target, amount, reverses in rows.values_list(*names)
    ]


def in_force() -> int:
    return Entry.objects.in_force().count()


def test_loaded_cards_come_out_of_the_opening_account(loaded: Desk) -> None:
    issued = ("issue", "opening", "worker")
    assert entries("A-1") == [(*issued, Decimal("5.50"), False)]
    assert entries("A-2") == [
        (*issued, Decimal("2.25"), False),
        ("redeem", "worker", "shop", Decimal("2.25"), False),
    ]
    days = Entry.objects.filter(serial="A-2").order_by("pk")
    assert [entry.day for entry in days] == [date(2019, 6, 4), JULY]


def test_the_same_file_again_posts_nothing(loaded: Desk) -> None:
    load(loaded, KEPT, REDEEMED)
    assert Entry.objects.count() == 3


def test_a_correction_gives_back_and_enters_anew(loaded: Desk) -> None:
    load(loaded, KEPT.replace("5.50", "7"))
    assert entries("A-1") == [
        ("issue", "opening", "worker", Decimal("5.50"), False),
        ("issue", "worker", "opening", Decimal("5.50"), True),
        ("issue", "opening", "worker", Decimal(7), False),
    ]
    assert in_force() == 3


def test_what_a_card_was_worth_to_somebody_else_is_given_back(loaded: Desk) -> None:
    load(loaded, KEPT.replace("E1", "E2"))
    held = Entry.objects.in_force().get(serial="A-1")
    assert held.person.employee_no == "E2"


def test_a_voided_card_moves_nothing(loaded: Desk) -> None:
    load(loaded, f"{REDEEMED}voided")
    assert in_force() == 1
    assert sum(amount for *_told, amount, back in entries("A-2") if back) == Decimal(
        "4.50"
    )
    load(loaded, f"{REDEEMED}counted")
    assert in_force() == 3
    assert proof().wrong == 0


def test_a_load_that_is_taken_back_leaves_its_entries_given_back(loaded: Desk) -> None:
    made = Load.objects.get()
    made.move(State.TO_UNDO)
    work_on(made)
    assert not Card.objects.exists()
    assert (Entry.objects.count(), in_force()) == (6, 0)
    assert proof().wrong == 0


@pytest.mark.parametrize(
    "statement",
    ["UPDATE incentives_entry SET amount = 1", "DELETE FROM incentives_entry"],
)
def test_no_statement_changes_an_entry(loaded: Desk, statement: str) -> None:
    """The triggers are there, also after later migrations."""
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")
def test_nothing_replaces_an_entry(loaded: Desk) -> None:
    columns = [field.column for field in Entry._meta.concrete_fields]
    said = ", ".join("1" if each == "amount" else each for each in columns)
    statement = (
        f"INSERT OR REPLACE INTO incentives_entry ({', '.join(columns)})"
        f" SELECT {said} FROM incentives_entry"
    )
    before = list(Entry.objects.order_by("pk").values_list("amount"))
    with pytest.raises(IntegrityError), transaction.atomic():
        spoil(statement)
    assert list(Entry.objects.order_by("pk").values_list("amount")) == before


def test_the_database_refuses_a_second_redemption(loaded: Desk) -> None:
    again = Entry.objects.get(movement="redeem")
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_a_card_of_a_page_comes_out_of_the_budget(desk: Desk) -> None:
    card = make.card(make.project())
    ledger.post([card.pk], by=None)
    assert entries(card.serial) == [("issue", "budget", "worker", card.amount, False)]


def test_the_page_of_a_card_shows_what_has_moved(loaded: Desk, client: Client) -> None:
    load(loaded, KEPT.replace("5.50", "7"))
    card = Card.objects.get(serial="A-1")
    client.force_login(make.user("safety_officer", card.unit))
    page = text(client.get(card.get_absolute_url()))
    assert page.count("Opening account → Worker") == 2
    assert page.count("Given back") == 1
    assert "5.50" in page


# --- the proof ------------------------------------------------------------------


def proof() -> Proof:
    run("ledger")
    return Proof.objects.latest("pk")


def spoil(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_proof_finds_nothing_wrong(loaded: Desk) -> None:
    found = run("ledger", "--json")
    assert found.status == 0
    assert found.document == {"cards": 2, "entries": 3, "wrong": 0, "faults": []}


def test_a_card_that_was_changed_behind_the_ledger_is_listed(loaded: Desk) -> None:
    drain.drain()
    spoil("UPDATE incentives_card SET amount = 900 WHERE serial = 'A-1'")
    found = run("ledger", "--json")
    assert found.status == 1
    assert found.document["wrong"] == 2
    told = [
        (each["what"], each["of"], each["fen"]) for each in found.document["faults"]
    ]
    assert told == [
        ("entry-without-card", "A-1", 550),
        ("card-without-entry", "A-1", 900),
    ]


def test_a_reversal_that_gives_back_something_else_is_listed(loaded: Desk) -> None:
    load(loaded, f"{KEPT}voided")
    crooked = Entry.objects.get(movement="redeem")
    crooked.pk, crooked.reverses_id = None, Entry.objects.get(movement="redeem").pk
    crooked.save(force_insert=True)
    what = {each["what"] for each in proof().faults}
    assert "reversal-differs" in what


def test_a_movement_that_was_entered_twice_is_listed(loaded: Desk) -> None:
    again = Entry.objects.get(movement="redeem")
    again.pk, again.turn = None, again.turn + 1
    again.save(force_insert=True)
    assert ("movement-twice", "A-2") in {(f["what"], f["of"]) for f in proof().faults}


def test_the_ledger_fits_the_records_of_a_closed_month_that_differ(
    loaded: Desk,
) -> None:
    group = make.group()
    drain.drain()
    months.close(group, Month.of(2019, 6), by=None, why="Hours come later")
    voiding.void(Card.objects.get(serial="A-1"), "Wrong", by=make.user("hq_safety").pk)
    assert proof().wrong == 0


def test_a_number_that_is_not_the_ledgers_is_listed(loaded: Desk) -> None:
    drain.drain()
    Value.objects.all().delete()
    faults = [(each["of"], each["movement"], each["fen"]) for each in proof().faults]
    assert faults == [("2019-06", "issue", 775), ("2019-07", "redeem", 225)]


def test_its_page_has_balances_and_what_is_wrong(loaded: Desk, client: Client) -> None:
    site = Unit.objects.get(code="P1")
    client.force_login(make.user("hq_safety", make.group()))
    address = "/incentives/ledger/"
    assert "was not proved yet" in text(client.get(address))
    load(loaded, f"{KEPT}voided")
    page = text(client.get(address, {"unit": site.code}))
    for said in ("Opening account RMB −2.25", "Worker RMB 0", "Shop RMB 2.25"):
        assert said in page
    proof()
    assert "All of it fits" in text(client.get(address))
    spoil("UPDATE incentives_card SET amount = 900 WHERE serial = 'A-2'")
    proof()
    page = text(client.get(address))
    assert "Entered, but the card says otherwise" in page
    assert "A-2" not in text(client.get(address, {"unit": site.code}))


def test_it_is_proved_every_night(loaded: Desk) -> None:
    nightly = [entry["task"] for entry in beat(1).values()]
    assert tasks.prove.name in nightly
    tasks.prove()
    assert Proof.objects.get().entries == 3
