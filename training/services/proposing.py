"""What a trainer's next session is likely to be, so that starting it takes one tap."""

from django.db.models import Q

from inspections.models import Status
from safety.org.guard import Holder
from safety.org.models import Kind, Unit
from safety.people.models import Person, Posting
from training.models import Session, SessionKind
from training.models.session import SessionQuerySet

SHOWN = 10  # sessions that wait to be gone on with


def groups(user: Holder, unit: Unit) -> list[Unit]:
    """Whom one may teach, the likeliest first.

    Where the trainer is posted today at or below the unit of the page, teams before
    projects; then that unit and, of a project, its teams; then other postings.
    """
    mine = Posting.objects.in_force_on(unit.today).filter(person__user=user.pk)
    posted = set(mine.values_list("unit", flat=True))
    near = Q(pk__in=posted) | Q(pk=unit.pk)
    if unit.kind == Kind.PROJECT:
        near |= Q(parent=unit, kind=Kind.TEAM)
    rows = Unit.objects.visible_to(user, "training.change").standing().filter(near)
    found = list(rows.not_closed_before(unit.today).order_by("code"))
    below = set(rows.below([unit.pk]).values_list("pk", flat=True))

    def place(each: Unit) -> tuple[bool, bool, bool]:
        is_mine = each.pk in posted and each.pk in below
        return not is_mine, each.pk not in below, is_mine and each.kind != Kind.TEAM

    ranked = sorted(found, key=lambda each: (*place(each), each.pk != unit.pk))
    return ranked or [unit]


def blank(trainer: Person | None, unit: Unit) -> Session:
    """A session today with the topic that the trainer, or else the unit, had last."""
    today = unit.today
    made = Session(unit=unit, trainer=trainer, started_on=today, ended_on=today)
    rows = Session.objects.exclude(status=Status.VOIDED)
    last = rows.filter(trainer=trainer).order_by("-pk").first() if trainer else None
    last = last or rows.filter(unit=unit).order_by("-pk").first()
    if last is None:
        made.kind, made.topic = SessionKind.TOOLBOX, str(SessionKind.TOOLBOX.label)
        return made
    for name in ("topic", "course_id", "kind", "place", "has_exam"):
        setattr(made, name, getattr(last, name))
    return made


def under_way(user: Holder, unit: Unit) -> SessionQuerySet:
    """What is planned for today or open at a unit and below, the latest first."""
    rows = Session.objects.visible_to(user, "training.change").below([unit.pk])
    today = unit.today
    rows = rows.filter(status=Status.DRAFT, started_on__lte=today)
    rows = rows.filter(Q(ended_on__gte=today) | Q(opened_at__isnull=False))
    return rows.order_by("-started_on", "-pk")[:SHOWN]
