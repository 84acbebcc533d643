"""Verbs of selections of stars: begun, picked, published, confirmed, paid.

Each holds the selection first, so that two who do something at once see each other.
"""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.core import formats
from safety.files.models import File
from safety.incentives.models import (
    Award,
    Exclusion,
    Member,
    Objection,
    Payment,
    Pick,
    Selection,
    SelectionState,
    StarRule,
    Violation,
)
from safety.incentives.services.candidates import Evidence
from safety.journal import write as journal
from safety.people.models import Person, person_of

MAY, POLICY = "incentives.select", "incentives.policy"
State = SelectionState


def save(
    selection: Selection, committee: Collection[Person], *, by: int | None
) -> Selection:
    """Begin a selection, or change one, with whoever picks its stars."""
    with transaction.atomic():
        if selection.pk:
            _held(selection, State.CHOOSING)
        journal.save(selection, "change" if selection.pk else "add", by=by)
        chosen = {person.pk for person in committee}
        for member in selection.members.all():
            if member.person_id not in chosen:
                journal.remove(member, "remove", by=by)
            chosen.discard(member.person_id)
        members = [Member(selection=selection, person_id=key) for key in sorted(chosen)]
        journal.save_all(members, "add", by=by)
    return selection


def pick(selection: Selection, person: Person, reason: str, *, by: User) -> Pick:
    """A member of the committee picks a star, and says why."""
    with transaction.atomic():
        held = _held(selection, State.CHOOSING)
        member = member_of(held, by)
        if member is None:
            raise ValidationError(_("Only members of the committee pick stars."))
        if member.pk == person.pk:
            raise ValidationError(_("Nobody picks himself."))
        if held.exclusions.filter(person=person).exists():
            raise ValidationError(_("This person is excluded."))
        if why := _violations(held, [person.pk]).get(person.pk):
            raise ValidationError(why)
        if held.picks.counted().count() >= held.stars:
            said = _("All %(number)s stars are picked. Take one back first.")
            raise ValidationError(said % {"number": formats.number(held.stars)})
        candidate = Evidence(held).of(person)
        if candidate is None:
            raise ValidationError(
                _("Nothing of this person counts in the period any more.")
            )
        made = Pick(
            selection=held,
            person=person,
            picked_by=member,
            reason=reason,
            points=candidate.points,
        )
        journal.save(made, "pick", by=by.pk)
    return made


def take_back(pick: Pick, *, by: User) -> None:
    """The committee picks this star no more."""
    with transaction.atomic():
        held = _held(pick.selection, State.CHOOSING)
        if member_of(held, by) is None:
            raise ValidationError(_("Only members of the committee pick stars."))
        _strike(_own(held, pick), _("Taken back by the committee."), by)


def exclude(selection: Selection, person: Person, reason: str, *, by: User) -> None:
    """Somebody cannot be a star of the period; who was picked is struck out."""
    with transaction.atomic():
        held = _held(selection, State.CHOOSING, State.PUBLISHED)
        made = Exclusion(selection=held, person=person, reason=reason)
        journal.save(made, "exclude", by=by.pk)
        for each in held.picks.counted().filter(person=person):
            _strike(each, reason, by)


def strike_violators(selection: Selection, *, by: User) -> None:
    """Strike out who has a serious violation in the period; the register says so."""
    with transaction.atomic():
        held = _held(selection, State.CHOOSING, State.PUBLISHED)
        picks = list(held.picks.counted())
        why = _violations(held, [pick.person_id for pick in picks])
        for each in picks:
            if each.person_id in why:
                _strike(each, why[each.person_id], by)


def _violations(selection: Selection, people: Collection[int]) -> dict[int, str]:
    """Why some of these people are no stars of the period, by person."""
    rows = Violation.objects.in_period(selection.period).filter(person__in=people)
    return {each.person_id: each.reason for each in rows}


def publish(selection: Selection, *, by: User) -> None:
    """Let everybody see the stars, and take objections for some days."""
    with transaction.atomic():
        held = _held(selection, State.CHOOSING)
        today = held.unit.today
        if today <= held.period.last_day:
            said = _("%(period)s is not over yet.")
            raise ValidationError(said % {"period": formats.period(held.period)})
        strike_violators(held, by=by)
        if not held.picks.counted().exists():
            raise ValidationError(_("No star is picked yet."))
        held.published_on = today
        held.objections_until = today + StarRule.objects.all().time_for_objections
        journal.save(held, "publish", by=by.pk)


def object_to(pick: Pick, objection: Objection, *, by: User) -> None:
    """Keep what somebody says against a star."""
    with transaction.atomic():
        held = _held(pick.selection, State.PUBLISHED)
        today = held.unit.today
        if not held.is_open_to_objections(today):
            raise ValidationError(_("The days for objections are over."))
        objection.pick, objection.made_on = _own(held, pick), today
        journal.save(objection, "object", by=by.pk)


def answer(
    objection: Objection,
    text: str,
    is_upheld: bool,  # noqa: FBT001 (what the form says)
    *,
    by: User,
) -> None:
    """Answer an objection; one that is upheld strikes the star out."""
    with transaction.atomic():
        held = _held(objection.pick.selection, State.PUBLISHED)
        _refuse_stars_own(held, by)
        stored = Objection.objects.select_related("pick").get(pk=objection.pk)
        if stored.answered_on:
            raise ValidationError(_("This objection is answered already."))
        stored.answer, stored.is_upheld = text, is_upheld
        stored.answered_on = held.unit.today
        journal.save(stored, "answer-objection", by=by.pk)
        if is_upheld and stored.pick.status == Pick.Status.COUNTED:
            _strike(stored.pick, text, by)


def choose_again(selection: Selection, *, by: User) -> None:
    """Let the committee pick anew; what it picks is published again from the start."""
    with transaction.atomic():
        held = _held(selection, State.PUBLISHED)
        held.published_on = held.objections_until = None
        journal.save(held, "choose-again", by=by.pk)


def confirm(selection: Selection, *, by: User) -> None:
    """Make the awards, once the days for objections are over and none is open."""
    with transaction.atomic():
        held = _held(selection, State.PUBLISHED)
        _refuse_stars_own(held, by)
        today = held.unit.today
        if held.is_open_to_objections(today):
            said = _("Objections are taken until %(day)s.")
            raise ValidationError(said % {"day": formats.day(held.objections_until)})
        strike_violators(held, by=by)
        picks = list(held.picks.counted().select_related("person"))
        if Objection.objects.filter(pick__in=picks, answered_on=None).exists():
            raise ValidationError(_("Answer the objections first."))
        if not picks:
            raise ValidationError(_("No star is left. Let the committee choose again."))
        for each in picks:
            _honour(held, each, by)
        held.confirmed_on = today
        journal.save(held, "confirm", by=by.pk)


def pay(pick: Pick, drawn: File, *, by: User) -> None:
    """A star gets the prize money, and signs; never out of his own hands."""
    with transaction.atomic():
        held = _held(pick.selection, State.CONFIRMED, State.PAID)
        star = _own(held, pick)
        if star.person.user_id == by.pk:
            raise ValidationError(_("Somebody else pays your own prize."))
        if star.award.status == Award.Status.VOIDED:
            raise ValidationError(_("This award was voided."))
        if Payment.objects.filter(pick=star).exists():
            raise ValidationError(_("This prize is paid already."))
        paid = Payment(
            pick=star,
            paid_on=held.unit.today,
            file=drawn,
            sha256=drawn.sha256,
            by=by,
        )
        journal.save(paid, "pay", by=by.pk)


def void(selection: Selection, reason: str, *, by: User) -> None:
    """It shall not have been; its awards count no more. Not once a prize is paid."""
    with transaction.atomic():
        held = _held(selection, State.CHOOSING, State.PUBLISHED, State.CONFIRMED)
        if Payment.objects.filter(pick__selection=held).exists():
            raise ValidationError(_("Prizes are paid already."))
        stars = held.picks.counted().values("award")
        for award in Award.objects.counted().filter(pk__in=stars):
            award.status = Award.Status.VOIDED
            journal.save(award, "void", by=by.pk)
        held.status, held.why_voided = Selection.Status.VOIDED, reason
        journal.save(held, "void", by=by.pk)


def member_of(selection: Selection, user: User) -> Person | None:
    """The person of an account, where he is of the committee."""
    person = person_of(user)
    is_member = person and selection.members.filter(person=person).exists()
    return person if is_member else None


def _held(selection: Selection, *states: SelectionState) -> Any:
    """The selection as it is now, for nobody else; refused where it is further on."""
    held = Selection.objects.locked().get(pk=selection.pk)
    if held.state not in states:
        said = _("This cannot be done now: the selection is “%(state)s”.")
        raise ValidationError(said % {"state": held.state.label})
    return held


def _own(selection: Selection, pick: Pick) -> Any:
    """A star of a selection as it is now; refused where it is struck out."""
    stars = selection.picks.counted().select_related("person", "award")
    star = stars.filter(pk=pick.pk).first()
    if star is None:
        raise ValidationError(_("This star was struck out."))
    return star


def _strike(pick: Pick, reason: str, by: User) -> None:
    pick.status, pick.why_voided = Pick.Status.VOIDED, reason
    journal.save(pick, "void", by=by.pk)


def _refuse_stars_own(selection: Selection, by: User) -> None:
    if selection.picks.counted().filter(person__user=by).exists():
        raise ValidationError(_("You are one of the stars: somebody else decides."))


def _honour(selection: Selection, pick: Pick, by: User) -> None:
    """The award of a star, which counts; one that was voided counts again."""
    said = {
        "unit": selection.unit,
        "title": selection.title,
        "period": selection.period,
        "person": pick.person,
    }
    award = Award.objects.filter(**said).first() or Award(**said)
    if award.pk and award.status == Award.Status.COUNTED:
        refused = _("%(person)s has this award already.")
        raise ValidationError(refused % {"person": pick.person})
    award.status, award.amount = Award.Status.COUNTED, selection.prize
    journal.save(award, "confirm", by=by.pk)
    pick.award = award
    journal.save(pick, "confirm", by=by.pk)
