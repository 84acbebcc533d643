"""What is reported without an account, and what becomes of it.

``receive`` puts a hazard into triage; there an officer accepts it, merges it with one
that is known already, or declines it. Until then it counts nowhere, and only those who
decide see it. The reporter follows it by an address of which the secret part is made of
the number that his page made up, and can be made again when he sends once more.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from inspections.models import (
    CATEGORY,
    Closer,
    Danger,
    Hazard,
    Level,
    Move,
    Policy,
    PublicReport,
    Purpose,
    Uncounted,
    Verb,
    next_number,
)
from inspections.services import due, telling
from inspections.services import photos as pictures
from inspections.services.hazards import Call, Clash, carry
from safety.core.secrets import kept, secret_of
from safety.files.fields import Sent
from safety.journal import write as journal
from safety.org.models import Place

SALT = "inspections.public-report"


@dataclass(frozen=True)
class Said:
    """What somebody says at a place; photos or words there must be."""

    place: Place
    danger: str
    words: str
    name: str
    phone: str
    photos: Sent


def made(request_id: UUID, digest: str) -> PublicReport | None:
    """The report that this same request made before. Raises Clash for another."""
    report = PublicReport.objects.filter(request_id=request_id).first()
    if report and report.digest != digest:
        raise Clash
    return report


def receive(said: Said, *, request_id: UUID, digest: str) -> str:
    """Keep a report, once; the secret of the address at which it is followed.

    Raises Clash, and ValidationError for a unit that is voided.
    """
    secret = secret_of(SALT, request_id)
    if made(request_id, digest):
        return secret
    try:
        with transaction.atomic():
            hazard = _in_triage(said)
            PublicReport(
                hazard=hazard,
                number=hazard.number,
                place=said.place,
                danger=said.danger,
                words=said.words,
                name=said.name,
                phone=said.phone,
                token=kept(secret),
                request_id=request_id,
                digest=digest,
            ).save()
            telling.tell_officers(hazard)
    except IntegrityError:  # the same, sent twice at this moment
        if made(request_id, digest) is None:
            raise
    return secret


def _in_triage(said: Said) -> Hazard:
    """A hazard that counts nowhere yet, with what can be proposed."""
    unit = said.place.unit
    unit.require_standing()
    policy = Policy.objects.in_force(Level.GENERAL, unit.today)
    hazard = Hazard(
        number=next_number(Hazard.objects, "P", unit, unit.today),
        unit=unit,
        found_on=unit.today,
        found_from=Closer.PROJECT,
        level=Level.GENERAL,
        category=CATEGORY.get(said.danger, ""),
        description=said.words or str(Danger(said.danger or Danger.OTHER).label),
        place=str(said.place),
        due_on=due.day(unit, policy, unit.today),
        status=Hazard.Status.VOIDED,
        uncounted=Uncounted.TRIAGE,
    )
    journal.save(hazard, "report", by=None)
    pictures.attach(hazard, said.photos, Purpose.BEFORE, by=None)
    return hazard


def followed(secret: str) -> PublicReport | None:
    """The report that an address follows."""
    beside = ("hazard__unit", "place")
    return (
        PublicReport.objects.select_related(*beside).filter(token=kept(secret)).first()
    )


def what_became(hazard: Hazard) -> Hazard:
    """The hazard itself, or the one into which it was merged at last."""
    while hazard.merged_into:
        hazard = hazard.merged_into
    return hazard


# --- triage -----------------------------------------------------------------------


def accept(
    hazard: Hazard, call: Call, *, due_on: date | None = None, **facts: Any
) -> Move:
    """Take it up: from now on it is a hazard like any other, and counts.

    ``facts`` are description, risk, category, criterion, place and responsible. Without
    a day it is due when policy wants it, counted from today.
    """

    def change(stored: Hazard) -> None:
        for name, value in facts.items():
            setattr(stored, name, value)
        stored.level = Level.MAJOR if stored.criterion_id else Level.GENERAL
        policy = Policy.objects.in_force(stored.level, stored.found_on)
        stored.due_on = due_on or due.day(stored.unit, policy, stored.unit.today)
        if stored.responsible:
            stored.contractor = stored.responsible.contractor
        stored.status, stored.uncounted = Hazard.Status.COUNTED, ""
        stored.number = next_number(Hazard.objects, "H", stored.unit, stored.found_on)

    return carry(hazard, Verb.ACCEPT, call, change, person=facts.get("responsible"))


def decline(hazard: Hazard, call: Call, *, why: str) -> Move:
    """Do not take it up; the reporter reads ``why`` (a `Refusal`), not the note."""

    def change(stored: Hazard) -> None:
        stored.uncounted = Uncounted.DECLINED
        PublicReport.objects.filter(hazard=stored).update(declined_as=why)

    return carry(hazard, Verb.DECLINE, call, change)
