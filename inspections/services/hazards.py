"""The verbs of the closed loop: report, assign, rectify, verify and what goes beside.

Each locks the hazard, asks `guards`, changes it through the journal and keeps a `Move`,
all in one transaction::

    hazards.send_back(hazard, Call(actor, note="No toe board", request_id=…, seen=…))

Raises PermissionDenied for who may not, Overtaken where the hazard has moved on, Clash
for another body under a known request id, ValidationError for what a form can mend.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import (
    Answer,
    Batch,
    Hazard,
    Item,
    Level,
    Move,
    Pause,
    Policy,
    PolicyQuerySet,
    Purpose,
    Verb,
    next_number,
)
from inspections.services import due, telling
from inspections.services import photos as pictures
from inspections.services.guards import Actor, Case, Ground, no_person
from inspections.services.photos import NO_PICTURES, NONE, Pictures
from safety.core import formats
from safety.files.fields import Sent
from safety.journal import write as journal
from safety.org.models import Kind
from safety.people.models import Contractor, Person


class Clash(Exception):
    """Something else was sent under the same request id before."""


class Overtaken(Exception):
    """The hazard is no longer as the page showed it; ``case`` is how it is now."""

    def __init__(self, case: Case, why: str) -> None:
        super().__init__(why)
        self.case, self.why = case, why


@dataclass(frozen=True)
class Call:
    """Who asks for a move, why, by which request, and having seen which last move."""

    actor: Actor
    note: str = ""
    request_id: UUID | None = None
    digest: str = ""
    seen: int | None = None
    batch: Batch | None = None
    # Read once for all that is asked of them.
    policies: PolicyQuerySet = field(default_factory=Policy.objects.all)

    def made(self) -> Move | None:
        """The move that this same request made before. Raises Clash for another."""
        if self.request_id is None:
            return None
        move = Move.objects.filter(request_id=self.request_id).first()
        if move and (move.digest, move.user_id) != (self.digest, self.actor.user.pk):
            raise Clash
        return move

    def move(self, hazard: Hazard, verb: str, **told: Any) -> Move:
        """Keep what was done."""
        move = Move(
            hazard=hazard,
            verb=verb,
            by=self.actor.person,
            user_id=self.actor.user.pk,
            note=self.note,
            request_id=self.request_id,
            digest=self.digest,
            batch=self.batch,
            **told,
        )
        move.save()
        telling.tell_owner(move)
        return move


def carry(
    hazard: Hazard,
    verb: str,
    call: Call,
    change: Callable[[Hazard], None],
    also: Sequence[int] = (),
    **told: Any,
) -> Move:
    """Do a move, once: the second of two at the same moment is overtaken.

    ``also`` are keys of hazards that are held meanwhile.
    """
    with transaction.atomic():
        held = Hazard.objects.locked().filter(pk__in={hazard.pk, *also})
        stored = {each.pk: each for each in held.order_by("pk")}[hazard.pk]
        done = call.made()
        if done:
            if (done.hazard_id, done.verb) != (stored.pk, verb):
                raise Clash
            return done
        case = Case(stored, call.actor)
        if not case.may(verb):
            raise PermissionDenied("" if call.actor.person else no_person())
        if call.seen is not None and call.seen != case.last:
            raise Overtaken(case, _("Somebody else was faster."))
        if why := case.why_not_now(verb):
            raise Overtaken(case, why)
        behalf = case.on_behalf(verb)
        change(stored)
        journal.save(stored, verb, by=call.actor.user.pk, is_held=True)
        return call.move(stored, verb, on_behalf=behalf, **told)


# --- reporting --------------------------------------------------------------------


def like(
    hazard: Hazard, policies: PolicyQuerySet, item: Item | None = None
) -> list[Hazard]:
    """Hazards of the project that it may repeat, of late.

    Same category and place, or found at the same item of a checklist.
    """
    same: Any = Q(pk=None)
    if hazard.category and hazard.place:
        same |= Q(category__iexact=hazard.category, place__iexact=hazard.place)
    if item:
        checklists = "item__section__version__checklist__versions__sections"
        there = {"item__code": item.code, checklists: item.section_id}
        same |= Exists(Answer.objects.filter(hazard=OuterRef("pk"), **there))
    if same == Q(pk=None):
        return []
    above = hazard.unit.above.items()
    project = next((key for key, row in above if row.kind == Kind.PROJECT), 0)
    days = policies.in_force(hazard.level, hazard.found_on).days_of_repeat
    since = hazard.found_on - timedelta(days=days)
    late = Q(found_on__range=(since, hazard.found_on))
    found = (
        Hazard.objects.counted().below([project or hazard.unit_id]).filter(same, late)
    )
    return list(found.order_by("-found_on", "-pk")[:5])


def report(
    hazard: Hazard,
    call: Call,
    *,
    due_on: date | None = None,
    is_fixed: bool = False,
    photos: Pictures = NO_PICTURES,
) -> Hazard:
    """Enter a hazard, numbered and due; fixed on the spot, it waits to be verified.

    Without a day it is due when policy wants it. A criterion makes it major, nothing
    else does. The same request sent again gives the hazard it made.
    """
    try:
        with transaction.atomic(), journal.together():
            _report(hazard, call, photos, due_on=due_on, is_fixed=is_fixed)
            pictures.attach_all(hazard, photos, by=call.actor.user.pk)
            return hazard
    except IntegrityError:
        done = call.made()
        if done is None:
            raise
        return done.hazard


def begin_report(hazard: Hazard, call: Call, due_on: date | None) -> Policy:
    """Say who has found it, how grave it is and by when it is due; by which policy.

    Raises PermissionDenied for who may not report there.
    """
    ground = Ground(hazard.unit, call.actor.user)
    if call.actor.person is None or not ground.holds("inspections.report"):
        raise PermissionDenied("" if call.actor.person else no_person())
    hazard.unit.require_standing()
    hazard.found_by, hazard.found_from = call.actor.person, ground.found_from
    hazard.level = Level.MAJOR if hazard.criterion_id else Level.GENERAL
    policy = call.policies.in_force(hazard.level, hazard.found_on)
    hazard.due_on = due_on or due.day(hazard.unit, policy, hazard.found_on)
    if hazard.responsible and not hazard.contractor_id:
        hazard.contractor = hazard.responsible.contractor
    return policy


def _report(
    hazard: Hazard,
    call: Call,
    photos: Pictures,
    *,
    due_on: date | None,
    is_fixed: bool,
) -> None:
    policy = begin_report(hazard, call, due_on)
    hazard.status, hazard.uncounted = Hazard.Status.COUNTED, ""
    if is_fixed:
        hazard.is_fixed_on_spot = True
        hazard.rectified_on = hazard.found_on
        hazard.rectified_by = hazard.responsible or call.actor.person
    pictures.require_before(hazard, photos, policy)
    hazard.number = next_number(Hazard.objects, "H", hazard.unit, hazard.found_on)
    journal.save(hazard, Verb.REPORT, by=call.actor.user.pk)
    move = call.move(hazard, Verb.REPORT, person=hazard.responsible)
    if is_fixed:
        fixer = hazard.rectified_by
        Move(hazard=hazard, verb=Verb.FIX, by=fixer, user=move.user).save()


# --- the loop ---------------------------------------------------------------------


def assign(
    hazard: Hazard,
    call: Call,
    *,
    to: Person,
    contractor: Contractor | None = None,
    **fixes: Any,
) -> Move:
    """Say who shall rectify, of which contractor; ``fixes`` are the other fix fields.

    Whoever gets it anew begins anew, and asks for time himself. A criterion among them
    makes the hazard major; the day that was promised first stays.
    """

    def change(stored: Hazard) -> None:
        if stored.responsible_id != to.pk:
            stored.begun_at = stored.extension_asked = None
        stored.responsible, stored.contractor = to, contractor or to.contractor
        for name, value in fixes.items():
            setattr(stored, name, value)
        if stored.criterion_id:
            stored.level = Level.MAJOR

    return carry(hazard, Verb.ASSIGN, call, change, person=to)


def begin(hazard: Hazard, call: Call) -> Move:
    """Say that work on it has begun."""

    def change(stored: Hazard) -> None:
        stored.begun_at = timezone.now()

    return carry(hazard, Verb.BEGIN, call, change)


def submit(hazard: Hazard, call: Call, *, photos: Sent = NONE, **fixes: Any) -> Move:
    """Say that it is put right; ValidationError by field for what policy misses."""
    by = call.actor.user.pk

    def change(stored: Hazard) -> None:
        for name, value in fixes.items():
            setattr(stored, name, value)
        policy = call.policies.in_force(stored.level, stored.found_on)
        names = policy.compulsory
        empty = [name for name in names if getattr(stored, name) in (None, "")]
        if empty:
            raise ValidationError(
                {name: _("This is compulsory for its level.") for name in empty}
            )
        pictures.require_after(stored, photos, policy)
        pictures.require_new(stored, photos)
        pictures.attach(stored, photos, Purpose.AFTER, by=by)
        stored.rectified_on = max(stored.unit.today, stored.found_on)
        stored.rectified_by = call.actor.person
        stored.extension_asked = None

    return carry(hazard, Verb.SUBMIT, call, change)


def verify(hazard: Hazard, call: Call) -> Move:
    """Close it: somebody else has seen that it is right."""

    def change(stored: Hazard) -> None:
        today = stored.unit.today
        stored.verified_on = max(today, stored.rectified_on or today)
        stored.verified_by = call.actor.person

    return carry(hazard, Verb.VERIFY, call, change)


def send_back(hazard: Hazard, call: Call) -> Move:
    """It is not right yet: the fix is forgotten, and that is counted."""

    def change(stored: Hazard) -> None:
        stored.responsible = stored.responsible or stored.rectified_by
        stored.rectified_on = stored.rectified_by = None
        stored.is_fixed_on_spot = False
        stored.sent_back += 1
        if stored.responsible:
            stored.begun_at = stored.begun_at or timezone.now()

    return carry(hazard, Verb.SEND_BACK, call, change)


def reopen(hazard: Hazard, call: Call) -> Move:
    """Closed wrongly: it is to be rectified and verified once more.

    While it was closed nobody had to know: the ladder does not count that time.
    """

    def change(stored: Hazard) -> None:
        if not stored.paused_at:
            # A file may name a day that is still to come.
            now = timezone.now()
            closed_at = min(_closed_at(stored), now)
            Pause(hazard=stored, since=closed_at, until=now).save()
        stored.rectified_on = stored.rectified_by = None
        stored.verified_on = stored.verified_by = stored.begun_at = None
        stored.is_fixed_on_spot = False

    return carry(hazard, Verb.REOPEN, call, change)


def _closed_at(hazard: Hazard) -> datetime:
    """When it was verified; of one that a file brought only the day is known."""
    verified = hazard.moves.filter(verb=Verb.VERIFY).order_by("pk").last()
    if verified:
        return verified.at
    day = hazard.verified_on or hazard.unit.today
    return datetime.combine(day, time(), hazard.unit.zone)


# --- beside the loop --------------------------------------------------------------


def _void(stored: Hazard) -> None:
    stored.status = Hazard.Status.VOIDED


def take_back(hazard: Hazard, call: Call) -> Move:
    """The reporter was wrong, and says so within minutes."""
    return carry(hazard, Verb.WITHDRAW, call, _void)


def void(hazard: Hazard, call: Call) -> Move:
    """Take it out of all numbers; it stays, with the reason."""
    return carry(hazard, Verb.VOID, call, _void)


def downgrade(hazard: Hazard, call: Call) -> Move:
    """A major hazard is a general one after all."""

    def change(stored: Hazard) -> None:
        stored.level, stored.criterion = Level.GENERAL, None

    return carry(hazard, Verb.DOWNGRADE, call, change)


def ask_extension(hazard: Hazard, call: Call, *, until: date) -> Move:
    """Ask for more time; ValidationError for a day that gives none."""

    def change(stored: Hazard) -> None:
        if until <= stored.deadline:
            said = _("It is due on %(day)s. Choose a later day.")
            day = formats.day(stored.deadline)
            raise ValidationError({"until": said % {"day": day}})
        stored.extension_asked = until

    return carry(hazard, Verb.ASK, call, change, day=until)


def grant_extension(hazard: Hazard, call: Call) -> Move:
    """Give the time asked for. It moves reminders; numbers keep the first day due."""
    asked = hazard.extension_asked

    def change(stored: Hazard) -> None:
        stored.extended_to, stored.extension_asked = stored.extension_asked, None

    return carry(hazard, Verb.GRANT, call, change, day=asked)


def refuse_extension(hazard: Hazard, call: Call) -> Move:
    """Keep the day it is due."""

    def change(stored: Hazard) -> None:
        stored.extension_asked = None

    return carry(hazard, Verb.REFUSE, call, change)
