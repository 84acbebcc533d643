"""Verbs of observation points: on duty, off duty, there."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.incentives.models import Duty, Visit
from safety.journal import write as journal
from safety.org.models import Place
from safety.people.models import Person, person_of


def on_duty(place: Place, user: User) -> Person | None:
    """The reader's own person, where he is on duty at a place today."""
    person = person_of(user)
    duties = Duty.objects.on(place.unit.today).filter(place=place, person=person)
    return person if person and duties.exists() else None


def add(duty: Duty, *, by: int) -> None:
    """Put somebody on the roster of a place."""
    duty.unit = duty.place.unit
    journal.save(duty, "add", by=by)


def void(duty: Duty, *, by: int) -> None:
    """Take somebody off again."""
    duty.status = Duty.Status.VOIDED
    journal.save(duty, "void", by=by)


def visit(place: Place, *, by: User) -> Visit:
    """Who is on duty is there now; ticked again on the day, nothing happens."""
    with transaction.atomic():
        Place.objects.locked().get(pk=place.pk)
        person = on_duty(place, by)
        if person is None:
            raise ValidationError(_("You are not on duty here today."))
        made = Visit(place=place, person=person, visited_on=place.unit.today)
        known = Visit.objects.filter(
            place=place, person=person, visited_on=made.visited_on
        ).first()
        if known:
            return known
        journal.save(made, "visit", by=by.pk)
    return made
