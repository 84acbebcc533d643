"""What this app shows on the pages of persons."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from safety.org.guard import Request, may_at
from safety.org.models import Unit
from safety.org.panels import Panel, register
from safety.people.models import Contractor, Person, Posting
from safety.people.models.person import PostingQuerySet
from training import marks
from training.models import Certificate, Reminder
from training.services import expiring
from training.services.clearance import clearance
from training.services.holding import Standing

SHOWN = 8  # certificates on a page of something else


def training_of_person(request: Request, person: Person) -> dict[str, Any] | None:
    """Whether somebody may work today, what is held, and hours of this year.

    What postings outside the reader's units ask is not said.
    """
    if not request.user.may("training.view"):
        return None
    today = timezone.localdate()
    mine = Posting.objects.visible_to(request.user, "training.view")
    standing = Standing([person], today, mine)
    reminded = Reminder.objects.in_days()
    return {
        "person": person,
        "may_open": True,
        "today": today,
        "clearance": clearance(person, today, standing),
        "holdings": [
            (each, marks.holding(each)) for each in standing.holdings(person.pk)
        ],
        "owed": standing.owed(person.pk),
        "certificates": [
            (each, marks.until(each.last_day, reminded))
            for each in standing.certificates(person.pk)
        ],
        "may_add": _works_in(standing, request.user.unit_ids_for("training.change")),
        "gives_code": person.user_id is None
        and _works_in(standing, request.user.unit_ids_for("people.change")),
        "file_url": reverse("training:view-training-file", args=[person.employee_no]),
    }


def expiring_at_unit(request: Request, unit: Unit) -> dict[str, Any] | None:
    """What expires first of who is posted at or below a unit today."""
    if not may_at(request, "training.view", unit):
        return None
    here = Posting.objects.at_or_below(unit)
    return _expiring(here, unit=unit.code)


def expiring_at_contractor(
    request: Request, contractor: Contractor
) -> dict[str, Any] | None:
    """The same of the contractor's people in the reader's units."""
    if not request.user.may("training.view"):
        return None
    mine = Posting.objects.visible_to(request.user, "training.view")
    here = mine.filter(person__contractor=contractor)
    return _expiring(here, contractor=contractor.code)


def _expiring(postings: PostingQuerySet, **of: str) -> dict[str, Any] | None:
    """Certificates that have expired or will before long; None without reminders."""
    today, reminded = timezone.localdate(), Reminder.objects.in_days()
    if not reminded:
        return None
    here = postings.in_force_on(today).of_counted().filter(person=OuterRef("person"))
    last = today + timedelta(days=max(reminded))
    rows: Any = Certificate.objects.counted().with_until().filter(Exists(here))
    near = expiring.unrenewed(rows.filter(until__lte=last))
    shown = near.select_related("person", "course").order_by("until", "pk")
    query = {**of, "expires_to": last.isoformat()}
    return {
        "rows": [
            (each, marks.until(each.last_day, reminded)) for each in shown[:SHOWN]
        ],
        "all_url": reverse("training:list-certificates", query=query),
        "last": last,
        "lacking_url": reverse("training:list-lacking", query=of),
    }


def clearance_of_posting(request: Request, posting: Posting) -> dict[str, Any] | None:
    """Whether somebody may work today where he is about to be posted."""
    if not posting.unit_id or not may_at(request, "training.view", posting.unit):
        return None
    today, person = timezone.localdate(), posting.person
    mine = Posting.objects.visible_to(request.user, "training.view")
    standing = Standing([person], today, mine, at=posting.unit)
    return {"unit": posting.unit, "clearance": clearance(person, today, standing)}


def _works_in(standing: Standing, units: Collection[int]) -> bool:
    """Whether the one person works at or below one of some units today."""
    return not standing.above.isdisjoint(units)


register(
    Panel(Posting, 10, "training/_posting_clearance.html", clearance_of_posting),
    Panel(Unit, 30, "training/_certificates_expiring.html", expiring_at_unit),
    Panel(
        Contractor, 20, "training/_certificates_expiring.html", expiring_at_contractor
    ),
)
register(Panel(Person, 20, "training/_requirement_person.html", training_of_person))
