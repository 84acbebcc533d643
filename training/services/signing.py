"""Signing in at a session without an account: the codes, and what they open.

A code is made of the session, of the time in steps of ``SIGN_IN_SECONDS``, and of the
site's key, so that none is kept. That of a phone which is passed around has no time: it
opens the page as long as the session is open.
"""

import hmac
from base64 import urlsafe_b64encode
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from safety.core.secrets import kept
from safety.files.models import File
from safety.journal import write as journal
from safety.people.models import Person
from training.models import Session, SessionState, SignIn
from training.services import attending

SIGN_IN, SIGNED_IN = "training.sign-in", "training.signed-in"
PASSED_AROUND = 0
LETTERS = 22  # of a code: 128 bits


class Code(NamedTuple):
    """What a code opens: a session, at a step of time or for a phone passed around."""

    session: int
    step: int

    @property
    def is_passed_around(self) -> bool:
        """Whether it is for a phone that many sign in with."""
        return self.step == PASSED_AROUND

    def is_fresh(self) -> bool:
        """Whether it is, or was a moment ago, on the screen."""
        return self.is_passed_around or _now() - self.step in (0, 1)

    def is_in_time(self) -> bool:
        """Whether who has scanned it in time may still sign."""
        steps = settings.SIGN_IN_MINUTES * 60 // settings.SIGN_IN_SECONDS
        return self.is_passed_around or 0 <= _now() - self.step <= steps + 1


def code_of(session: Session, *, is_passed_around: bool = False) -> str:
    """The code of a session for now."""
    return _written(SIGN_IN, session.pk, PASSED_AROUND if is_passed_around else _now())


def read(secret: str) -> Code | None:
    """What a code says; None for what is none of ours."""
    found = _read(SIGN_IN, secret)
    return Code(*found) if found else None


def receipt_of(signed: SignIn, code: Code) -> str:
    """The secret of the page that says that somebody is signed in."""
    return _written(SIGNED_IN, signed.pk, int(code.is_passed_around))


def receipt(secret: str) -> tuple[SignIn, bool] | None:
    """Who is signed in, and whether the phone is passed around; None for no receipt."""
    found = _read(SIGNED_IN, secret)
    rows = SignIn.objects.counted().select_related("session__unit", "person")
    signed = rows.filter(pk=found[0]).first() if found else None
    return (signed, bool(found[1])) if found and signed else None


def session_of(code: Code) -> Session | None:
    """The session that a code opens, if it is open."""
    rows = Session.objects.in_state(SessionState.OPEN).select_related("unit")
    return rows.filter(pk=code.session).first()


def person_of(session: Session, employee_no: str) -> Person | None:
    """Who signs in: somebody who is posted anywhere on a day of the session."""
    at_work = attending.postings_in(session).filter(person__employee_no=employee_no)
    return Person.objects.counted().filter(pk__in=at_work.values("person")).first()


def sign(session: Session, person: Person, drawn: File, device: str) -> SignIn:
    """Somebody is there and has signed; who has signed today stays as he was.

    ``device`` is what the phone's browser keeps, empty for one that is passed around.
    ValidationError when the session has ended meanwhile.
    """
    with transaction.atomic():
        attending.tick(session, [person], by=None)
        day = session.today
        found = session.sign_ins.filter(person=person, on=day).first()
        if found:
            return found
        made = SignIn(session=session, person=person, on=day)
        made.file, made.sha256 = drawn, drawn.sha256
        if device:
            made.device = kept(device)
            before = session.sign_ins.counted().filter(device=made.device)
            first = before.order_by("at", "pk").first()
            if first and first.person_id != person.pk:
                made.signed_by_id = first.person_id
        journal.save(made, "sign", by=None)
    return made


def _now() -> int:
    step: int = settings.SIGN_IN_SECONDS
    return int(timezone.now().timestamp()) // step


def _written(salt: str, key: int, step: int) -> str:
    made = salted_hmac(salt, f"{key}-{step}", algorithm="sha256").digest()
    return f"{key}-{step}-{urlsafe_b64encode(made).decode()[:LETTERS]}"


def _read(salt: str, secret: str) -> tuple[int, int] | None:
    key, _dash, rest = secret.partition("-")
    step = rest.partition("-")[0]
    if not all(p.isascii() and p.isdecimal() and len(p) < 16 for p in (key, step)):
        return None
    numbers = int(key), int(step)
    is_ours = hmac.compare_digest(_written(salt, *numbers), secret)
    return numbers if is_ours else None
