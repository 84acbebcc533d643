"""Codes for the online school: given to a person, taken back, and what they open.

Whoever has a code and the employee number learns as that person, and sees the school
alone.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from safety.journal import write as journal
from safety.people.models import Person
from training.models import SchoolCode

DIGITS = 8  # typed on the keypad of a phone; how often one may try is limited


def give(person: Person, *, by: int | None) -> tuple[str, SchoolCode]:
    """A new code, which is told this once; the one before opens nothing any more."""
    code = get_random_string(DIGITS, "0123456789")
    with transaction.atomic():
        held = Person.objects.locked().get(pk=person.pk)
        for before in held.school_codes.filter(revoked_at=None):
            before.revoked_at = timezone.now()
            journal.save(before, "revoke", by=by)
        made = SchoolCode(
            person=held,
            password=make_password(code),
            until=timezone.now() + timedelta(days=settings.SCHOOL_CODE_DAYS),
        )
        journal.save(made, "issue", by=by)
    return code, made


def opened_by(employee_no: str, code: str) -> SchoolCode | None:
    """What a number and its code open; it takes as long where there is nobody."""
    rows = SchoolCode.objects.open_at(timezone.now())
    found = rows.filter(person__employee_no=employee_no).first()
    if found is None:
        make_password(code)
        return None
    return found if check_password(code, found.password) else None


def person_of(key: int) -> Person | None:
    """Who learns by a code that was given, if it still lets in."""
    rows = SchoolCode.objects.open_at(timezone.now()).select_related("person")
    found = rows.filter(pk=key).first()
    return found.person if found else None
