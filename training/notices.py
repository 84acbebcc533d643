"""What people are told about training and drills."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inspections.models import Status
from safety.accounts.models import User
from safety.core import formats
from safety.core.access import Viewer
from safety.core.months import months_later
from safety.notices.topics import Line, Topic, register
from safety.org.models import Unit
from safety.people.models import Person
from training.indicators import credited
from training.models import (
    Attendance,
    Certificate,
    Deadline,
    EmergencyPlan,
    Expiry,
    Gap,
    PlannedDrill,
    PlanVersion,
    Requirement,
    Session,
)
from training.services import deadlines, gaps, inviting, yearly
from training.services.expiring import TOPIC
from training.services.holding import OWN_DAY
from training.services.lacking import never_held

PLANNED = ("unit", "rule", "plan")  # what a planned drill is called by


def _expiring(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each thing that expires, of people whom the viewer sees or is."""
    rows = Expiry.objects.filter(pk__in=keys).select_related(
        "person", "certificate__course", "course"
    )
    people = Person.objects.filter(expiries__in=keys)
    seen = set(people.visible_to(viewer, "training.view").values_list("pk", flat=True))
    mine = viewer.pk if isinstance(viewer, User) else None
    told = [
        each
        for each in rows
        if each.person_id in seen or (mine and each.person.user_id == mine)
    ]
    ends = _ends(told)
    return {
        each.pk: _line(
            each,
            is_seen=each.person_id in seen,
            stands=ends.get(each.pk) == each.last_on,
        )
        for each in told
    }


def _ends(told: Collection[Expiry]) -> dict[int, date | None]:
    """The days on which what was told ends now, by the key of its expiry."""
    rows = [each for each in told if each.course]
    rows_credited = Attendance.objects.filter(
        credited.where,
        person__in=[each.person_id for each in rows],
        session__course__in=[each.course_id for each in rows],
    ).order_by()
    on = {
        (person, course): day
        for person, course, day in rows_credited.values_list(
            "person_id", "session__course_id"
        ).annotate(on=Max(OWN_DAY))
    }
    found: dict[int, date | None] = {}
    for each in told:
        if each.certificate:
            is_held = each.certificate.status == Certificate.Status.COUNTED
            found[each.pk] = each.certificate.last_day if is_held else None
        elif each.course and each.course.valid_months:
            day = on.get((each.person_id, each.course.pk))
            months = each.course.valid_months
            found[each.pk] = months_later(day, months) if day else None
    return found


def _line(expiry: Expiry, *, is_seen: bool, stands: bool) -> Line:
    person = expiry.person
    what = expiry.certificate or expiry.course
    url = reverse("training:view-own-file")
    if is_seen and expiry.certificate:
        url = expiry.certificate.get_absolute_url()
    elif is_seen:
        url = reverse("training:view-training-file", args=[person.employee_no])
    until = _("valid until %(day)s") % {"day": formats.day(expiry.last_on)}
    return Line(
        text=f"{person}: {what}",
        sub=f"{person.employee_no} · {until}",
        url=url,
        group=gettext_lazy("Expires soon"),
        stands=stands,
    )


def _revisions(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each plan that somebody has to revise."""
    seen = EmergencyPlan.objects.visible_to(viewer)
    rows = Gap.objects.counted().filter(pk__in=keys, plan__in=seen)
    return {
        gap.pk: Line(
            text=gap.what,
            sub=_("%(plan)s · due %(day)s")
            % {"plan": gap.plan, "day": formats.day(gap.due_on)},
            url=gap.plan.get_absolute_url(),
            group=gettext_lazy("Emergency plans to revise"),
            stands=gap.revised_in_id is None,
        )
        for gap in rows.select_related("plan")
        if gap.plan
    }


def _late(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each planned drill that was not held by its day."""
    seen = PlannedDrill.objects.visible_to(viewer)
    rows = Deadline.objects.filter(pk__in=keys, planned__in=seen)
    told = list(rows.select_related(*(f"planned__{name}" for name in PLANNED)))
    places = {(each.due_on.year, each.planned.unit_id) for each in told if each.planned}
    late = {
        (row.planned.pk, row.planned.due_on)
        for year in {year for year, _unit in places}
        for row in yearly.of_units(
            {unit for each, unit in places if each == year}, year, timezone.localdate()
        )
        if row.is_late
    }
    return {
        each.pk: Line(
            text=str(each.planned),
            sub=_("%(unit)s · to be held by %(day)s")
            % {"unit": each.planned.unit, "day": formats.day(each.due_on)},
            url=each.planned.get_absolute_url(),
            group=gettext_lazy("Planned drills that were not held"),
            stands=(each.planned.pk, each.due_on) in late,
        )
        for each in told
        if each.planned
    }


def _reviews(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each plan whose review is near or overdue."""
    seen = EmergencyPlan.objects.visible_to(viewer)
    rows = Deadline.objects.filter(pk__in=keys, version__plan__in=seen)
    newest = PlanVersion.objects.newest().filter(plan__in=seen.counted())
    standing = set(newest.filter(deadlines__in=keys).values_list("pk", flat=True))
    return {
        each.pk: Line(
            text=str(each.version),
            sub=_("%(unit)s · review by %(day)s")
            % {"unit": each.version.plan.unit, "day": formats.day(each.due_on)},
            url=each.version.plan.get_absolute_url(),
            group=gettext_lazy("Emergency plans to review"),
            stands=each.version.pk in standing,
        )
        for each in rows.select_related("version__plan__unit")
        if each.version
    }


def _never_held(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for what people of a unit have never held that is required of them."""
    seen = Unit.objects.visible_to(viewer, "training.view")
    rows = Deadline.objects.filter(
        pk__in=keys, unit__in=seen, requirement__isnull=False
    )
    told = list(rows.select_related("requirement__course", "unit"))
    today = timezone.localdate()
    in_force = Requirement.objects.in_force(today).filter(deadlines__in=told)
    lack = {
        (requirement.pk, unit): number
        for requirement, unit, number in never_held(in_force.distinct(), today)
    }
    found = {}
    for each in told:
        if each.unit and each.requirement:
            number = lack.get((each.requirement.pk, each.unit.pk), 0)
            said = ngettext(
                "%(unit)s · %(n)s person has never held it",
                "%(unit)s · %(n)s persons have never held it",
                number,
            )
            found[each.pk] = Line(
                text=str(each.requirement),
                sub=said % {"unit": each.unit, "n": formats.number(number)},
                url=reverse("training:list-lacking", query={"unit": each.unit.code}),
                group=gettext_lazy("Required training never held"),
                stands=number > 0,
            )
    return found


def _invited(viewer: Viewer, keys: Collection[int]) -> dict[int, Line]:
    """A line for each session that the viewer himself is asked to come to."""
    mine = viewer.pk if isinstance(viewer, User) else None
    rows = Attendance.objects.filter(pk__in=keys, person__user=mine)
    sessions = Session.objects.visible_to(viewer).filter(attendances__in=keys)
    seen = set(sessions.values_list("pk", flat=True))
    return {
        each.pk: _invitation(each, is_seen=each.session_id in seen)
        for each in rows.select_related("session__unit")
    }


def _invitation(attendance: Attendance, *, is_seen: bool) -> Line:
    session = attendance.session
    when = formats.day(session.started_on)
    if session.has_days:
        when = f"{when} – {formats.day(session.ended_on)}"
    is_asked = attendance.status == Attendance.Status.COUNTED and attendance.is_invited
    own_file = reverse("training:view-own-file")
    return Line(
        text=session.topic,
        sub=" · ".join(filter(None, (when, session.place, str(session.unit)))),
        url=session.get_absolute_url() if is_seen else own_file,
        group=gettext_lazy("Training you are invited to"),
        stands=is_asked and session.status == Status.DRAFT,
    )


register(Topic(TOPIC, _expiring))
register(Topic(inviting.INVITED, _invited))
register(Topic(gaps.REVISE, _revisions))
register(Topic(deadlines.LATE, _late))
register(Topic(deadlines.REVIEW, _reviews))
register(Topic(deadlines.NEVER, _never_held))
