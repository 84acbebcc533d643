"""What the sample's site gives for safe work these months, by the verbs of its people.

Two months are over: of the first all is done, of the last something waits. Cards of
files have no such life: they need no budget and know no counter.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone, translation

from inspections.models import Checklist, Form, Programme
from inspections.sample.live import Site, clock_at
from inspections.sample.tales import Round
from safety.accounts.models import User
from safety.core.months import Month, Period
from safety.incentives.models import (
    Behaviour,
    Budget,
    Card,
    Consent,
    Contest,
    Duty,
    Objection,
    Proposal,
    Review,
    Selection,
)
from safety.incentives.models.settlement import Signer
from safety.incentives.sample.history import MONTHLY, STAR
from safety.incentives.services import (
    approving,
    budgets,
    contests,
    issuing,
    observing,
    printing,
    redeeming,
    selecting,
    settling,
    suggestions,
)
from safety.incentives.services.candidates import Evidence
from safety.incentives.services.issuing import Deed
from safety.journal import write as journal
from safety.org.models import Kind, Unit
from safety.people.models import Person

OF_YEAR, OF_MONTH = Decimal(6_000), Decimal(300)
PAPER = 12  # cards printed in advance, of five yuan


class Gift(NamedTuple):
    """A card of a day of a month: who gives it to whom of the crew, and for what."""

    day: int
    by: str
    to: int
    behaviour: str
    amount: int = 5
    note: str = ""


GIFTS = (
    Gift(4, "officer", 0, "主动报告隐患", 10, "报告6-7轴平台临边缺挡脚板"),
    Gift(5, "staff", 1, "高处作业全程系挂安全带"),
    Gift(11, "manager", 0, "制止违章作业", 10, "制止无证人员操作切割机"),
    Gift(12, "officer", 2, "规范检查并佩戴劳动防护用品", 2),
    Gift(18, "staff", 3, "提出合理化建议", 5, "在料场入口增设反光镜"),
    Gift(19, "officer", 1, "帮助工友安全作业"),
)
GRAVE = Gift(0, "officer", 0, "制止违章作业", 20, "发现吊索断丝后立即叫停吊装作业")
CONTEST = "安全文明班组"
Fails = dict[str, tuple[int, str]]
SHEETS: tuple[tuple[int, tuple[Fails, Fails]], ...] = (
    (3, ({}, {"3": (1, "钢管与扣件混放")})),
    (10, ({"2": (2, "作业面有包装废料")}, {"5": (2, "楼梯口堆放模板")})),
    (17, ({}, {"1": (1, "作业面存放当日不用的卡具")})),
)  # by day, of each team: what fails


def go_on() -> None:
    """Let it all happen, once."""
    if not Budget.objects.exists():
        with transaction.atomic(), translation.override("zh-hans"):
            Giving().live()


class Giving:
    """The site in its last months."""

    def __init__(self) -> None:
        self.site = Site()
        self.today = self.site.today
        self.last = Month.containing(self.today) - 1
        self.before = self.last - 1
        self.manager = self.user("manager")

    def live(self) -> None:
        """Budgets, then month by month what is given for them, and who is honoured."""
        self.set_budgets()
        for month in (self.before, self.last):
            self.give(month)
            self.compare_teams(month)
        self.honour()
        self.propose()
        self.watch()

    # --- who and when -----------------------------------------------------------

    def user(self, login: str) -> User:
        found: User = User.objects.get(username=login)
        return found

    def at(self, day: date, hour: int = 11) -> datetime:
        """A time of a day, never one to come."""
        moment = datetime.combine(day, time(hour), tzinfo=self.site.zone)
        return min(moment, timezone.now())

    # --- cards ------------------------------------------------------------------

    def set_budgets(self) -> None:
        """Of each year that the months are in, and of this month."""
        years = {month.year for month in (self.before, self.last)} | {self.today.year}
        month = Period.month(Month.containing(self.today))
        for period, amount in (
            *((Period.parse(str(year)), OF_YEAR) for year in sorted(years)),
            (month, OF_MONTH),
        ):
            budget = Budget(unit=self.site.unit, period=period, amount=amount)
            budgets.save(budget, "按项目安全投入计划", by=self.manager.pk)

    def give(self, month: Month) -> None:
        """The cards of a month, brought to the counter near its end."""
        officer = self.user("officer").pk
        with clock_at(self.at(month.first_day)):
            batch = printing.prepare(self.site.unit, Decimal(5), PAPER, by=officer)
        paper = batch.cards.order_by("serial").first()
        for gift in GIFTS:
            is_paper = gift.by == "staff" and gift.to == 1 and paper is not None
            printed = paper.serial if paper and is_paper else ""
            self.issue(gift, month.first_day + timedelta(gift.day - 1), printed)
        self.review(month)
        for number, day in ((0, 24), (1, 25)):
            self.redeem(number, month.first_day + timedelta(day - 1))
        if month == self.before:
            self.settle(month.last_day)

    def issue(self, gift: Gift, day: date, printed: str = "") -> Card | Proposal:
        deed = Deed(
            self.site.unit,
            self.site.person(gift.to),
            Behaviour.objects.get(term=gift.behaviour),
            Decimal(gift.amount),
            gift.note,
            printed,
        )
        with clock_at(self.at(day)):
            made, _warnings = issuing.issue(deed, by=self.user(gift.by))
        return made

    def review(self, month: Month) -> None:
        """What was suggested is adopted."""
        day = month.first_day + timedelta(20)
        for card in suggestions.suggestions().filter(
            unit=self.site.unit,
            issued_on__range=(month.first_day, day),
            created_in_load=None,
        ):
            said = Review(is_adopted=True, reason="已在料场入口安装")
            with clock_at(self.at(day)):
                suggestions.review(card, said, by=self.manager)

    def redeem(self, number: int, day: date) -> None:
        """One of the crew brings all that he has."""
        person = self.site.person(number)
        mine = Card.objects.filter(
            person=person, redeemed_on=None, created_in_load=None
        )
        serials = list(mine.values_list("serial", flat=True))
        with clock_at(self.at(day, 17)):
            drawn = self.site.signature("clerk")
            redeeming.redeem(
                serials,
                self.site.unit,
                by=self.user("clerk"),
                signed=redeeming.Signed(person, drawn),
            )

    def settle(self, day: date) -> None:
        """Clerk and manager sign for what the counter has paid."""
        signed = {
            str(signer): settling.Signed(
                self.site.person(who).name, self.site.signature(who)
            )
            for signer, who in zip(Signer, ("clerk", "manager"), strict=True)
        }
        with clock_at(self.at(day, 18)):
            settling.settle(self.site.unit, day, signed, by=self.user("clerk"))

    def propose(self) -> None:
        """A dear card of the last month was approved, and one waits beside today's."""
        day = self.last.last_day
        approved = self.issue(GRAVE, day)
        with clock_at(self.at(day, 18)):
            approving.approve([approved.pk], by=self.manager)
        self.issue(GRAVE._replace(to=2, note="发现基坑边坡裂缝并及时报告"), self.today)
        self.issue(GIFTS[1], self.today)

    # --- stars and teams ----------------------------------------------------------

    def honour(self) -> None:
        """Of the first month a star is paid; of the last one takes objections."""
        first_of_last = self.last.first_day
        star = self.select(self.before, first_of_last)
        pick = star.picks.get()
        objection = Objection(text="该员工当月有一次未系安全带，是否核实？", said_by="")
        with clock_at(self.at(first_of_last + timedelta(1))):
            selecting.object_to(pick, objection, by=self.user("officer"))
            selecting.answer(
                objection,
                "已查阅监控和检查记录，当月无违章记录。",
                is_upheld=False,
                by=self.manager,
            )
        with clock_at(self.at(first_of_last + timedelta(7))):
            selecting.confirm(star, by=self.manager)
            selecting.pay(pick, self.site.signature("clerk"), by=self.user("clerk"))
        consent = Consent(person=pick.person, is_given=True, said_on=first_of_last)
        journal.save(consent, "consent", by=self.manager.pk)
        self.select(self.last, Month.containing(self.today).first_day)

    def select(self, month: Month, day: date) -> Selection:
        """The committee picks who stands first, and publishes it."""
        selection = Selection(
            unit=self.site.unit,
            title=f"月度{STAR}",
            period=Period.month(month),
            stars=1,
            prize=Decimal(MONTHLY),
        )
        members = [self.site.person(who) for who in ("manager", "officer", "staff")]
        with clock_at(self.at(day, 9)):
            selecting.save(selection, members, by=self.manager.pk)
            ranked = Evidence(selection).candidates()
            best = next(each for each in ranked if each.cards)
            person = Person.objects.get(pk=best.person_id)
            why = "主动报告隐患、制止违章作业，积分第一"
            selecting.pick(selection, person, why, by=self.user("officer"))
            selecting.publish(selection, by=self.manager)
        selection.refresh_from_db()
        return selection

    def compare_teams(self, month: Month) -> None:
        """Two teams by their daily sheets; of the first month the best has won."""
        teams = list(
            Unit.objects.filter(parent=self.site.unit, kind=Kind.TEAM).order_by("code")
        )[:2]
        contest = Contest(
            unit=self.site.unit,
            title=CONTEST,
            period=Period.month(month),
            checklist=Checklist.objects.get(code="TEAM-5S"),
            prize=Decimal(300),
        )
        contests.save(contest, teams, by=self.manager.pk)
        for day, sheets in SHEETS:
            past = (self.today - month.first_day).days - day + 1
            for team, fails in zip(teams, sheets, strict=False):
                self.site.walk(_five_s(fails), "staff", days=past, unit=team)
        if month == self.before:
            winner = contests.leaders(contest)[0]
            person = Person.objects.posted_in(winner).order_by("employee_no")[0]
            with clock_at(self.at(month.last_day + timedelta(1))):
                contests.confirm(contest, winner, person, by=self.manager)

    # --- observation points -------------------------------------------------------

    def watch(self) -> None:
        """The officer watches a place this week, and was there today."""
        place = self.site.unit.places.order_by("pk")[0]
        monday = self.today - timedelta(self.today.weekday())
        duty = Duty(
            place=place,
            person=self.site.person("officer"),
            first_on=monday,
            last_on=monday + timedelta(6),
        )
        observing.add(duty, by=self.manager.pk)
        observing.visit(place, by=self.user("officer"))


def _five_s(fails: Fails) -> Round:
    return Round(
        "TEAM-5S",
        fails,
        programme=Programme.SPECIAL,
        form=Form.SELF,
        subject="clutter",
    )
