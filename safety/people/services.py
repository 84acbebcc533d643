"""Verbs over several records: posting people, closing a project, declaring hours."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.core import formats
from safety.core.months import Month
from safety.journal import write as journal
from safety.org.models import Ancestry, Kind, Unit
from safety.org.services import lock_tree
from safety.people.models import Person, Posting, WorkedHours


def post(posting: Posting, *, by: int | None) -> Posting:
    """Save a new or changed posting; ValidationError when it overlaps another.

    Nobody is posted who is voided. The person's row is locked, so two postings cannot
    slip in side by side. A posting that was voided and is made again counts again.
    """
    with transaction.atomic():
        person = Person.objects.locked().get(pk=posting.person_id)
        if person.status == Person.Status.VOIDED:
            raise ValidationError(
                _("%(person)s is voided, and counts nowhere.") % {"person": person}
            )
        same_unit = Posting.objects.filter(
            person=posting.person_id, unit=posting.unit_id
        ).exclude(pk=posting.pk)
        clash = (
            same_unit.counted().overlapping(posting.start_on, posting.end_on).first()
        )
        if clash and posting.status == Posting.Status.COUNTED:
            raise ValidationError(_overlap(clash))
        voided = same_unit.filter(start_on=posting.start_on).first()
        verb = "change" if posting.pk else "post"
        if voided:
            posting = _take_place_of(voided, posting, by=by)
        journal.save(posting, verb, by=by)
    return posting


def _overlap(clash: Posting) -> str:
    if clash.end_on is None:
        return _(
            "This person is posted to this unit since %(start)s already. End that "
            "posting first, or change it."
        ) % {"start": formats.day(clash.start_on)}
    return _(
        "This person is posted to this unit from %(start)s to %(end)s already. Choose "
        "other days, or change that posting."
    ) % {"start": formats.day(clash.start_on), "end": formats.day(clash.end_on)}


def _take_place_of(voided: Posting, posting: Posting, *, by: int | None) -> Posting:
    """The voided row with the new dates: person, unit and first day are its key.

    A stored posting that was changed into it is voided in its stead.
    """
    if posting.pk:
        Posting.objects.get(pk=posting.pk).void(by=by)
    voided.end_on, voided.status = posting.end_on, posting.status
    return voided


def register(person: Person, posting: Posting, *, by: int | None) -> Person:
    """Enter a new person together with the first posting."""
    with transaction.atomic():
        journal.save(person, "register", by=by)
        posting.person = person
        post(posting, by=by)
    return person


def close_unit(
    unit: Unit, closed_on: date, *, ending: Iterable[Posting] = (), by: int | None
) -> None:
    """Close a unit with its teams, and end the given postings with the same day.

    ValidationError while projects below it are open: each of them has people of its
    own to decide about.
    """
    with transaction.atomic():
        day_after = closed_on + timedelta(days=1)
        below = Unit.objects.below([unit.pk]).counted().not_closed_before(day_after)
        below = below.exclude(pk=unit.pk)
        projects = below.exclude(kind=Kind.TEAM).count()
        if projects:
            raise ValidationError(
                _("Close what is open below it first: %(number)s.")
                % {"number": formats.number(projects)}
            )
        for each in (unit, *below):
            opened_later = (
                each != unit and each.opened_on and each.opened_on > closed_on
            )
            each.closed_on = each.opened_on if opened_later else closed_on
            each.validate_constraints()
            journal.save(each, "close", by=by)
        for posting in ending:
            posting.end(closed_on, by=by)


def declare_hours(
    unit: Unit, month: Month, hours: Decimal | None, *, by: int | None
) -> None:
    """Set, or with None take back, the hours a unit worked in a month.

    ValidationError when a unit above or below has declared for the same month.
    """
    with transaction.atomic():
        lock_tree()
        row = WorkedHours.objects.filter(unit=unit, month=month.index).first()
        if hours is None:
            if row:
                row.status = WorkedHours.Status.VOIDED
                journal.save(row, "void", by=by)
            return
        unit.require_standing()
        other = _declared_above_or_below(unit, month)
        if other:
            said = _("%(unit)s has declared hours for %(month)s already.")
            if not is_seen(other.unit.code, by=by):
                said = _("A unit above has declared hours for %(month)s already.")
            names = {"unit": other.unit, "month": formats.month(month)}
            raise ValidationError(said % names)
        row = row or WorkedHours(unit=unit, month=month)
        row.hours, row.status = hours, WorkedHours.Status.COUNTED
        row.clean_fields()
        journal.save(row, "declare", by=by)


def is_seen(code: str, *, by: int | None) -> bool:
    """Whether somebody sees the unit of a code; the system (None) sees everything."""
    reader = User.objects.filter(pk=by).first()
    units = Unit.objects.visible_to(reader) if reader else Unit.objects.all()
    return units.filter(code=code).exists()


def _declared_above_or_below(unit: Unit, month: Month) -> WorkedHours | None:
    tree = Ancestry.objects.in_month(month.index)
    related = [*tree.below([unit.pk]).values_list("unit_id", flat=True)]
    related += tree.above([unit.pk]).values_list("ancestor_id", flat=True)
    return (
        WorkedHours.objects.counted()
        .filter(month=month.index, unit__in=related)
        .exclude(unit=unit)
        .select_related("unit")
        .first()
    )


Cell = tuple[Unit, Month]


def declare_all(
    hours: Mapping[Cell, Decimal | None], *, by: int | None
) -> dict[Cell, list[str]]:
    """Declare many cells of a grid, all or none; says what is wrong with which.

    What is taken back goes first, so that hours can move between a unit and those
    below it in one step.
    """
    refused: dict[Cell, list[str]] = {}
    taken_back_first = sorted(hours.items(), key=lambda cell: cell[1] is not None)
    with transaction.atomic():
        for (unit, month), amount in taken_back_first:
            try:
                declare_hours(unit, month, amount, by=by)
            except ValidationError as refusal:
                refused[unit, month] = refusal.messages
        transaction.set_rollback(bool(refused))
    return refused
