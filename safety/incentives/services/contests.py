"""Verbs of contests of teams, and how the teams stand."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from inspections.models import Inspection
from inspections.models.inspection import InspectionQuerySet
from safety.accounts.models import User
from safety.core import formats
from safety.incentives.models import Award, Contest, ContestState, Entrant
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person


@dataclass
class Standing:
    """How one team stands: the average of its scored sheets, on how many days."""

    unit: Unit
    sheets: int = 0
    days: int = 0
    average: Decimal | None = None
    latest: Any = None
    rank: int = 0


def sheets_of(contest: Contest) -> InspectionQuerySet:
    """Inspections of the period with the contest's checklist that have a score."""
    period = contest.period
    rows: InspectionQuerySet = Inspection.objects.final().filter(
        sheets__version__checklist=contest.checklist_id,
        inspected_on__range=(period.first_day, period.last_day),
        score__isnull=False,
    )
    return rows


def board(contest: Contest) -> list[Standing]:
    """The teams, the best average first; who has no sheet stands last."""
    entrants = contest.entrants.select_related("unit")
    found = {each.unit_id: Standing(each.unit) for each in entrants}
    counted = sheets_of(contest).filter(unit__in=found).order_by().values("unit")
    for row in counted.annotate(
        times=Count("pk"),
        days=Count("inspected_on", distinct=True),
        total=Sum("score"),
        latest=Max("inspected_on"),
    ):
        each = found[row["unit"]]
        each.sheets, each.days = row["times"], row["days"]
        each.latest = row["latest"]
        average = Decimal(row["total"]) / each.sheets
        each.average = average.quantize(Decimal("0.01"), ROUND_HALF_UP)
    rows = sorted(found.values(), key=_order)
    for each in rows:
        better = [r for r in rows if (r.average or -1) > (each.average or -1)]
        each.rank = len(better) + 1
    return rows


def _order(each: Standing) -> tuple[Decimal, int, int]:
    average = Decimal(-1) if each.average is None else each.average
    return -average, -each.days, each.unit.pk


def leaders(contest: Contest) -> list[Unit]:
    """The team with the best average, or those who share it."""
    return [row.unit for row in board(contest) if row.rank == 1 and row.sheets]


def save(contest: Contest, teams: Collection[Unit], *, by: int | None) -> Contest:
    """Begin a contest, or change one that goes on."""
    with transaction.atomic():
        if contest.pk:
            _held(contest)
        journal.save(contest, "change" if contest.pk else "add", by=by)
        chosen = {team.pk for team in teams}
        for entrant in contest.entrants.all():
            if entrant.unit_id not in chosen:
                journal.remove(entrant, "remove", by=by)
            chosen.discard(entrant.unit_id)
        made = [Entrant(contest=contest, unit_id=key) for key in sorted(chosen)]
        journal.save_all(made, "add", by=by)
    return contest


def confirm(contest: Contest, team: Unit, person: Person, *, by: User) -> None:
    """The best team wins; somebody of it gets the award for all."""
    with transaction.atomic():
        held = _held(contest)
        if held.unit.today <= held.period.last_day:
            said = _("%(period)s is not over yet.")
            raise ValidationError(said % {"period": formats.period(held.period)})
        if team not in leaders(held):
            raise ValidationError(_("This team has not the best average."))
        if not Person.objects.posted_in(team).filter(pk=person.pk).exists():
            raise ValidationError(_("This person is not of the team."))
        if person.user_id == by.pk:
            raise ValidationError(_("Somebody else confirms your own award."))
        title = f"{held.title} · {team}"
        said_of = {"unit": held.unit, "title": title, "period": held.period}
        award = Award(**said_of, person=person, amount=held.prize)
        if Award.objects.filter(**said_of, person=person).exists():
            refused = _("%(person)s has this award already.")
            raise ValidationError(refused % {"person": person})
        journal.save(award, "confirm", by=by.pk)
        held.winner, held.award = team, award
        journal.save(held, "confirm", by=by.pk)


def void(contest: Contest, *, by: User) -> None:
    """It shall not have been; not once it is won."""
    with transaction.atomic():
        held = _held(contest)
        held.status = Contest.Status.VOIDED
        journal.save(held, "void", by=by.pk)


def _held(contest: Contest) -> Contest:
    """The contest as it is now, for nobody else; refused where it is over."""
    held: Contest = Contest.objects.locked().get(pk=contest.pk)
    if held.state != ContestState.GOING_ON:
        raise ValidationError(_("This contest is over."))
    return held
