"""Badges are given to who has none, made anew when one is lost, and withdrawn."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from safety.core.secrets import kept
from safety.incentives.models import Badge
from safety.journal import write as journal
from safety.people.models import Person


@transaction.atomic
def give(people: Iterable[int], *, by: int | None) -> None:
    """Give a badge to each of these persons who has none."""
    held = Person.objects.filter(pk__in=list(people)).order_by("pk").locked()
    keys = list(held.values_list("pk", flat=True))
    has = Badge.objects.filter(person__in=keys, revoked_at=None)
    had = set(has.values_list("person", flat=True))
    made = [Badge(person_id=key) for key in keys if key not in had]
    for badge in made:
        badge.token = kept(badge.secret)
    journal.save_all(made, "add", by=by)


@transaction.atomic
def withdraw(person: Person, *, by: int | None) -> None:
    """Let the person's badge open nothing any more."""
    for badge in Badge.objects.filter(person=person, revoked_at=None).locked():
        badge.revoked_at = timezone.now()
        journal.save(badge, "withdraw", by=by)


@transaction.atomic
def renew(person: Person, *, by: int | None) -> None:
    """Give a new badge; the one before opens nothing any more."""
    Person.objects.locked().get(pk=person.pk)
    withdraw(person, by=by)
    give([person.pk], by=by)
