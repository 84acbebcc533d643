"""Training on paper: a session, a drill, a training file, an own certificate."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inspections.printed import Said, plain, shot, told
from safety.core import formats
from safety.core.paper import Facts, Paper, Pictures, Rows
from training import marks
from training.models import Attendance, Certificate, Drill, Gap, Session
from training.services.clearance import Clearance
from training.services.holding import Owed
from training.services.training_file import TrainingFile


def _paper(blocks: Sequence[Any], **parts: Any) -> Paper:
    """A paper without the blocks that say nothing."""
    return Paper(blocks=[block for block in blocks if block.rows], **parts)


def _address(name: str, *args: Any) -> str:
    return f"{settings.SITE_ADDRESS}{reverse(name, args=args)}"


def training_file(
    file: TrainingFile, *, facts: Said, trainers: Sequence[Any], clearance: Clearance
) -> Paper:
    """All that a person was taught, what is held and what is lacking."""
    person = file.person
    return _paper(
        [
            told(_("Facts"), facts),
            _against(clearance),
            _held(file),
            _certificates(file),
            _years(file),
            _taught(file, trainers),
        ],
        above=_("Training file"),
        title=str(person),
        sub=person.employee_no,
        address=_address("training:view-training-file", person.employee_no),
        signatures=[_("Person, date"), _("Safety officer, date")],
    )


def _against(clearance: Clearance) -> Facts:
    reasons = clearance.reasons or [_("Nothing")]
    said = "\n".join(reasons)
    return Facts(_("Work today"), [(_("What stands against it"), said)])


def _held(file: TrainingFile) -> Rows:
    return Rows(
        _("Courses that must be held"),
        [_("Course"), _("Credited on"), _("Valid until"), _("State")],
        [8, 3, 3, 3],
        [
            [
                str(each.course),
                formats.day(each.on),
                formats.day(each.until) if each.until else _until_ever(each.on),
                plain(marks.holding(each)),
            ]
            for each in file.standing.holdings(file.person.pk)
        ],
    )


def _until_ever(on: Any) -> str:
    return _("For ever") if on else formats.DASH


def _certificates(file: TrainingFile) -> Rows:
    return Rows(
        _("Certificates"),
        [_("Certificate"), _("Number"), _("Issued on"), _("Valid until")],
        [8, 4, 3, 3],
        [
            [
                each.shown_kind,
                each.number,
                formats.day(each.issued_on),
                formats.day(each.last_day) if each.last_day else _("For ever"),
            ]
            for each in file.standing.certificates(file.person.pk)
        ],
    )


def _years(file: TrainingFile) -> Rows:
    rows = [
        [
            str(year.year),
            formats.number(year.times),
            formats.number(year.hours),
            "\n".join(map(owed, year.owed)),
        ]
        for year in file.years
    ]
    rows += [
        [_("Before work"), "", formats.number(each.hours), owed(each)]
        for each in file.before_work
    ]
    head = [
        _("When"),
        pgettext("number", "Attendances"),
        _("Hours"),
        pgettext("hours", "Asked"),
    ]
    return Rows(_("Hours"), head, [3, 3, 3, 9], rows)


def owed(each: Owed) -> str:
    """What a rule asks, and whether it is met."""
    hours = formats.hours(each.rule.hours)
    asked = f"{each.rule.get_kind_display()}: {hours}" if each.rule.kind else hours
    is_met = pgettext("hours", "met") if each.is_met else pgettext("hours", "not met")
    return f"{asked} ({is_met})"


def _taught(file: TrainingFile, trainers: Sequence[Any]) -> Rows:
    head = [_("Ended on"), _("Topic"), _("Kind"), _("Held by"), _("Hours"), _("Result")]
    return Rows(
        _("What was taught"),
        head,
        [3, 6, 4, 5, 2, 3],
        [
            [
                formats.day(each.session.ended_on),
                each.session.topic,
                str(each.session.get_kind_display()),
                "\n".join(filter(None, (str(each.session.unit), plain(trainer)))),
                formats.number(each.credited) if each.is_credited else formats.DASH,
                plain(marks.result(each)),
            ]
            for each, trainer in zip(file.attendances, trainers, strict=True)
        ],
    )


def certificate(certificate: Certificate, *, address: str) -> Paper:
    """An own certificate; its code leads to where anybody can verify it."""
    course, session = certificate.course, certificate.session
    last = certificate.last_day
    facts = [
        (_("Person"), certificate.person),
        (_("Employee number"), certificate.person.employee_no),
        (_("Course"), course),
        (_("Hours"), session and formats.number(session.hours)),
        (_("Issued on"), formats.day(certificate.issued_on)),
        (_("Valid until"), formats.day(last) if last else _("For ever")),
    ]
    is_held = certificate.status == Certificate.Status.COUNTED
    if not is_held:
        facts.append((pgettext("certificate", "Withdrawn"), certificate.why_voided))
    verify = _(
        "Whoever scans the code sees whether this certificate is valid, has expired or "
        "was withdrawn."
    )
    return _paper(
        [
            told(_("This certifies that the course was completed"), facts),
            Facts(
                pgettext("certificate", "To verify"),
                [
                    (pgettext("certificate", "Code"), verify),
                    (_("Address"), address),
                ],
            ),
        ],
        above=certificate.shown_issuer,
        title=_("Certificate"),
        sub=certificate.number,
        address=address,
        signatures=[_("Issued by, seal, date")] if is_held else [],
    )


class Line(NamedTuple):
    """One name of a session's record: who, as the reader sees it, and how signed."""

    attendance: Attendance
    name: Any
    how: Any


def session(session: Session, *, facts: Said, lines: Sequence[Line]) -> Paper:
    """What was taught where by whom, and everybody with minutes and signature."""
    there = [line for line in lines if line.attendance.is_present]
    head = [_("Employee number"), _("Name"), _("Minutes"), _("Result"), _("Signed")]
    names = Rows(
        _("Who attended"),
        head,
        [3, 4, 2, 3, 4],
        [
            [
                line.attendance.person.employee_no,
                plain(line.name),
                _minutes(line.attendance),
                plain(marks.result(line.attendance)),
                plain(line.how),
            ]
            for line in there
        ],
    )
    absent = [
        (line.attendance.person.employee_no, plain(line.name))
        for line in lines
        if not line.attendance.is_present
    ]
    blocks: list[Any] = [told(_("Facts"), facts), names]
    blocks.append(Facts(pgettext("session", "Absent"), absent))
    found = [block for block in blocks if block.rows]
    drawn = session.sign_ins.counted().arrived().select_related("file", "person")
    known = {line.attendance.person_id: line.name for line in there}
    signatures = [
        (kept[0], _signed(session, plain(known[each.person_id]), each.on))
        for each in drawn.order_by("person__employee_no", "on")
        if each.person_id in known and (kept := shot(each, is_small=True))
    ]
    if signatures:
        found.append(Pictures(_("Signatures"), signatures, height=16, across=5))
    return Paper(
        above=str(session.unit),
        title=session.topic,
        sub=_("Training record %(number)s") % {"number": session.number},
        address=_address("training:view-session", session.pk),
        blocks=found,
        signatures=[_("Trainer, date"), _("Safety officer, date")],
    )


def _signed(session: Session, name: str, day: date) -> str:
    """Who has signed, and on which day if there are several."""
    return f"{name}, {formats.day(day)}" if session.has_days else name


def _minutes(attendance: Attendance) -> str:
    return formats.number(round(attendance.credited * 60))


class GapRow(NamedTuple):
    """A gap of a drill: how far it is, where that is seen, whose it is, by when."""

    gap: Gap
    state: Any
    link: Any
    who: Any
    due: str


class There(NamedTuple):
    """Somebody who took part in a drill, as the reader sees him; and since when."""

    number: str
    name: Any
    role: str
    at: datetime | None


def drill(
    drill: Drill,
    *,
    facts: Said,
    there: Sequence[There],
    missing: int,
    gaps: Sequence[GapRow],
) -> Paper:
    """What was rehearsed, how it went, who was there, and how far its gaps are."""
    counts = [
        (_("Present"), formats.number(len(there))),
        (_("Not ticked on the muster list"), formats.number(missing)),
        (_("People from outside"), formats.number(drill.outsiders)),
    ]
    blocks: list[Any] = [
        told(_("Facts"), facts),
        told(_("Head-count"), counts),
        told(_("Steps"), [(_clock(each.at), each.what) for each in drill.steps.all()]),
        *_evaluations(drill),
        _gaps(gaps),
        Rows(
            _("Participants"),
            [
                _("Employee number"),
                pgettext("person", "Name"),
                pgettext("drill", "Role"),
                _("Ticked"),
            ],
            [3, 5, 4, 2],
            [
                [each.number, plain(each.name), each.role, _clock(each.at)]
                for each in there
            ],
        ),
    ]
    found = [block for block in blocks if block.rows]
    if shots := _shots(drill):
        found.append(Pictures(_("Photos"), shots, height=42, across=3))
    return Paper(
        above=str(drill.unit),
        title=drill.plan,
        sub=_("Report of drill %(number)s") % {"number": drill.number},
        address=_address("training:view-drill", drill.pk),
        blocks=found,
        signatures=[_("Commander, date"), _("Safety officer, date")],
    )


def _shots(drill: Drill) -> list[Any]:
    """Its photos, those of a gap under its words."""
    photos = drill.photos.counted().arrived().select_related("file", "gap")
    return [
        (kept[0], str(photo.gap or kept[1]))
        for photo in photos
        if (kept := shot(photo, is_small=True))
    ]


def _clock(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M:%S}" if at else ""


def _evaluations(drill: Drill) -> list[Facts]:
    found = []
    for each in drill.evaluations.prefetch_related("judgements__item"):
        judged = [row for row in each.judgements.all() if row.result]
        said = [
            (_("Aims of the drill"), each.get_result_display()),
            (_("In words"), each.said),
            (_("Evaluators"), each.evaluators),
            *((row.item, row.get_result_display()) for row in judged),
        ]
        found.append(told(each.get_kind_display(), said))
    return found


def _gaps(gaps: Sequence[GapRow]) -> Rows:
    return Rows(
        _("Gaps"),
        [_("Gap"), _("Becomes"), _("Who"), _("Due on"), _("State")],
        [6, 4, 3, 3, 3],
        [
            [
                str(row.gap),
                *map(plain, (row.link or "", row.who, row.due, row.state)),
            ]
            for row in gaps
        ],
    )
