"""What goes on at the site of the sample, done by the verbs that its people use."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from inspections.models import (
    FAIL,
    ChecklistVersion,
    DayOff,
    Form,
    Hazard,
    Inspection,
    Item,
    Move,
    Plan,
    Programme,
    PublicReport,
    Reach,
    Repeat,
    Verb,
    WhyNot,
)
from inspections.sample import pictures
from inspections.sample.tales import (
    REPORTS,
    TALES,
    WALKS,
    Report,
    Round,
    Step,
    Tale,
)
from inspections.services import (
    amending,
    answering,
    finishing,
    hazards,
    planning,
    public_reports,
    raising,
)
from inspections.services.guards import Actor, Nobody
from inspections.services.hazards import Call
from inspections.services.photos import NONE, Pictures
from inspections.walk import Walk
from safety.accounts.models import User
from safety.files import services as files
from safety.files.fields import Sent
from safety.files.models import File
from safety.org.models import Unit
from safety.people.models import Person, Posting
from safety.people.sample.cast import SITE

ACTS: dict[str, Callable[..., Any]] = {
    Verb.ASSIGN: hazards.assign,
    Verb.BEGIN: hazards.begin,
    Verb.SUBMIT: hazards.submit,
    Verb.ASK: hazards.ask_extension,
    Verb.SEND_BACK: hazards.send_back,
    Verb.VERIFY: hazards.verify,
}
# What has a moment that it takes from the clock when it is made.
MOMENTS = (Move, PublicReport)
CREW = 4


def go_on() -> None:
    """Let it all happen, once."""
    if not Plan.objects.exists():
        with transaction.atomic(), translation.override("zh-hans"):
            Site().live()


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let what is done meanwhile be done at another moment.

    The sample's people have worked before today, and each verb looks at the clock.
    """
    last = {each: _last(each) for each in MOMENTS}
    now, timezone.now = timezone.now, lambda: moment
    try:
        yield
    finally:
        timezone.now = now
    for each in MOMENTS:
        each._default_manager.filter(pk__gt=last[each]).update(at=moment)


def _last(model: Any) -> int:
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0


class Site:
    """The site with those who work there."""

    def __init__(self) -> None:
        self.unit = Unit.objects.get(code=SITE)
        self.today, self.zone = self.unit.today, self.unit.zone
        here = Posting.objects.in_force_on(self.today).below([self.unit.pk])
        sent = here.filter(person__contractor__isnull=False, person__user=None)
        people = Person.objects.filter(pk__in=sent.values("person"))
        self.crew = list(people.order_by("employee_no")[:CREW])

    def live(self) -> None:
        """Hazards in every state, reports from the site, plans and inspections."""
        for tale in TALES:
            self.tell(tale)
        for report in REPORTS:
            self.receive(report)
        self.plan()
        for each in WALKS:
            self.walk(each, "company", days=4)

    # --- who, when, by which request ----------------------------------------

    def person(self, who: str | int) -> Person:
        """Who has a log-in, or one of the crew."""
        if isinstance(who, int):
            return self.crew[who % len(self.crew)]
        found: Person = Person.objects.get(user__username=who)
        return found

    def actor(self, who: str | int) -> Actor:
        """The crew has no accounts, and acts by links."""
        if isinstance(who, int):
            return Actor(Nobody(), self.person(who))
        return Actor.of(User.objects.get(username=who))

    def moment(self, days: int, at: time) -> datetime:
        """A time of day so many days ago."""
        day = self.today - timedelta(days=days)
        return datetime.combine(day, at, tzinfo=self.zone)

    def photo(
        self, subject: str, moment: datetime, by: int | None, *, is_right: bool
    ) -> Sent:
        """A photo that was taken a minute before."""
        taken_at = moment - timedelta(minutes=1)
        content = pictures.photo(subject, taken_at, is_right=is_right)
        upload = SimpleUploadedFile("photo.jpg", content, "image/jpeg")
        return Sent([files.receive(upload, by=by, photos_only=True)])

    # --- hazards ------------------------------------------------------------

    def tell(self, tale: Tale) -> None:
        """Report a hazard and do its steps, each on its day."""
        first, *others = tale.steps
        hazard = self.report(tale, first)
        for step in others:
            moment = self.moment(step.days, step.at)
            with clock_at(moment):
                actor = self.actor(step.who)
                call = Call(actor, step.note, uuid4())
                facts = dict(step.facts)
                if step.verb == Verb.ASSIGN:
                    facts["to"] = self.person(facts["to"])
                if step.verb == Verb.SUBMIT:
                    by = actor.user.pk
                    facts["photos"] = self.photo(
                        tale.subject, moment, by, is_right=True
                    )
                if step.verb == Verb.ASK:
                    until = hazard.found_on + timedelta(days=facts["until"])
                    facts["until"] = until
                ACTS[step.verb](hazard, call, **facts)

    def report(self, tale: Tale, step: Step) -> Hazard:
        """Its first step."""
        moment, actor = self.moment(step.days, step.at), self.actor(step.who)
        found_on = moment.date()
        hazard = Hazard(
            unit=self.unit,
            found_on=found_on,
            description=tale.words,
            place=tale.place,
            category=tale.category,
            risk=tale.risk,
            responsible=None if tale.owner is None else self.person(tale.owner),
        )
        with clock_at(moment):
            before = self.photo(tale.subject, moment, actor.user.pk, is_right=False)
            return hazards.report(
                hazard,
                Call(actor, step.note, uuid4()),
                due_on=found_on + timedelta(days=tale.due),
                photos=Pictures(before, NONE),
            )

    def receive(self, report: Report) -> None:
        """Somebody without an account reports; one of them is declined."""
        moment = self.moment(report.days, report.at)
        place = self.unit.places.get(name=report.place)
        with clock_at(moment):
            photos = self.photo(report.subject, moment, None, is_right=False)
            said = public_reports.Said(
                place, report.danger, report.words, report.name, "", photos
            )
            public_reports.receive(said, request_id=uuid4(), digest="")
        if report.declined:
            with clock_at(moment + timedelta(hours=1)):
                hazard = Hazard.objects.get(description=report.words)
                call = Call(self.actor("officer"), "已到现场查看", uuid4())
                public_reports.decline(hazard, call, why=report.declined)

    # --- inspections --------------------------------------------------------

    def version(self, code: str) -> ChecklistVersion:
        """The newest version of a starter checklist."""
        return ChecklistVersion.objects.newest().get(checklist__code=code)

    def plan(self) -> None:
        """What is asked for every day and month; one of today's is half done."""
        by = User.objects.get(username="officer").pk
        made = []
        for name, code, programme, repeat in (
            ("QHSE日常巡查", "QHSE-DAILY", Programme.QHSE, Repeat.DAILY),
            ("临时用电检查", "B.14", Programme.SPECIAL, Repeat.DAILY),
            ("扬尘治理六个百分之百", "SIX-100", Programme.ENVIRONMENT, Repeat.DAILY),
            ("CAHSE体系月度审核", "CAHSE-MONTHLY", Programme.CAHSE, Repeat.MONTHLY),
        ):
            plan = Plan(
                unit=self.unit,
                name=name,
                programme=programme,
                form=Form.SELF,
                reach=Reach.UNIT,
                repeat=repeat,
                starts_on=self.today.replace(day=1),
                day_off=DayOff.KEEP,
                due_time=time(23, 59),
            )
            lists = [self.version(code).checklist]
            made.append(planning.add(plan, planning.Parts(lists, []), by=by))
        staff = self.actor("staff")
        half, whole = [
            planning.begin(plan.occurrences.earliest("day"), staff)
            for plan in (made[0], made[2])
        ]
        answering.pass_all(half, 1, by=staff.user.pk)
        self._pass_all(whole, by=staff.user.pk)
        finishing.finish(whole, by=staff.user.pk)

    def walk(
        self, told: Round, who: str, *, days: int, unit: Unit | None = None
    ) -> None:
        """Walk with a checklist: what fails loses so many points and is a hazard."""
        moment, actor = self.moment(days, time(10)), self.actor(who)
        by = User.objects.get(username=who).pk
        with clock_at(moment):
            inspection = Inspection(
                unit=unit or self.unit,
                inspected_on=moment.date(),
                lead=actor.person,
                programme=told.programme,
                form=told.form,
            )
            answering.start(inspection, [self.version(told.code)], by=by)
            inspection.refresh_from_db()  # as whoever goes on with it reads it
            members = [self.person(member) for member in told.members]
            answering.describe(inspection, [], members, by=by)
            items = {item.code: item for item in Walk(inspection).items.values()}
            for code, (lost, note) in told.fails.items():
                said = {"outcome": FAIL, "deducted": str(lost), "note": note}
                self._fail(inspection, items[code], said, (told, actor, moment))
            self._pass_all(inspection, by=by)
            finishing.finish(inspection, self._signed(told.signer), by=by)
        if told.amended:
            code, note, reason = told.amended
            said = {"note": note}
            amending.amend_answer(inspection, items[code], said, reason, actor)

    def signature(self, by: str) -> File:
        """What somebody has drawn on a phone."""
        upload = SimpleUploadedFile("signature.png", pictures.signature(), "image/png")
        user = User.objects.get(username=by)
        return files.receive(upload, by=user.pk, photos_only=True)

    def _signed(self, signer: str) -> finishing.Signed:
        """What somebody of the site has drawn, or that nobody of them was there."""
        if not signer:
            return finishing.Signed(why_not=WhyNot.ABSENT)
        name = self.person(signer).name
        return finishing.Signed(name=name, file=self.signature(signer))

    def _fail(
        self,
        inspection: Inspection,
        item: Item,
        said: dict[str, str],
        of: tuple[Round, Actor, datetime],
    ) -> None:
        told, actor, moment = of
        by = actor.user.pk
        answering.answer(inspection, item, said, by=by)
        before = self.photo(told.subject, moment, by, is_right=False)
        is_fixed = told.form == Form.SELF
        after = NONE
        if is_fixed:
            after = self.photo(told.subject, moment, by, is_right=True)
        call = Call(actor, "", uuid4())
        wrong = raising.wrong(inspection, item)
        people = Person.objects.counted()
        wrong.responsible = Hazard.objects.owner_at(inspection.unit, people)
        raised = raising.Told(wrong, is_fixed=is_fixed, photos=Pictures(before, after))
        raising.raise_hazard(inspection, item, raised, call)

    def _pass_all(self, inspection: Inspection, *, by: int | None) -> None:
        for stop in Walk(inspection).stops:
            answering.pass_all(inspection, stop.number, by=by)
