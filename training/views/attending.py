"""The roster of a session, ticked by whoever teaches it."""

from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from inspections.models import Status
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.models import display_name
from safety.people.models import Person
from training.forms.sessions import CreditForm, GuestForm, PaperForm, TakeOffForm
from training.models import Attendance, AttendedDay, Session, SessionPhoto
from training.services import attending, days
from training.views.sessions import CHANGE, changeable, crumbs

SHOWN = 500  # people of a roster
LONGEST_NAME = 100
TICK, UNTICK, PASS, FAIL = "tick", "untick", "pass", "fail"


class Row(NamedTuple):
    """Somebody on the roster, and the attendance if there is one."""

    person: Person
    name: str
    unit: str
    attendance: Attendance | None
    is_present: bool
    on_days: int = 0

    @property
    def is_invited(self) -> bool:
        """Whether he was asked to come."""
        return bool(self.attendance and self.attendance.is_invited)


def day_of(request: Request, session: Session) -> date:
    """Of which of its days a roster is: that of the address, else today's."""
    said = request.POST.get("day") or request.GET.get("day", "")
    named = {each.isoformat(): each for each in session.days}
    return named.get(said, session.today)


def roster_address(session: Session, day: date) -> str:
    """Where people are ticked on a day."""
    address = reverse("training:attend-session", args=[session.pk])
    return f"{address}?day={day.isoformat()}" if session.has_days else address


def _rows(
    request: Request,
    session: Session,
    day: date,
    only: int | None = None,
    text: str = "",
) -> list[Row]:
    """Who is posted there and who is on the list: invited first, by unit and name.

    ``text`` leaves those whose number or name fits.
    """
    listed = session.attendances.counted()
    here = attending.roster_of(session)
    people = Person.objects.counted().filter(
        Q(pk__in=here.values("pk")) | Q(pk__in=listed.values("person"))
    )
    if only is not None:
        people = people.filter(pk=only)
    if text:
        people = people.matching(text)
    own = attending.postings_in(session).below([session.unit_id])
    own = own.filter(person=OuterRef("pk")).order_by("unit__code")
    unit_name = Subquery(own.values(shown=display_name("unit__"))[:1])
    asked = session.attendances.invited().filter(person=OuterRef("pk"))
    named = people.annotate(
        unit_name=Coalesce(unit_name, Value("")), is_asked=Exists(asked)
    )
    found = list(named.order_by("-is_asked", "unit_name", "name", "pk")[:SHOWN])
    kept = {each.person_id: each for each in listed.filter(person__in=found)}
    seen = Person.objects.visible_to(request.user).filter(pk__in=[p.pk for p in found])
    names = dict(seen.values_list("pk", "name"))
    hidden = _("Somebody outside your units")
    known = days.of(session) if session.has_days else {}

    def row(person: Person) -> Row:
        there = kept.get(person.pk)
        on = known.get(there.pk, {}) if there else {}
        return Row(
            person,
            names.get(person.pk, hidden),
            vars(person)["unit_name"] or _("Guest"),
            there,
            bool(there and days.is_there(there, on, day)),
            len(on),
        )

    for each in kept.values():
        each.session = session
    return [row(person) for person in found]


def _groups(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Those who are invited apart from the others; without any, all in one."""
    invited = [row for row in rows if row.is_invited]
    others = [row for row in rows if not row.is_invited]
    if not invited:
        return [("", others)] if others else []
    named = [
        (pgettext("session", "Invited"), invited),
        (pgettext("session", "Not invited"), others),
    ]
    return [(title, group) for title, group in named if group]


def count_of(session: Session, day: date) -> dict[str, int]:
    """How many are there on a day, of how many who should or could be."""
    there = session.attendances.present()
    if session.has_days:
        elsewhere = Exists(AttendedDay.objects.filter(attendance=OuterRef("pk")))
        here = Exists(AttendedDay.objects.filter(attendance=OuterRef("pk"), on=day))
        there = there.filter(Q(here) | ~Q(elsewhere))
    present = there.values("person")
    everybody = Person.objects.counted().filter(
        Q(pk__in=attending.expected_at(session).values("pk")) | Q(pk__in=present)
    )
    return {"present": present.count(), "everybody": everybody.count()}


@may(CHANGE)
@form_page
def attend_session(request: Request, key: int) -> HttpResponse:
    """Who is there, one tap each; a tap says what shall be, so it may come twice."""
    session = changeable(request, key)
    if request.method == "POST":
        return _ticked(request, session)
    if session.status == Status.VOIDED:
        return redirect(session)
    return _roster(request, session, GuestForm())


def _roster(request: Request, session: Session, guest: GuestForm) -> HttpResponse:
    undo = [key for key in request.GET.get("undo", "").split(".") if is_key(key)]
    text = request.GET.get("q", "").strip()[:LONGEST_NAME]
    day = day_of(request, session)
    rows = _rows(request, session, day, text=text if text.isprintable() else "")
    context = count_of(session, day) | {
        "title": session.topic,
        "session": session,
        "day": day,
        "address": roster_address(session, day),
        "days": _days(session, day),
        "rows": rows,
        "groups": _groups(rows),
        "text": text,
        "most": SHOWN,
        "undo": undo,
        "guest": guest,
        "hidden": {"request_id": uuid4()},
        "is_draft": session.status == Status.DRAFT,
        "crumbs": crumbs(
            (session.number, session.get_absolute_url()), (_("Roster"), "")
        ),
    }
    return render(request, "training/session_attend.html", context)


def _days(session: Session, day: date) -> dict[str, Any]:
    """Which of its days is shown, and the ways to the one before and after."""
    if not session.has_days:
        return {}
    place = session.days.index(day)
    around = session.days[max(place - 1, 0) : place + 2]
    return {
        "place": place + 1,
        "number": len(session.days),
        "before": roster_address(session, around[0]) if place else "",
        "after": roster_address(session, around[-1]) if around[-1] > day else "",
    }


def is_key(text: str) -> bool:
    """Whether a text can be the key of a record."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def _ticked(request: Request, session: Session) -> HttpResponse:
    """Keep a tap on one row; the row and the number come anew, or the page."""
    said = [(verb, request.POST[verb]) for verb in VERBS if verb in request.POST]
    if not said:
        return redirect("training:attend-session", session.pk)
    verb, key = said[0]
    day = day_of(request, session)
    rows = _rows(request, session, day, int(key)) if is_key(key) else []
    if not rows:
        raise Http404(_("There is no such person on this roster."))
    refused = ""
    try:
        VERBS[verb](session, rows[0].person, request.user.pk, day)
    except ValidationError as refusal:
        refused = " ".join(refusal.messages)
    if not request.htmx or refused:
        if refused:
            messages.error(request, refused)
        address = roster_address(session, day)
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(f"{address}#person-{key}")
    context = count_of(session, day) | {
        "session": session,
        "row": _rows(request, session, day, int(key))[0],
        "address": roster_address(session, day),
        "is_part": True,
    }
    return render(request, "training/_session_ticked.html", context)


VERBS: dict[str, Any] = {
    TICK: lambda session, who, by, day: attending.tick(session, [who], by=by, day=day),
    UNTICK: lambda session, who, by, day: attending.untick(
        session, [who.pk], by=by, day=day
    ),
    PASS: lambda session, who, by, _day: attending.grade(
        session, [who.pk], passed=True, by=by
    ),
    FAIL: lambda session, who, by, _day: attending.grade(
        session, [who.pk], passed=False, by=by
    ),
}


@may(CHANGE)
@require_POST
@once
def tick_all(request: Request, key: int) -> HttpResponse:
    """All who should come are there; offers to take it back."""
    session = changeable(request, key)
    day = day_of(request, session)
    back = roster_address(session, day)
    try:
        people = attending.expected_at(session)
        made = attending.tick(session, people, by=request.user.pk, day=day)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    keys = ".".join(map(str, made[:SHOWN]))
    joined = "&" if "?" in back else "?"
    return redirect(f"{back}{joined}undo={keys}" if keys else back)


@may(CHANGE)
@require_POST
@once
def untick_all(request: Request, key: int) -> HttpResponse:
    """Take “all present” back: those of ``undo`` are not there after all."""
    session = changeable(request, key)
    keys = [int(k) for k in request.POST.get("undo", "").split(".") if is_key(k)]
    day = day_of(request, session)
    try:
        attending.untick(session, keys, by=request.user.pk, day=day)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(roster_address(session, day))


@may(CHANGE)
@form_page
@once
def add_guest(request: Request, key: int) -> HttpResponse:
    """Somebody of another unit is there, too."""
    session = changeable(request, key)
    form = GuestForm(request.POST if request.method == "POST" else None)
    by, day = request.user.pk, day_of(request, session)

    def verb() -> None:
        number = form.cleaned_data["employee_no"]
        attending.add_guest(session, number, by=by, day=day)

    if form.is_valid() and carry_out(form, verb):
        said = _("%(number)s is on the list.")
        messages.success(request, said % {"number": form.cleaned_data["employee_no"]})
        return redirect(roster_address(session, day))
    return _roster(request, session, form)


@may(CHANGE)
@form_page
@once
def keep_paper(request: Request, key: int) -> HttpResponse:
    """A photo of the sheet and how many signed; who they are can be typed at once."""
    session = changeable(request, key)
    is_sent, by = request.method == "POST", request.user.pk
    form = PaperForm(
        *((request.POST, request.FILES) if is_sent else ()),
        initial={
            "head_count": session.head_count,
            "why_differs": session.why_differs,
            "day": session.today.isoformat(),
        },
        by=by,
        days=session.days if session.has_days else (),
    )
    if form.is_valid() and carry_out(
        form, lambda: attending.keep_paper(session, form.paper, by=by)
    ):
        messages.success(request, _("The sheet is saved."))
        return redirect(roster_address(session, form.paper.day or session.today))
    title, number = _("Paper sheet"), (session.number, session.get_absolute_url())
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=crumbs(number, (title, "")),
        cancel_url=reverse("training:attend-session", args=[key]),
    )


@may(CHANGE)
@form_page
def take_off_photo(request: Request, key: int) -> HttpResponse:
    """Take a photo of the sheet or the room off its session."""
    seen = SessionPhoto.objects.counted().visible_to(request.user)
    photo = get_object_or_404(seen, pk=key)
    session = photo.session = changeable(request, photo.session_id)
    if session.status == Status.VOIDED:
        return redirect(session)
    form = TakeOffForm(
        request.POST if request.method == "POST" else None,
        has_ended=session.status == Status.FINAL,
    )
    by = request.user.pk

    def verb() -> None:
        attending.take_off(photo, form.cleaned_data["reason"], by=by)

    if form.is_valid() and carry_out(form, verb):
        messages.success(request, _("The photo is taken off."))
        return redirect(session)
    title, back = _("Take off a photo"), session.get_absolute_url()
    return answer(
        request,
        "form.html",
        form,
        title=title,
        is_grave=True,
        crumbs=crumbs((session.number, back), (title, "")),
        cancel_url=back,
    )


@may(CHANGE)
@form_page
@once
def credit_person(request: Request, key: int, person: int) -> HttpResponse:
    """Who came late or left early is credited for the minutes."""
    session = changeable(request, key)
    rows = _rows(request, session, session.today, person)
    if not rows or not rows[0].attendance:
        raise Http404(_("There is no such person on this roster."))
    row, there = rows[0], rows[0].attendance
    minutes = None if there.hours is None else round(there.hours * 60)
    told = {True: "yes", False: "no"}
    passed = "" if there.passed is None else told[there.passed]
    form = CreditForm(
        request.POST if request.method == "POST" else None,
        initial={"minutes": minutes, "passed": passed},
        has_exam=session.has_exam,
        days=days.of(session).get(there.pk, {}) if session.has_days else {},
    )
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: attending.credit(session, row.person, form.result, by=by)
    ):
        address = reverse("training:attend-session", args=[key])
        return redirect(f"{address}#person-{person}")
    back = reverse("training:attend-session", args=[key])
    return answer(
        request,
        "form.html",
        form,
        title=row.name,
        hidden={"request_id": uuid4()},
        crumbs=crumbs((session.number, session.get_absolute_url()), (row.name, "")),
        cancel_url=back,
    )
