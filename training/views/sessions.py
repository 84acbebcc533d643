"""Training sessions: one of them, its form, and how it is voided."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from inspections.models import Status
from inspections.views.hazard import linked, names_of, one_of, prints
from inspections.views.printed import answer as printed_answer
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.forms import VoidForm
from safety.core.paper import Paper
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, unit_of
from safety.people.models import Person, person_of
from training import marks, printed
from training.forms.sessions import SessionForm, StartForm
from training.models import Attendance, AttendedDay, Session, SessionPhoto, SignIn
from training.services import days, proposing, sessions

VIEW, CHANGE, CORRECT = "training.view", "training.change", "training.correct"
# What the history leaves out of an attendance: it is told on the page of its session.
UNTOLD = ("session_id",)


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the list of sessions."""
    return [(_("Training"), reverse("training:list-sessions")), *last]


def session_of(request: Request, key: int) -> Session:
    """The session of a page, else 404."""
    rows = Session.objects.select_related("unit", "course", "trainer")
    session: Session = one_of(request, rows, key)
    return session


def may_change(request: Request, session: Session) -> bool:
    """Whether the reader may change it: one that has ended takes more than teaching."""
    asked = CORRECT if session.status == Status.FINAL else CHANGE
    return session.status != Status.VOIDED and may_at(request, asked, session.unit_id)


def changeable(request: Request, key: int) -> Session:
    """The session of a form; 403 for who may not change it."""
    session = session_of(request, key)
    if session.status == Status.VOIDED:
        asked = may_at(request, CHANGE, session.unit_id)
    else:
        asked = may_change(request, session)
    if not asked:
        raise PermissionDenied
    return session


@may(VIEW)
@require_safe
def view_session(request: Request, key: int) -> HttpResponse:
    """What was taught to whom, for how many hours, and with what result."""
    session = session_of(request, key)
    listed = _listed(session)
    trainer, *names = _names(request, session, listed)
    told_beside = Q(
        label=Attendance._meta.label_lower, key__in=session.attendances.values("pk")
    ) | Q(
        label=SessionPhoto._meta.label_lower,
        verb="void-photo",
        key__in=session.photos.values("pk"),
    )
    on_days = days.of(session) if session.has_days else {}
    told_days = [_told_days(on_days.get(each.pk, {})) for each in listed]
    said = cache(formats.hours)  # most have been there for as long
    hours = [said(each.credited) for each in listed]
    context = {
        "title": session.topic,
        "session": session,
        "state": marks.session_state(session.state),
        "facts": _facts(session, trainer or session.trainer_name),
        "figures": _figures(session, listed),
        "is_awaited": session.status == Status.DRAFT,
        "attendances": list(zip(listed, names, told_days, hours, strict=True)),
        "photos": session.photos.counted().arrived().select_related("file"),
        "signed_for": signed_for(request, session),
        "may_change": may_change(request, session),
        "prints": prints("training:print-session", key),
        "history": history.of(session, request.user, told_beside, hidden=UNTOLD),
        "crumbs": crumbs((session.number, "")),
    }
    return render(request, "training/session_detail.html", context)


@may(VIEW)
@require_safe
def print_session(request: Request, key: int) -> HttpResponse:
    """The record on paper: what, where, by whom, and the names with their minutes."""
    session = session_of(request, key)
    listed = _listed(session)
    trainer, *names = _names(request, session, listed)
    rows = session.sign_ins.counted().order_by("-on")
    signed = {each.person_id: each for each in rows}
    names_of(request, *(each.signed_by_id for each in signed.values()))

    def paper() -> Paper:
        facts = _facts(session, trainer or session.trainer_name)
        lines = [
            printed.Line(each, name, _how(request, session, signed.get(each.person_id)))
            for each, name in zip(listed, names, strict=True)
        ]
        said = [*facts, *_figures(session, listed)]
        return printed.session(session, facts=said, lines=lines)

    return printed_answer(request, session, session.number, paper)


def _listed(session: Session) -> list[Attendance]:
    """Who is on its list, those who were there first."""
    rows = session.attendances.counted().select_related("person")
    listed = list(rows.order_by("-is_present", "person__employee_no"))
    for each in listed:
        each.session = session
    return listed


def _told_days(own: Mapping[date, AttendedDay]) -> str:
    """On which days somebody was there, and for how many minutes if not for all."""
    said = []
    for day, each in sorted(own.items()):
        told = formats.day(day)
        if each.minutes is not None:
            minutes = ngettext("%(n)s minute", "%(n)s minutes", each.minutes)
            told = f"{told} ({minutes % {'n': formats.number(each.minutes)}})"
        said.append(told)
    return " · ".join(said)


def _names(
    request: Request, session: Session, listed: Sequence[Attendance]
) -> list[Any]:
    """The trainer and who is listed, as this reader may see them."""
    read = [session.trainer, *(each.person for each in listed)]
    keys = [session.trainer_id, *(each.person_id for each in listed)]
    return names_of(request, *keys, among=filter(None, read))


def _how(request: Request, session: Session, signed: SignIn | None) -> Any:
    """How somebody has signed."""
    if signed is None:
        on_paper = session.head_count is not None
        return _("On the paper sheet") if on_paper else _("Ticked by the trainer")
    if signed.signed_by_id:
        (who,) = names_of(request, signed.signed_by_id)
        return format_html(_("With the phone of {}"), who)
    return _("With an own phone") if signed.device else _("With a phone passed around")


def _facts(session: Session, trainer: Any) -> list[tuple[str, Any]]:
    when = formats.day(session.started_on)
    if session.has_days:
        when = f"{when} – {formats.day(session.ended_on)}"
    told = [
        (_("Number"), session.number),
        (_("Kind"), session.get_kind_display()),
        (_("Course"), session.course and linked(session.course)),
        (_("Unit"), linked(session.unit)),
        (_("Place"), session.place),
        (_("When"), when),
        (_("Opened"), session.opened_at and formats.moment(session.opened_at)),
        (_("Closed at"), session.closed_at and formats.moment(session.closed_at)),
        (_("Trainer"), trainer),
        (_("Exam"), _("Yes") if session.has_exam else _("No")),
        (_("Heads on the sheet"), formats.number(session.head_count)),
        (_("Why list and head-count differ"), session.why_differs),
        (_("Why it is voided"), session.why_voided),
    ]
    return [(k, value) for k, value in told if value and value != formats.DASH]


def signed_for(request: Request, session: Session) -> list[tuple[Any, Any]]:
    """Who signed for whom: a phone that signed in two, for the trainer to look at."""
    found = session.sign_ins.for_another().order_by("at", "pk")
    pairs = list(found.values_list("signed_by", "person"))
    names_of(request, *chain.from_iterable(pairs))
    shown = [names_of(request, *pair) for pair in pairs]
    return [(who, whom) for who, whom in shown]


def _figures(session: Session, listed: Sequence[Attendance]) -> list[tuple[str, str]]:
    """How many were there, what they were credited in all, and how many passed."""
    invited = sum(each.is_invited for each in listed)
    present = [each for each in listed if each.is_present]
    credited = [each.credited for each in present if each.is_credited]
    shown = [
        (_("Hours"), marks.hours(session.hours)),
        (pgettext("session", "Present"), formats.number(len(present))),
        (_("Credited hours"), formats.number(sum(credited, Decimal(0)))),
    ]
    if invited:
        said = pgettext("session", "Invited")
        shown.insert(1, (said, formats.number(invited)))
    if session.has_exam:
        passed = sum(bool(each.passed) for each in present)
        shown.append((pgettext("session", "Passed"), formats.number(passed)))
    return shown


@may(CHANGE)
@form_page
@once
def add_session(request: Request) -> HttpResponse:
    """Plan a session of the unit of the page, or enter one that was held."""
    unit = unit_of(request, CHANGE)
    blank = proposing.blank(person_of(request.user), unit)
    return _form(request, blank, sessions.add, _("New session"))


@may(CHANGE)
@form_page
@once
def start_session(request: Request) -> HttpResponse:
    """Begin one now, with what the trainer taught last and where he is posted today."""
    unit = unit_of(request, CHANGE)
    groups = proposing.groups(request.user, unit)
    blank = proposing.blank(person_of(request.user), groups[0])
    form = StartForm(
        request.POST if request.method == "POST" else None,
        instance=blank,
        groups=groups,
    )
    by = request.user.pk
    if form.is_valid() and carry_out(form, lambda: sessions.start(blank, by=by)):
        return redirect("training:attend-session", blank.pk)
    title = _("Start session")
    under_way = proposing.under_way(request.user, unit).select_related("unit")
    return answer(
        request,
        "training/session_start.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        waiting=[(each, marks.session_state(each.state)) for each in under_way],
        crumbs=crumbs((title, "")),
        cancel_url=reverse("training:list-sessions"),
    )


@may(CHANGE)
@require_POST
def open_session(request: Request, key: int) -> HttpResponse:
    """Begin a session that was planned."""
    session = changeable(request, key)
    try:
        sessions.open_planned(session, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(session)
    return redirect("training:attend-session", key)


@may(CHANGE)
@require_POST
def close_session(request: Request, key: int) -> HttpResponse:
    """End it with one tap; sent again, nothing happens."""
    session = session_of(request, key)
    require(request.user, CHANGE, session.unit_id)
    try:
        closed = sessions.close(session, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("training:attend-session", key)
    said = _("“%(topic)s” is closed and counts: %(hours)s.")
    hours = formats.hours(closed.hours)
    messages.success(request, said % {"topic": closed.topic, "hours": hours})
    return redirect(closed)


@may(CHANGE)
@form_page
@once
def change_session(request: Request, key: int) -> HttpResponse:
    """Another day, trainer or topic; of one that has ended the history says so."""
    session = changeable(request, key)
    if session.status == Status.VOIDED:
        return redirect(session)
    title = _("Change “%(topic)s”") % {"topic": session.topic}
    return _form(request, session, sessions.change, title)


def _form(request: Request, session: Session, verb: Any, title: str) -> HttpResponse:
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        instance=session,
        people=Person.objects.counted().visible_to(request.user),
    )
    by = request.user.pk
    if form.is_valid() and carry_out(form, lambda: verb(session, by=by)):
        messages.success(request, _("“%(topic)s” is saved.") % {"topic": session.topic})
        return redirect(session)
    trail = [(session.number, session.get_absolute_url())] if session.pk else []
    return answer(
        request,
        "training/session_form.html",
        form,
        title=title,
        unit=session.unit,
        hidden={"request_id": uuid4()},
        crumbs=crumbs(*trail, (title, "")),
        cancel_url=session.get_absolute_url()
        if session.pk
        else reverse("training:list-sessions"),
    )


@may(CHANGE)
@form_page
@once
def void_session(request: Request, key: int) -> HttpResponse:
    """Take a session out of all numbers, and say why."""
    session = changeable(request, key)
    if session.status == Status.VOIDED:
        return redirect(session)
    form = VoidForm(request.POST if request.method == "POST" else None)
    by = request.user.pk
    if form.is_valid():
        sessions.void(session, form.cleaned_data["reason"], by=by)
        messages.success(request, _("Voided: it counts nowhere."))
        return redirect(session)
    back = session.get_absolute_url()
    return answer(
        request,
        "training/session_void.html",
        form,
        title=_("Void %(number)s") % {"number": session},
        hidden={"request_id": uuid4()},
        is_grave=True,
        crumbs=crumbs((session.number, back), (_("Void"), "")),
        cancel_url=back,
    )
