"""The sample group keeps books: months are closed, one figure restated, reports leave.

All is closed up to November 2019, and December is being handed in. What was published
of 2019 comes out the same: the record that comes late counts in nothing of it, and the
one that is put right only stood in the wrong month.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation

from inspections.sample import pictures
from safety.accounts.models import User
from safety.closing.models import Return
from safety.closing.services import handing_in, months, restating
from safety.core.months import Month, Period
from safety.deliveries.models import Recipient, Schedule
from safety.deliveries.services import keeping
from safety.files import services as files
from safety.files.models import File
from safety.incidents import services as incidents
from safety.incidents.models import Category, Incident, Severity
from safety.indicators import drain, registry, targets
from safety.indicators.models import Target
from safety.org.models import Ancestry, Kind, Unit
from safety.people.sample.cast import COMPANY, OF_COMPANY, SITE
from safety.records.sample import Report
from training.models import Drill
from training.services import drills

LAST = Month.of(2019, 11)
WHY = "各单位已上报并审核"
LATE = "拆模时模板滑落砸伤脚背，现场冷敷处理，当日返岗；班组未及时上报"
LATE_ON = date(2019, 10, 17)
MISDATED = "签到表上的日期为上月最后一天，录入时写错"
ASKED = "请补充处置记录，并说明为什么迟报。"
OUTSIDE = "safety.supervision@park.example"
WHY_OUTSIDE = "园区应急管理局要求每月报送"
# What the group aims at in the year: code, target, alert, whether more is better.
AIMS = (
    ("hazards.on_time_rate", 95, 85, True),
    ("hazards.overdue", 10, 50, False),
    ("drills.count", 340, None, True),
)
OPEN = 6  # every so many projects one has not handed in December


def close(progress: Report) -> None:
    """Close what is over, and go on from there; a second time nothing changes."""
    with translation.override("zh-hans"):
        Books(progress).keep()


class Books:
    """The group's months, and who keeps them."""

    def __init__(self, progress: Report) -> None:
        self.progress = progress
        self.group = Unit.objects.get(kind=Kind.GROUP)
        self.site = Unit.objects.get(code=SITE)
        self.hq, self.officer = self.user("hq"), self.user("officer")
        self.drawn: dict[int, File] = {}

    def user(self, login: str) -> User:
        found: User = User.objects.get(username=login)
        return found

    def keep(self) -> None:
        """Targets, months that are over, what comes late, and December."""
        self.aim()
        self.close_months()
        if not Incident.objects.filter(description=LATE).exists():
            self.come_late()
        self.hand_in(LAST + 1)

    def aim(self) -> None:
        """Targets of the year, before its first month is closed."""
        year = LAST.year
        if Target.objects.filter(unit=self.group, year=year).exists():
            return
        for code, target, alert, is_higher in AIMS:
            row = Target(unit=self.group, code=code, year=year)
            row.target, row.alert = Decimal(target), alert and Decimal(alert)
            row.is_higher_better = is_higher
            targets.put(row, by=self.hq.pk)

    # --- months ------------------------------------------------------------------

    def close_months(self) -> None:
        """One after the other, from the first in which something happened."""
        first = months.begun()
        if first is None:
            return
        many = LAST.index - first + 1
        for done, index in enumerate(range(first, LAST.index + 1), 1):
            month = Month(index)
            if month == LAST and not Schedule.objects.exists():
                self.schedule()
            if months.closed_by(self.group, month) is None:
                months.close(self.group, month, by=self.hq, why=WHY)
            self.progress("months closed", done, many)

    def come_late(self) -> None:
        """An injury that nobody had told waits; a date that was wrong is approved."""
        with transaction.atomic():
            self.put_right()
            incident = Incident(
                unit=self.site,
                occurred_on=LATE_ON,
                category=Category.STRUCK,
                severity=Severity.FIRST_AID,
                description=LATE,
            )
            incidents.add(incident, by=self.officer.pk)
        drain.drain()
        above = Ancestry.objects.current().above([self.site.pk])
        units = Unit.objects.filter(pk__in=above)
        chosen = [
            (each.figure.indicator, each.unit, each.figure.period)
            for each in restating.restated(list(units))
            if each.figure.indicator.code.startswith("drills.")
        ]
        restating.approve(chosen, by=self.hq, why=MISDATED)
        count = registry.indicators()["incidents.count"]
        period = Period.month(Month.containing(LATE_ON))
        restating.ask(count, self.site, period, ASKED, by=self.hq)

    def put_right(self) -> None:
        """The site's drill that was nearest to the month before was held in it."""
        held = Drill.objects.final().filter(
            unit=self.site, held_on__range=(date(2019, 2, 1), LAST.last_day)
        )
        drill = min(held, key=lambda each: each.held_on.day)
        drill.held_on = drill.held_on.replace(day=1) - timedelta(days=1)
        drills.change(drill, by=self.officer.pk)

    def hand_in(self, month: Month) -> None:
        """Most projects have; companies review where all of theirs did, but one.

        The site waits for whoever looks at the sample, and so does its company.
        """
        companies = Unit.objects.counted().filter(kind=Kind.COMPANY).order_by("code")
        for done, company in enumerate(companies, 1):
            self.progress("projects handing in", done, len(companies))
            login = OF_COMPANY.format(company.code.lower())
            by = self.user("company" if company.code == COMPANY else login)
            projects = handing_in.projects_of(company, month)
            for number, project in enumerate(projects, done):
                if project != self.site and number % OPEN:
                    self.sign(project, month, by)
            if projects and not handing_in.refusal(company, month):
                self.sign(company, month, by)

    def sign(self, unit: Unit, month: Month, by: User) -> None:
        """Confirm a month, once; the sample's checks find nothing to be explained."""
        if Return.objects.filter(unit=unit, month=month.index).exists():
            return
        if by.pk not in self.drawn:
            content = pictures.signature()
            upload = SimpleUploadedFile("signature.png", content, "image/png")
            self.drawn[by.pk] = files.receive(upload, by=by.pk, photos_only=True)
        drawn = self.drawn[by.pk]
        handing_in.sign(unit, month, explained={}, drawn=drawn, by=by)

    # --- reports ---------------------------------------------------------------------

    @transaction.atomic
    def schedule(self) -> None:
        """The month's report leaves as it is closed, in both languages."""
        for unit, language in (
            (self.group, "zh-hans"),
            (self.group, "en"),
            (self.site, "zh-hans"),
        ):
            schedule = Schedule(
                report="monthly",
                unit=unit,
                language=language,
                has_excel=True,
                start=Schedule.Start.CLOSE,
                asks_receipt=True,
            )
            keeping.save(schedule, "add", by=self.hq.pk)
            for login in ("hq",) if unit == self.group else ("manager", "officer"):
                recipient = Recipient(schedule=schedule, user=self.user(login))
                keeping.add(recipient, by=self.hq)
            if unit == self.site:
                outside = Recipient(
                    schedule=schedule, address=OUTSIDE, reason=WHY_OUTSIDE
                )
                keeping.add(outside, by=self.hq)
