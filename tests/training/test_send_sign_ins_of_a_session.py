"""A thousand sign-ins, each in copies and side by side over a bad line: a thousand."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from inspections.models import Status
from safety.journal import write as journal
from safety.people.models import Person, Posting
from tests import make
from tests.line import Line
from tests.things_training import drawing
from training.models import SignIn
from training.services import signing

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.mark.slow
def test_a_thousand_in_copies_are_a_thousand(settings: Any, tmp_path: Path) -> None:
    """On PostgreSQL; SQLite has one writer, so that a few dozen say the same there."""
    settings.MEDIA_ROOT = tmp_path
    settings.SIGN_IN_MINUTES = 60
    number = 1000 if connection.vendor == "postgresql" else 40
    project = make.project()
    today = timezone.localdate()
    people = [Person(employee_no=f"N{n}", name=f"N {n}") for n in range(number)]
    journal.save_all(people, "register", by=None)
    postings = [Posting(person=p, unit=project, start_on=today) for p in people]
    journal.save_all(postings, "post", by=None)
    held = make.session(
        project, status=Status.DRAFT, opened_at=timezone.now(), ended_on=today
    )
    url, drawn = f"/sign-in/{signing.code_of(held)}/", drawing()
    forms = [(url, {"employee_no": p.employee_no, "drawn": drawn}) for p in people]
    line = Line(AnonymousUser(), forms)
    answers = line.send_all()
    assert Counter(answer.status for answer in answers).keys() == {302}
    assert len(set(answers)) == number
    assert held.attendances.present().count() == number
    assert SignIn.objects.count() == number
    assert line.send(0, employee_no="N1").status == 409
