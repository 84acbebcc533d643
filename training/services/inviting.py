"""Who is asked to come to a session before it is held."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Status
from safety.accounts.models import User
from safety.journal import write as journal
from safety.notices import inbox
from safety.notices.inbox import News
from safety.people.models import Person
from training.models import Attendance, Session
from training.services import attending
from training.services.holding import Standing

ROSTER, LACKING = "roster", "lacking"
INVITED = "training.invited"


@dataclass(frozen=True)
class Proposed:
    """Whom a session may be for: all of its roster, or who lacks its course."""

    session: Session

    @cached_property
    def roster(self) -> list[Person]:
        """Who is posted at or below its unit on a day of it."""
        rows = attending.roster_of(self.session).counted()
        return list(rows.order_by("employee_no"))

    @cached_property
    def lacking(self) -> list[Person]:
        """Those of them who must hold its course and will not on its last day."""
        course = self.session.course_id
        standing = Standing(self.roster, self.session.ended_on)
        return [
            person
            for person in self.roster
            for held in standing.holdings(person.pk)
            if held.course.pk == course and not held.is_held
        ]

    def of(self, whom: str) -> list[Person]:
        """Those of a choice."""
        return {ROSTER: self.roster, LACKING: self.lacking}[whom] if whom else []


def invite(
    session: Session,
    people: Iterable[Person],
    numbers: Sequence[str] = (),
    *,
    by: int | None,
) -> int:
    """Ask them to come, and whose numbers are given; how many were not asked before.

    Who has an account is told.
    ValidationError names every number that is nobody's, or of nobody at work.
    """
    with transaction.atomic():
        held = _awaited(session)
        wanted = {person.pk: person for person in people}
        wanted |= {each.pk: each for each in attending.of_numbers(held, numbers)}
        listed = held.attendances.filter(person__in=wanted)
        known = {each.person_id: each for each in listed}
        turned = [each for each in known.values() if not _is_asked(each)]
        for each in turned:
            each.is_present = each.is_present and _is_counted(each)
            each.is_invited, each.status = True, Attendance.Status.COUNTED
        new = [
            Attendance(session=held, person=person, is_present=False, is_invited=True)
            for key, person in wanted.items()
            if key not in known
        ]
        journal.save_all([*turned, *new], "invite", by=by)
        users = _accounts(wanted)
        inbox.tell(
            [
                News(INVITED, each.pk, users[each.person_id])
                for each in (*turned, *new)
                if each.person_id in users and users[each.person_id] != by
            ]
        )
    return len(turned) + len(new)


def uninvite(session: Session, keys: Collection[int], *, by: int | None) -> None:
    """Do not expect them after all; who is there already stays so."""
    with transaction.atomic():
        held = _awaited(session)
        asked = list(held.attendances.invited().filter(person__in=keys))
        for each in asked:
            each.is_invited = False
            if not each.is_present:
                each.status = Attendance.Status.VOIDED
        journal.save_all(asked, "uninvite", by=by)


def untold(session: Session) -> set[int]:
    """Keys of those invited whom no notice reaches: they have no account in use."""
    asked = set(session.attendances.invited().values_list("person_id", flat=True))
    return asked - _accounts(asked).keys()


def _accounts(people: Collection[int]) -> dict[int, int]:
    """The account in use of each person who has one."""
    in_use = User.objects.in_force(timezone.localdate())
    rows = Person.objects.filter(pk__in=people, user__in=in_use)
    return dict(rows.values_list("pk", "user_id"))


def _is_counted(attendance: Attendance) -> bool:
    return bool(attendance.status == Attendance.Status.COUNTED)


def _is_asked(attendance: Attendance) -> bool:
    return attendance.is_invited and _is_counted(attendance)


def _awaited(session: Session) -> Session:
    """The session, held; ValidationError when it is over."""
    held: Session = Session.objects.locked().get(pk=session.pk)
    if held.status != Status.DRAFT:
        raise ValidationError(_("This session has ended."))
    return held
