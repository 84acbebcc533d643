"""The record of a session on paper: facts, names with minutes, how each has signed."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from inspections.models import Status
from safety.accounts.permissions import Role
from safety.files.services import receive
from tests import make
from tests.things import photo_upload
from training.services import attending, sessions, signing

pytestmark = pytest.mark.django_db


def said(client: Client, key: int, language: str) -> tuple[str, int]:
    address = reverse("training:print-session", args=[key])
    answer = client.get(address, {"language": language})
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    return text, sum(len(page.images) for page in pages)


def test_it_has_everybody_with_minutes_and_how_each_has_signed(client: Client) -> None:
    project = make.project()
    ticked = make.person(project, employee_no="E-1", name="Li")
    signed = make.person(project, employee_no="E-2", name="Wu")
    helped = make.person(project, employee_no="E-3", name="Hu")
    missing = make.person(project, employee_no="E-4", name="Xu")
    session = make.session(
        project, status=Status.DRAFT, topic="Nets", place="Axis 7", trainer_name="Fire"
    )
    attending.tick(session, [ticked, missing], by=None)
    attending.untick(session, [missing.pk], by=None)
    for person in (signed, helped):
        signing.sign(session, person, receive(photo_upload(), by=None), "phone")
    session.attendances.filter(person=ticked).update(hours=Decimal("0.75"))
    sessions.close(session, by=None)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    text, pictures = said(client, session.pk, "en")
    for part in ("Nets", "Axis 7", "Fire", "E-1 Li 45 Ticked by the trainer",
                 "E-2 Wu 120 With an own phone", "E-3 Hu 120 With the phone of Wu",
                 "Absent E-4 Xu", "Signatures"):  # fmt: skip
        assert part in text, part
    assert pictures == 1  # the same bytes twice
    chinese, _pictures = said(client, session.pk, "zh-hans")
    for part in ("培训记录", "培训师点名", "本人手机", "签名"):
        assert part in chinese, part


def test_who_is_on_the_paper_sheet_has_signed_there(client: Client) -> None:
    project = make.project()
    session = make.session(project, head_count=1)
    make.attendance(session, make.person(project))
    client.force_login(make.user(Role.AUDITOR, project))
    text, _pictures = said(client, session.pk, "en")
    assert "On the paper sheet" in text
