"""A month on its pages: handed in with a signature, reviewed, closed, restated."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from inspections.models import Hazard
from safety.accounts.models import User
from safety.closing.models import Entry, Evidence, Return
from safety.closing.services import months
from safety.core.months import Month, Period
from safety.indicators import drain
from safety.org.models import Unit
from safety.people.models import Person
from safety.records.models import Load
from tests import make
from tests.things_training import drawing

pytestmark = [pytest.mark.usefixtures("in_2019"), pytest.mark.django_db]
MAY = Month.of(2019, 5)


class Site:
    """A project with a hazard found in May, its company and the group."""

    def __init__(self) -> None:
        self.group = make.group(code="G")
        self.company = make.company(code="C", parent=self.group)
        self.project = make.project(code="P", parent=self.company)
        make.hazard(self.project, date(2019, 5, 10))
        make.person(self.project)
        drain.drain()
        self.officer = make.user("safety_officer", self.project)
        self.manager = make.user("company_safety", self.company)
        self.hq = make.user("hq_safety", self.group)


@pytest.fixture
def site() -> Site:
    return Site()


def page(user: User, what: str, unit: Unit, data: Any = None, **more: str) -> Any:
    client = Client()
    client.force_login(user)
    query = {"unit": unit.code, "period": "2019-05", **more}
    address = f"/closing/{what}?" + "&".join(f"{k}={v}" for k, v in query.items())
    if data is None:
        return client.get(address)
    return client.post(address, data, follow=True)


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def sign(user: User, unit: Unit, **explained: str) -> Any:
    return page(user, "hand-in/", unit, {"drawn": drawing(), **explained})


def test_a_project_explains_and_signs(site: Site) -> None:
    shown = text(page(site.officer, "hand-in/", site.project))
    assert "Projects without worked hours: 1" in shown
    assert "Fill in “" in text(sign(site.officer, site.project))
    assert not Return.objects.exists()
    said = text(sign(site.officer, site.project, **{"hours.missing": "Clerk is ill"}))
    assert "Signed." in said
    made = Return.objects.get()
    assert (made.signed_by, made.explained) == (
        site.officer,
        {"hours.missing": "Clerk is ill"},
    )
    assert made.signatures.count() == 1


def handed_in(site: Site) -> None:
    sign(site.officer, site.project, **{"hours.missing": "Clerk is ill"})


def test_a_company_reviews_when_all_are_in(site: Site) -> None:
    assert "have not handed in" in text(sign(site.manager, site.company))
    handed_in(site)
    assert "Signed." in text(sign(site.manager, site.company))
    assert Return.objects.signed().count() == 2


def test_what_is_sent_back_is_signed_anew(site: Site) -> None:
    handed_in(site)
    sign(site.manager, site.company)
    data = {"why": "Hours are known by now"}
    assert "Sent back." in text(page(site.manager, "send-back/", site.project, data))
    assert not Return.objects.signed().exists()
    assert "Hours are known by now" in text(page(site.officer, "", site.project))
    handed_in(site)
    assert Return.objects.signed().get().signatures.count() == 2


def test_a_project_cannot_send_back(site: Site) -> None:
    handed_in(site)
    assert (
        page(site.officer, "send-back/", site.project, {"why": "x"}).status_code == 403
    )


def test_headquarters_sees_who_is_missing_and_closes(site: Site) -> None:
    shown = text(page(site.hq, "", site.group))
    assert "0 / 1" in shown
    assert "1 not handed in" in shown
    asked = text(page(site.hq, "close/", site.group))
    assert "Not handed in:" in asked
    assert "Fill in “" in text(page(site.hq, "close/", site.group, {"why": ""}))
    said = page(site.hq, "close/", site.group, {"why": "They answer by phone"})
    assert "Closed. What is published stays as it is." in text(said)
    assert Entry.objects.get().by == site.hq
    shown = text(page(site.officer, "", site.project))
    assert "What is published stays as it is" in shown


def test_only_headquarters_closes(site: Site) -> None:
    for user, unit in ((site.officer, site.project), (site.manager, site.company)):
        assert page(user, "close/", unit, {"why": "x"}).status_code == 403
    assert not Entry.objects.exists()


def closed(site: Site) -> None:
    page(site.hq, "close/", site.group, {"why": "They answer by phone"})
    make.hazard(site.project, date(2019, 5, 20))
    drain.drain()


def load_hazard(tmp_path: Path, **options: str) -> Load:
    head = "number,unit,found_on,level,description,due_on"
    file = tmp_path / "hazards.csv"
    file.write_text(f"{head}\nH9,P,2019-05-20,general,Loose rail,2019-06-20\n")
    call_command("load", "hazards", str(file), stdout=StringIO(), **options)
    return Load.objects.latest("pk")


def why_restated(site: Site) -> str:
    drain.drain()
    asked = {"code": "hazards.found"}
    return text(page(site.hq, "restatements/one/", site.project, **asked))


def test_what_a_file_changes_is_shown_with_its_reason(
    site: Site, tmp_path: Path
) -> None:
    page(site.hq, "close/", site.group, {"why": "They answer by phone"})
    load = load_hazard(tmp_path, restate="Found in a drawer")
    shown = why_restated(site)
    assert f"File {load.pk}" in shown
    assert "Found in a drawer" in shown


def test_what_is_taken_back_is_shown_with_its_reason(
    site: Site, tmp_path: Path
) -> None:
    load = load_hazard(tmp_path)
    page(site.hq, "close/", site.group, {"why": "They answer by phone"})
    client = Client()
    client.force_login(site.hq)
    said = {"reason": "It was the file of another site"}
    shown = text(client.post(f"/records/loads/{load.pk}/undo/", said, follow=True))
    assert "Taken back" in shown
    assert "It was the file of another site" in shown
    assert "It was the file of another site" in why_restated(site)


def test_a_late_record_is_listed_opened_and_approved(site: Site) -> None:
    closed(site)
    shown = text(page(site.hq, "restatements/", site.group))
    assert "hazards.found" in shown
    one = text(page(site.hq, "restatements/one/", site.project, code="hazards.found"))
    assert "The records that make the difference" in one
    assert "Reported" in one
    chosen = {"chosen": "P|2019-05|hazards.found", "why": "Found in a drawer"}
    assert "Approved" in text(
        page(site.hq, "restatements/approve/", site.group, chosen)
    )
    assert "Restated, and approved." in text(
        page(site.hq, "restatements/one/", site.project, code="hazards.found")
    )
    assert Entry.objects.restatements().get().period == Period.parse("2019-05")


def test_whoever_changes_a_closed_month_is_told(site: Site) -> None:
    closed(site)
    hazard = Hazard.objects.get(unit=site.project, found_on=date(2019, 5, 20))
    client, person = Client(), make.person(site.project)
    client.force_login(make.user("safety_officer", site.project, person=person))
    address = reverse("inspections:void-hazard", args=[hazard.pk])
    shown = client.post(address, {"note": "Twice"}, follow=True)
    assert "2019-05 is closed for" in text(shown)
    assert "the change shows as a restatement" in text(shown)


def change_gender(site: Site, person: Person) -> str:
    client = Client()
    client.force_login(site.officer)
    address = reverse("people:change-person", args=[person.employee_no])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return text(client.post(address, {**sent, "gender": "f"}, follow=True))


def test_whoever_changes_what_has_no_date_is_told_of_closed_months(site: Site) -> None:
    person = Person.objects.get(postings__unit=site.project)
    assert "restatement" not in change_gender(site, person)
    Person.objects.update(gender="m")
    closed(site)
    assert "2019-05 is closed for" in change_gender(site, person)


def test_many_closed_months_are_told_of_in_one_sentence(site: Site) -> None:
    person = Person.objects.get(postings__unit=site.project)
    make.hazard(site.project, date(2019, 2, 10))
    drain.drain()
    for month in ("2019-02", "2019-03", "2019-04", "2019-05"):
        months.close(site.group, Month.parse(month), by=None, why="Late")
    said = change_gender(site, person)
    assert "4 closed months, from 2019-02 to 2019-05, show the change" in said


def test_evidence_is_asked_for_and_given(site: Site) -> None:
    closed(site)
    data = {"why": "Send the photo"}
    said = page(site.hq, "restatements/ask/", site.project, data, code="hazards.found")
    assert "Asked." in text(said)
    asked = Evidence.objects.get()
    client = Client()
    client.force_login(site.officer)
    sent = {"why": "It is with the record"}
    client.post(f"/closing/restatements/answer/{asked.pk}/", sent)
    shown = text(page(site.hq, "restatements/one/", site.project, code="hazards.found"))
    assert "It is with the record" in shown


def test_what_is_not_below_cannot_be_approved(site: Site) -> None:
    closed(site)
    chosen = {"chosen": "X|2019-05|hazards.found", "why": "x"}
    answer = page(site.hq, "restatements/approve/", site.group, chosen)
    assert answer.status_code == 404
    assert page(site.hq, "restatements/one/", site.group, code="no").status_code == 404


def test_a_month_is_opened_again_with_a_reason(site: Site) -> None:
    closed(site)
    assert "This opens:" in text(page(site.hq, "reopen/", site.project))
    assert "Fill in “" in text(page(site.hq, "reopen/", site.project, {"why": ""}))
    said = page(site.hq, "reopen/", site.project, {"why": "A drill was forgotten"})
    assert "Open again." in text(said)
    book = text(page(site.hq, "book/", site.group))
    assert "A drill was forgotten" in book


def test_the_page_of_a_month_asks_the_same_however_many_projects(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        make.person(make.project(parent=site.company))
    drain.drain()
    client = Client()
    client.force_login(site.hq)
    with django_assert_max_num_queries(34):
        client.get("/closing/?unit=G&period=2019-05")
