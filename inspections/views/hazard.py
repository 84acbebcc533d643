"""The page of one hazard: how far it has come, what was done, what comes next."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from inspections import evidence, gallery, marks, told
from inspections.deeds import Deed, open_to
from inspections.models import (
    NOT_RECTIFIED,
    Category,
    Hazard,
    HazardPhoto,
    Link,
    Move,
    State,
    Verb,
)
from inspections.services import links
from inspections.services.guards import Actor, Case
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.people.models import Person

VIEW = "inspections.view"
Crumbs = list[tuple[str, str]]
# Of photos and links the history tells who added and took off which, in words enough.
UNTOLD = ("sha256", "hazard_id", "by_id", "at", "nonce", "token", "after", "state")
# Moves that are bad news, and those that bring a hazard further.
MOST_DOUBLES = 20  # named on the page of what they are part of
SETBACKS = {Verb.SEND_BACK, Verb.REOPEN, Verb.VOID, Verb.WITHDRAW}
STEPS = {Verb.REPORT, Verb.ACCEPT, Verb.BEGIN, Verb.SUBMIT, Verb.FIX, Verb.VERIFY}


class Step(NamedTuple):
    """A step of a hazard's way: ``mark`` is ``done``, ``now`` or nothing."""

    label: str | Promise
    day: str
    mark: str


class Told(NamedTuple):
    """A line of the timeline."""

    css: str
    what: str
    who: Any
    at: datetime
    note: str


def linked(record: Any) -> Any:
    """A record as a link to its page."""
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)


def names_of(
    request: Request, *keys: int | None, among: Iterable[Person] = ()
) -> list[Any]:
    """Persons as links, where the reader sees them; in words where he does not.

    However often a page asks, each person is looked up once. ``among`` are all of them,
    where the page has read them already.
    """
    known: dict[int | None, Any] = request.__dict__.setdefault("named", {None: ""})
    missing: set[Any] = set(keys) - known.keys()
    if missing:
        rows = Person.objects.visible_to(request.user).filter(pk__in=missing)
        read = {person.pk: person for person in among}
        if missing <= read.keys():
            seen = [read[key] for key in rows.values_list("pk", flat=True)]
        else:
            seen = list(rows)
        links = {person.pk: linked(person) for person in seen}
        hidden = _("Somebody outside your units")
        known |= {key: links.get(key, hidden) for key in missing}
    return [known[key] for key in keys]


def one_of(request: Request, records: "QuerySet[Any]", key: int) -> Any:
    """A record in the reader's units, else 404."""
    return get_object_or_404(records.visible_to(request.user), pk=key)  # type: ignore[attr-defined]


def hazard_of(request: Request, key: int) -> Hazard:
    """The hazard of a page with what it shows, else 404."""
    beside = ("unit", "contractor", "inspection", "criterion", "repeat_of")
    rows = Hazard.objects.select_related(*beside, "merged_into", "responsible")
    hazard: Hazard = one_of(request, rows, key)
    return hazard


def prints(name: str, key: int | str) -> list[tuple[str, str]]:
    """Addresses of a record on paper, in each language, and what they are called."""
    return [
        (
            reverse(name, args=[key], query={"language": code}),
            _("Print (PDF), %(language)s") % {"language": label},
        )
        for code, label in settings.LANGUAGES
    ]


def trail(hazard: Hazard | None = None) -> Crumbs:
    """The way from the list of hazards."""
    path = [(_("Hazards"), reverse("inspections:list-hazards"))]
    if hazard:
        path.append((hazard.number, hazard.get_absolute_url()))
    return path


@may(VIEW)
@require_safe
def view_hazard(request: Request, key: int) -> HttpResponse:
    """What is wrong, how far it has come, what was done and what can be done."""
    hazard = hazard_of(request, key)
    case = Case(hazard, Actor.of(request.user))
    first, refusals, rest = _ranked(open_to(case))
    reached = evidence.of(hazard)
    names_of(request, *_people(case))
    context = {
        "title": hazard.description,
        "hazard": hazard,
        "risk": hazard.risk and marks.risk(hazard.risk, "l"),
        "state": marks.state(hazard.state),
        "late": late(hazard),
        "tags": [*tags(hazard), *evidence.flags(hazard, reached)],
        "reached": reached,
        "where": " · ".join(filter(None, (str(hazard.unit), hazard.place))),
        "steps": steps(hazard, case.moves),
        "facts": facts(hazard) + _doubles(case),
        "fixes": [] if hazard.uncounted else fixes(request, case),
        "timeline": timeline(request, case.moves),
        "reports": told.of(request, case),
        "done": done(request, case),
        "next": _addressed(first, hazard),
        "refusals": _addressed(refusals, hazard),
        "also": _addressed(rest, hazard),
        "prints": prints("inspections:print-hazard", hazard.pk),
        "may_link": case.can(Verb.ASSIGN) and not links.why_none(hazard),
        "hidden": {"seen": case.last, "request_id": uuid4()},
        "history": history.of(hazard, request.user, *_beside(hazard), hidden=UNTOLD),
        "crumbs": [*trail(), (hazard.number, "")],
        **gallery.of(case),
    }
    return render(request, "inspections/hazard_detail.html", context)


def _ranked(deeds: list[Deed]) -> tuple[list[Deed], list[Deed], list[Deed]]:
    """What comes next, its other answer, and the rest; nothing grave comes next."""
    first = [deed for deed in deeds[:1] if not deed.is_grave]
    refusals = [d for d in deeds if first and d.refuses == first[0].verb]
    return first, refusals, [d for d in deeds if d not in (*first, *refusals)]


def _addressed(deeds: list[Deed], hazard: Hazard) -> list[tuple[Deed, str]]:
    return [(deed, deed.url(hazard)) for deed in deeds]


def _beside(hazard: Hazard) -> list[Q]:
    """Where the journal tells of its photos and links."""
    found = {HazardPhoto: hazard.photos, Link: hazard.links}
    return [
        Q(label=model._meta.label_lower, key__in=rows.values("pk"))
        for model, rows in found.items()
    ]


def _people(case: Case) -> list[int | None]:
    """All whom the page names, so that they are asked for at once."""
    hazard = case.hazard
    said = [key for move in case.moves for key in named_by(move)]
    return [
        *said,
        hazard.responsible_id,
        hazard.rectified_by_id,
        hazard.verified_by_id,
    ]


def facts(hazard: Hazard) -> list[tuple[str, Any]]:
    """Where and how it was found; what nobody said of it is left out."""
    found: list[tuple[str, Any]] = [
        (pgettext("of a record", "Number"), hazard.number),
        (_("Unit"), linked(hazard.unit)),
        (_("Place"), hazard.place),
        (_("Level"), hazard.get_level_display()),
        (_("Criterion"), hazard.criterion),
        (pgettext("hazard", "Category"), category(hazard.category)),
        (_("Found on"), formats.day(hazard.found_on)),
        (_("Inspection"), hazard.inspection and linked(hazard.inspection)),
        (_("Repeat of"), hazard.repeat_of and linked(hazard.repeat_of)),
        (_("Merged into"), hazard.merged_into and linked(hazard.merged_into)),
    ]
    return [(label, value) for label, value in found if value]


def _doubles(case: Case) -> list[tuple[str, Any]]:
    """What was merged into it."""
    if not any(move.verb == Verb.TAKE_IN for move in case.moves):
        return []
    found = case.hazard.doubles.order_by("pk")[:MOST_DOUBLES]
    links = format_html_join(" ", "{}", ((linked(each),) for each in found))
    return [(_("Doubles"), links)]


def category(term: str) -> str:
    """A category in the reader's language, where it is one of the standards'."""
    row = Category.objects.filter(term=term).first() if term else None
    return row.display_name if row else term


def fixes(request: Request, case: Case) -> list[tuple[str, str, Any]]:
    """The five fixes: an icon, what it is, and what is said of it."""
    hazard = case.hazard
    (responsible,) = names_of(request, hazard.responsible_id)
    if hazard.contractor:
        firm = linked(hazard.contractor)
        responsible = (
            format_html("{}<br>{}", responsible, firm) if responsible else firm
        )
    at = case.policy.deadline.strftime("%H:%M")
    due = f"{formats.day(hazard.due_on)} {at}"
    if hazard.extended_to:
        due += "\n" + _("Extended to %(day)s") % {
            "day": f"{formats.day(hazard.extended_to)} {at}"
        }
    found: list[tuple[str, str, Any]] = [
        ("user-check", pgettext("five fixes", "Person"), responsible),
        ("calendar-due", _("Deadline"), due),
        ("tool", _("Measures"), hazard.measures),
    ]
    budget = "" if hazard.budget is None else formats.money(hazard.budget)
    more = [
        ("coin-yuan", _("Money"), budget, case.policy.needs_budget),
        (
            "lifebuoy",
            _("Contingency plan"),
            hazard.contingency_plan,
            case.policy.needs_contingency_plan,
        ),
        (
            "clipboard-check",
            _("Acceptance standard"),
            hazard.standard,
            case.policy.needs_standard,
        ),
    ]
    found += [
        (icon, label, value) for icon, label, value, asked in more if asked or value
    ]
    return found


def done(request: Request, case: Case) -> list[tuple[str, Any]]:
    """Who put it right and who verified, when, in whose words; as far as it is said."""
    hazard = case.hazard
    rectified_by, verified_by = names_of(
        request, hazard.rectified_by_id, hazard.verified_by_id
    )
    said = [move.note for move in case.moves if move.verb == Verb.SUBMIT]
    found: list[tuple[str, Any]] = [
        (_("Rectified on"), _day(hazard.rectified_on)),
        (_("Rectified by"), rectified_by),
        (_("Note"), said[-1] if said and hazard.rectified_on else ""),
        (_("Verified on"), _day(hazard.verified_on)),
        (_("Verified by"), verified_by),
    ]
    return [(label, value) for label, value in found if value]


def timeline(request: Request, moves: Sequence[Move]) -> list[Told]:
    """What happened, the latest first."""
    keys = [key for move in moves for key in named_by(move)]
    names = dict(zip(keys, names_of(request, *keys), strict=True))
    return [_told(move, names) for move in reversed(moves)]


def named_by(move: Move) -> tuple[int | None, ...]:
    """Keys of the persons of a move."""
    return move.by_id, move.person_id, move.on_behalf_id


def _told(move: Move, names: dict[int | None, Any]) -> Told:
    what = str(Verb(move.verb).label)
    if move.day:
        what = f"{what}: {formats.day(move.day)}"
    css = "x" if move.verb in SETBACKS else "k" if move.verb in STEPS else ""
    who = names[move.by_id]
    if move.user_id is None:
        who = format_html(_("{}, by a link"), who)
    if move.on_behalf_id:
        who = format_html(_("{} for {}"), who, names[move.on_behalf_id])
    if move.person_id and move.verb == Verb.ASSIGN:
        who = format_html("{} → {}", who, names[move.person_id])
    return Told(css, what, who, move.at, move.note)


def late(hazard: Hazard) -> str:
    """By how many days a hazard was, or is, put right too late, if at all."""
    if hazard.status == Hazard.Status.VOIDED:
        return ""
    days = ((hazard.rectified_on or hazard.unit.today) - hazard.due_on).days
    if days <= 0:
        return ""
    if hazard.rectified_on:
        said = ngettext(
            "Rectified %(days)s day late", "Rectified %(days)s days late", days
        )
    else:
        said = ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", days)
    return said % {"days": formats.number(days)}


def tags(hazard: Hazard) -> list[str]:
    """What else is to be known at the first glance."""
    found = []
    if hazard.level == "major":
        found.append(_("Major hazard"))
    if hazard.state in NOT_RECTIFIED and hazard.due_on == hazard.unit.today:
        found.append(_("Due today"))
    if hazard.sent_back:
        said = ngettext(
            "Sent back %(times)s time", "Sent back %(times)s times", hazard.sent_back
        )
        found.append(said % {"times": formats.number(hazard.sent_back)})
    if hazard.extension_asked:
        day = formats.day(hazard.extension_asked)
        found.append(_("More time asked until %(day)s") % {"day": day})
    if hazard.is_fixed_on_spot:
        found.append(_("Fixed on the spot"))
    if hazard.repeat_of_id:
        found.append(_("Repeat"))
    return found


def steps(hazard: Hazard, moves: Sequence[Move]) -> Sequence[Step]:
    """The way of a hazard, and how far it has come; nothing for one that is not on it.

    What is reached is done; what is waited for, or goes on, is now.
    """
    at = {move.verb: formats.moment(move.at) for move in moves}
    begun = formats.moment(hazard.begun_at) if hazard.begun_at else ""
    way = [
        (_("Reported"), at.get(Verb.REPORT, formats.day(hazard.found_on))),
        (_("Assigned"), at.get(Verb.ASSIGN, "")),
        (_("Rectifying"), begun),
        (_("Verify"), _day(hazard.rectified_on)),
        (pgettext("hazard", "Closed"), _day(hazard.verified_on)),
    ]
    now = {
        State.REPORTED: 1,
        State.ASSIGNED: 2,
        State.RECTIFYING: 2,
        State.AWAITING: 3,
        State.CLOSED: 5,
    }.get(State(hazard.state))
    if now is None:
        return []
    return [
        Step(label, day, "done" if place < now else "now" if place == now else "")
        for place, (label, day) in enumerate(way)
    ]


def _day(day: date | None) -> str:
    return formats.day(day) if day else ""
