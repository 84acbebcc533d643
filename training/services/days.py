"""The days of a session of several: who was there on which, and what that credits.

A day has an equal share of the session's hours; the days that count are those on which
somebody was ticked, so that a weekend in between is none.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from safety.journal import write as journal
from training.models import Attendance, AttendedDay, Session

MINUTES = 60  # of an hour
HUNDREDTH = Decimal("0.01")


def of(session: Session) -> dict[int, dict[date, AttendedDay]]:
    """The days of each attendance, by its key; who is ticked on none is not in it."""
    found: dict[int, dict[date, AttendedDay]] = defaultdict(dict)
    rows = AttendedDay.objects.filter(
        attendance__session=session, on__range=(session.started_on, session.ended_on)
    )
    for each in rows:
        found[each.attendance_id][each.on] = each
    return found


def held(
    session: Session, known: Mapping[int, Mapping[date, AttendedDay]]
) -> list[date]:
    """On which days it was held: those on which anybody was there, else all."""
    ticked = {day for own in known.values() for day in own}
    return sorted(ticked) or session.days


def is_there(attendance: Attendance, own: Collection[date], day: date) -> bool:
    """Whether somebody was there on a day; who has no days was there on each."""
    return attendance.is_present and (not own or day in own)


def mark(
    session: Session,
    new: Sequence[Attendance],
    here: Sequence[Attendance],
    day: date,
    *,
    by: int | None,
) -> list[Attendance]:
    """They are there on a day; those of ``here`` who were not, though on another."""
    known = of(session)
    more = [each for each in here if known.get(each.pk) and day not in known[each.pk]]
    rows = [AttendedDay(attendance=each, on=day) for each in (*new, *more)]
    journal.save_all(rows, "attend", by=by)
    return more


def unmark(
    session: Session, there: Sequence[Attendance], day: date, *, by: int | None
) -> list[Attendance]:
    """They are not there on a day; gives those who are not on any other, either."""
    known = of(session)
    on = held(session, known)
    gone = []
    for each in there:
        own = known.get(each.pk) or {}
        others = set(own or on) - {day}
        if not own:
            spelled = [AttendedDay(attendance=each, on=other) for other in others]
            journal.save_all(spelled, "attend", by=by)
        elif day in own:
            journal.remove(own[day], "miss-session", by=by)
        if not others:
            gone.append(each)
    return gone


def time(
    attendance: Attendance, minutes: Mapping[date, int | None], *, by: int | None
) -> None:
    """Say for how many minutes somebody was there on each day; None is all of it."""
    rows = [each for each in attendance.days.all() if each.on in minutes]
    for each in rows:
        each.minutes = minutes[each.on]
    journal.save_all(rows, "credit", by=by)


def credit(session: Session, *, by: int | None) -> None:
    """Add up what the days credit, rounded once for each attendance."""
    if not session.has_days:
        return
    known = of(session)
    on = held(session, known)
    rows = list(session.attendances.present().filter(pk__in=known))
    for each in rows:
        each.hours = _hours(session, known[each.pk], len(on))
    journal.save_all(rows, "credit", by=by)


def _hours(
    session: Session, own: Mapping[date, AttendedDay], held_on: int
) -> Decimal | None:
    """The hours of somebody's days; None for all of the session."""
    if len(own) == held_on and all(each.minutes is None for each in own.values()):
        return None
    typed = sum(each.minutes or 0 for each in own.values())
    whole = sum(each.minutes is None for each in own.values())
    most: Decimal = session.hours
    hours = Decimal(typed) / MINUTES + most * whole / held_on
    return min(hours.quantize(HUNDREDTH, ROUND_HALF_EVEN), most)
