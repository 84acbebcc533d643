"""Certificates: entered, listed by what expires first, loaded from files."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from safety.accounts.permissions import Role
from safety.core.months import months_later
from safety.records.models import Load, State
from safety.records.services import begin
from tests import make
from tests.records.files import Desk
from tests.things import photo_upload
from training.models import Certificate, CertificateRule
from training.services.clearance import clearance

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FILE = """\
employee_no,kind,number,trade,issuer,issued_on,expires_on,recheck_on
E1,special_operation,T-1,Welder,Bureau,2019-06-03,2025-06-03,2022-06-03
E1,class_c2,C-1,,,2019-06-03,,
"""


def test_days_left_empty_follow_from_the_rule_of_the_kind(client: Client) -> None:
    project = make.project()
    person = make.person(project)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    address = reverse("training:add-certificate", args=[person.employee_no])
    sent = {"kind": "special_operation", "number": "T-1", "issued_on": "2019-06-03"}
    assert client.post(address, sent).status_code == 302
    made = Certificate.objects.get()
    assert made.expires_on == date(2025, 6, 3)
    assert made.recheck_on == date(2022, 6, 3)
    assert "T-1" in client.get(person.get_absolute_url()).content.decode()


def test_its_scan_is_seen_by_who_sees_the_certificate_and_by_nobody_else(
    client: Client,
) -> None:
    project = make.project()
    person = make.person(project)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    address = reverse("training:add-certificate", args=[person.employee_no])
    sent = {"kind": "class_c2", "number": "C-1", "issued_on": "2019-06-03"}
    broken = SimpleUploadedFile("scan.jpg", b"no photo", "image/jpeg")
    assert client.post(address, {**sent, "photos": broken}).status_code == 200
    assert not Certificate.objects.exists()
    client.post(address, {**sent, "photos": photo_upload()})
    made = Certificate.objects.get()
    file = made.scans.get().file
    assert file.get_absolute_url() in client.get(made.get_absolute_url()).text
    assert client.get(file.get_absolute_url()).status_code == 200
    elsewhere = Client()
    elsewhere.force_login(make.user(Role.SAFETY_OFFICER, make.project()))
    assert elsewhere.get(file.get_absolute_url()).status_code == 404


def test_it_is_withdrawn_with_a_reason_that_its_history_keeps(client: Client) -> None:
    project = make.project()
    made = make.certificate(make.person(project))
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    address = reverse("training:void-certificate", args=[made.pk])
    assert client.post(address, {"reason": " "}).status_code == 200
    assert Certificate.objects.counted().exists()
    for reason in ("Forged by the agency", "Another reason"):
        client.post(address, {"reason": reason})
    made.refresh_from_db()
    assert (made.status, made.why_voided) == ("voided", "Forged by the agency")
    page = client.get(made.get_absolute_url()).content.decode()
    assert page.count("Forged by the agency") == 2
    assert "Another reason" not in page


@pytest.mark.parametrize("passed", ["expires_on", "recheck_on"])
def test_either_day_that_has_passed_stands_against_work(passed: str) -> None:
    project = make.project()
    person = make.person(project, category="technical")
    last = date(2020, 6, 3)
    days = {"expires_on": date(2030, 1, 1), "recheck_on": date(2030, 1, 1)}
    make.certificate(person, **{**days, passed: last})
    assert clearance(person, last).is_given
    (reason,) = clearance(person, last + timedelta(days=1)).reasons
    assert "expired" in reason


def test_what_expires_first_is_on_top(client: Client) -> None:
    project = make.project()
    person = make.person(project)
    later = make.certificate(person, expires_on=date(2031, 1, 1))
    for_ever = make.certificate(person)
    sooner = make.certificate(
        person, expires_on=date(2032, 1, 1), recheck_on=date(2030, 1, 1)
    )
    elsewhere = make.certificate(make.person(make.project()))
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = client.get(reverse("training:list-certificates")).content.decode()
    places = [page.index(each.number) for each in (sooner, later, for_ever)]
    assert places == sorted(places)
    assert elsewhere.number not in page


def test_a_file_of_certificates_is_loaded_and_comes_back(tmp_path: Path) -> None:
    make.person(make.project(), employee_no="E1")
    desk = Desk(tmp_path)
    assert desk.load("certificates", FILE).counts == (2, 0, 0, 0)
    head, *rows = desk.dump("certificates")
    again = "\n".join(",".join(row) for row in (head, *rows))
    assert desk.load("certificates", again).counts == (0, 0, 2, 0)


def test_a_loaded_one_without_days_has_those_of_its_kind(tmp_path: Path) -> None:
    make.person(make.project(), employee_no="E1")
    desk = Desk(tmp_path)
    for _again in range(2):
        desk.load("certificates", FILE)
        bare = Certificate.objects.get(number="C-1")
        rule = CertificateRule.objects.get(kind="class_c2")
        assert bare.expires_on == months_later(date(2019, 6, 3), rule.valid_months)
    head, row = FILE.splitlines()[0], "E1,class_c2,C-1,,,2022-06-03,,"
    desk.load("certificates", f"{head}\n{row}\n")
    bare.refresh_from_db()
    assert bare.expires_on == months_later(date(2022, 6, 3), rule.valid_months)
    load = Load.objects.latest("pk")
    assert begin(load, State.TO_UNDO)
    bare.refresh_from_db()
    assert bare.issued_on == date(2019, 6, 3)
    assert bare.expires_on == months_later(date(2019, 6, 3), rule.valid_months)
    for load in Load.objects.exclude(state=State.UNDONE).order_by("-pk"):
        assert begin(load, State.TO_UNDO), load
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("E9,class_a,A-1,,,2019-06-03,,", "employee_no", "E9"),
        ("E1,licence,A-1,,,2019-06-03,,", "kind", "one of"),
        ("E1,class_a,A-1,,,2019-06-03,2019-06-02,", "expires_on", "before"),
        ("E1,class_a,A-1,,,2019-06-03,,2019-06-02", "recheck_on", "before"),
    ],
)
def test_a_bad_row_is_reported_and_nothing_is_loaded(
    tmp_path: Path, row: str, column: str, said: str
) -> None:
    make.person(make.project(), employee_no="E1")
    outcome = Desk(tmp_path).load("certificates", f"{FILE}{row}\n")
    (error,) = outcome.document["errors"]
    assert (error["row"], error["column"]) == (4, column)
    assert said in error["message"]
    assert not Certificate.objects.exists()
