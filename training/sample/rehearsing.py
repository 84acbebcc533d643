"""Emergency plans of the sample's site, the drills of its years, and how they went."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import transaction
from django.utils import translation

from inspections.models import Hazard, Verb
from inspections.sample.live import ACTS, Site, clock_at
from inspections.services.hazards import Call
from inspections.services.photos import NONE, Pictures
from safety.accounts.models import User
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from safety.people.sample.cast import COMPANY, SITE
from safety.people.sample.plan import GROUP
from training.models import (
    Drill,
    DrillKind,
    DrillRole,
    EmergencyPlan,
    Evaluation,
    EvaluationItem,
    EvaluationKind,
    Gap,
    PlanKind,
    PlanVersion,
    Result,
)
from training.sample.drills import YEAR
from training.services import drills, evaluating, gaps, plans, yearly

FIRST = date(2018, 1, 10)  # of all plans; their first versions were reviewed in time
VALID = timedelta(days=3 * 365)
EVALUATED = 3  # of the published year
HELD, TEAM, CREW = 8, f"{SITE}-T1", 16  # days ago, where, and how many


class Kept(NamedTuple):
    """A plan of a unit, and in how many days it is to be reviewed."""

    unit: str
    name: str
    kind: PlanKind
    left: int
    is_fire: bool = False


PLANS = (
    Kept(GROUP, "生产安全事故综合应急预案", PlanKind.COMPREHENSIVE, 540),
    Kept(COMPANY, "火灾专项应急预案", PlanKind.SPECIAL, 400, is_fire=True),
    Kept(COMPANY, "坍塌专项应急预案", PlanKind.SPECIAL, 75),
    Kept(COMPANY, "防汛专项应急预案", PlanKind.SPECIAL, 310),
    Kept(SITE, "高处坠落现场处置方案", PlanKind.ON_SITE, 200),
    Kept(SITE, "触电现场处置方案", PlanKind.ON_SITE, -12),
    Kept(SITE, "起重伤害现场处置方案", PlanKind.ON_SITE, 20),
)
STEPS = (
    (0, "发现一名作业人员从2米作业平台坠落，启动现场处置方案"),
    (2, "警戒组封闭作业区"),
    (4, "救援组到达，固定伤员颈部和脊柱"),
    (9, "医疗组检查并用担架转运"),
    (12, "人员清点完毕，演练结束"),
)
SAID = {
    EvaluationKind.SPOT: "响应较快，担架转运熟练；对讲机联络一度中断。",
    EvaluationKind.SELF: "人员熟悉各自职责，集合地点需要明确。",
    EvaluationKind.TEAM: "总体达到演练目的；通信保障和集合地点须改进。",
}

MISSING = (
    "作业平台坠落点旁堆放钢管，担架无法通过",
    "预案没有写明集合地点",
    "联络人名单与现在的人员不符",
    "夜间救援没有演练过",
)


def go_on() -> None:
    """Let it all happen, once."""
    if not EmergencyPlan.objects.exists():
        with transaction.atomic(), translation.override("zh-hans"):
            Rehearsing().live()


class Rehearsing:
    """The site, its plans by name, and who answers for safety there."""

    def __init__(self) -> None:
        self.site = Site()
        self.by = User.objects.get(username="officer").pk
        self.plans: dict[str, EmergencyPlan] = {}

    def live(self) -> None:
        """Plans, then the drills of both years, one of them with all that it shows."""
        for each in PLANS:
            self.keep(each)
        self.name_versions()
        for code in (SITE, COMPANY):
            for year in (YEAR, self.site.today.year):
                yearly.propose(Unit.objects.get(code=code), year, by=self.by)
        held = Drill.objects.final().filter(unit=self.site.unit, held_on__year=YEAR)
        for drill in held.order_by("-held_on")[:EVALUATED]:
            self.evaluate(drill, EvaluationKind.TEAM)
        self.close_gaps(self.rehearse())

    # --- plans ----------------------------------------------------------------

    def keep(self, told: Kept) -> None:
        """A plan with the version of its first years and that of today."""
        plan = EmergencyPlan(
            unit=Unit.objects.get(code=told.unit),
            name=told.name,
            kind=told.kind,
            is_fire=told.is_fire,
        )
        first = PlanVersion(valid_from=FIRST, review_on=FIRST + VALID)
        self.plans[told.name] = plans.add(plan, first, None, by=self.by)
        review_on = self.site.today + timedelta(days=told.left)
        self.revise(plan, review_on - VALID, review_on, "按现场变化和演练情况修订")

    def revise(
        self,
        plan: EmergencyPlan,
        valid_from: date,
        review_on: date,
        changes: str,
        *closes: Gap,
    ) -> None:
        version = PlanVersion(
            valid_from=valid_from, review_on=review_on, changes=changes
        )
        plans.add_version(plan, version, None, by=self.by, closes=closes)

    def name_versions(self) -> None:
        """Let the site's drills of files name the version that held on their day."""
        found = list(Drill.objects.filter(unit=self.site.unit, plan__in=self.plans))
        for drill in found:
            held = self.plans[drill.plan].versions.filter(valid_from__lte=drill.held_on)
            drill.version = held.first()
        journal.save_all(found, "change", by=self.by)

    # --- drills ---------------------------------------------------------------

    def evaluate(self, drill: Drill, kind: EvaluationKind) -> None:
        """All items but one are met."""
        evaluation = Evaluation(
            drill=drill,
            kind=kind,
            result=Result.MET,
            said=SAID[kind],
            evaluators="项目安全总监、外聘专家",
        )
        items = list(EvaluationItem.objects.of(evaluation))
        results = dict.fromkeys((item.pk for item in items), str(Result.MET))
        results[items[-1].pk] = str(Result.PARTLY)
        evaluating.evaluate(evaluation, results, by=self.by)

    def rehearse(self) -> Drill:
        """A fall from height, run live by a team some days ago."""
        plan = self.plans["高处坠落现场处置方案"]
        drill = Drill(
            unit=Unit.objects.get(code=TEAM),
            plan=plan.name,
            version=plan.versions.first(),
            kind=DrillKind.FUNCTIONAL,
            aims="5分钟内完成警戒和初步救治，15分钟内完成转运和人员清点",
            scenario="钢结构作业区一名工人从2米高作业平台坠落，小腿骨折，意识清醒。",
            place="钢结构作业区 6-7轴",
            commander=self.site.person("manager"),
            organiser=self.site.person("officer"),
            outsiders=3,
            outside_bodies="镇卫生院",
        )
        with clock_at(self.moment(0)):
            drills.start(drill, by=self.by)
        for minutes, what in STEPS:
            with clock_at(self.moment(minutes)):
                drills.note(drill, what, by=self.by)
        with clock_at(self.moment(5)):
            crew = drills.muster(drill).order_by("person__employee_no")
            people = [each.person for each in crew.select_related("person")[:CREW]]
            for person in people:
                drills.tick(drill, person, is_here=True, by=self.by)
            self.give_roles(drill, people)
            photo = self.site.photo("edge", self.moment(5), self.by, is_right=True)
            gaps.keep_photos(drill, photo, by=self.by)
        with clock_at(self.moment(13)):
            drill = drills.finish(drill, by=self.by)
        drill.resources = "担架1副、急救箱1个、对讲机4部、警戒带2卷；费用约600元"
        drill.reported_on = drill.held_on + timedelta(days=3)
        drill.reported_to, drill.receipt = "白音华园区应急管理局", "演练备案〔12〕号"
        drills.change(drill, by=self.by)
        for kind in EvaluationKind:
            self.evaluate(drill, kind)
        return drill

    def give_roles(self, drill: Drill, people: list[Person]) -> None:
        roles = DrillRole.RESCUE, DrillRole.MEDICAL, DrillRole.CORDON
        for role, person in zip(roles, people, strict=False):
            drills.give_role(drill, person, role, by=self.by)

    def moment(self, minutes: int, days: int = HELD) -> datetime:
        """So many minutes after three in the afternoon of a day."""
        return self.site.moment(days, time(15, minutes))

    # --- gaps -----------------------------------------------------------------

    def close_gaps(self, drill: Drill) -> None:
        """A hazard that was put right, a plan that was revised, and two to be done."""
        with clock_at(self.moment(30)):
            pipes, meeting, names, _night = (
                gaps.add(Gap(drill=drill, what=what), by=self.by) for what in MISSING
            )
            plan, officer = self.plans[drill.plan], self.site.person("officer")
            for gap, days in ((meeting, 10), (names, 40)):
                due_on = drill.held_on + timedelta(days=days)
                gaps.have_revised(gap, plan, officer, due_on, by=self.by)
        self.put_right(pipes)
        today = self.site.today
        self.revise(plan, today, today + VALID, "写明集合地点", meeting)

    def put_right(self, gap: Gap) -> None:
        """The loop of a hazard, to its end."""
        hazard = Hazard(
            unit=gap.drill.unit,
            found_on=gap.drill.held_on,
            description=gap.what,
            place=gap.drill.place,
            category="高处坠落",
            risk="3",
        )
        before = self.site.photo("edge", self.moment(31), self.by, is_right=False)
        with clock_at(self.moment(32)):
            photos = Pictures(before, NONE)
            gaps.raise_hazard(gap, hazard, self.call("officer"), photos=photos)
        moment = self.moment(40, days=HELD - 1)
        after = self.site.photo("edge", moment, self.by, is_right=True)
        crew = self.site.person(0)
        steps: tuple[tuple[str, str | int, int, dict[str, Any]], ...] = (
            (Verb.ASSIGN, "officer", HELD, {"to": crew, "measures": "清理通道"}),
            (Verb.BEGIN, 0, HELD - 1, {}),
            (Verb.SUBMIT, 0, HELD - 1, {"photos": after}),
            (Verb.VERIFY, "officer", HELD - 2, {}),
        )
        for verb, who, days, facts in steps:
            with clock_at(self.moment(45, days=days)):
                ACTS[verb](hazard, self.call(who), **facts)

    def call(self, who: str | int) -> Call:
        return Call(self.site.actor(who), "", uuid4())
