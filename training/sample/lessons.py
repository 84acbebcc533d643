"""What is taught: kinds of sessions with their topics, hours and how often."""

from decimal import Decimal
from typing import NamedTuple

from training.models import SessionKind as Kind


class Lesson(NamedTuple):
    """One thing that is taught; ``weight`` is how often beside the others."""

    kind: Kind
    topic: str
    hours: Decimal
    weight: int = 0
    has_exam: bool = False


ARRIVAL = Lesson(Kind.INDUCTION_PROJECT, "项目级安全教育", Decimal(8))
ANNUAL = Lesson(Kind.ANNUAL, "年度安全再教育", Decimal(4))
AUDITORS = Lesson(Kind.AUDITOR, "CAHSE体系审核员培训", Decimal(24), has_exam=True)
CONFERENCE = Lesson(Kind.WARNING, "安全警示教育大会", Decimal(4))
ONLINE = Lesson(Kind.ONLINE, "六冶安全网校", Decimal("1.50"))

USUAL = (
    Lesson(Kind.TOOLBOX, "高处作业安全交底", Decimal("0.50"), 6),
    Lesson(Kind.TOOLBOX, "临时用电安全", Decimal("0.50"), 5),
    Lesson(Kind.TOOLBOX, "脚手架搭设与使用", Decimal("0.75"), 4),
    Lesson(Kind.INDUCTION_TEAM, "班组级安全教育", Decimal(4), 3),
    Lesson(Kind.SEASONAL, "夏季防暑降温", Decimal(2), 2),
    Lesson(Kind.SEASONAL, "冬季施工与防火", Decimal(2), 2),
    Lesson(Kind.SEASONAL, "节后复工安全教育", Decimal(2), 3),
    Lesson(Kind.WARNING, "高处坠落事故案例警示", Decimal(2), 3),
    Lesson(Kind.WARNING, "起重伤害事故案例警示", Decimal(2), 2),
    Lesson(Kind.SPECIAL, "特种作业人员再教育", Decimal(8), 2, has_exam=True),
    Lesson(Kind.CHANGED_POST, "转岗安全教育", Decimal(4), 1, has_exam=True),
    Lesson(Kind.FOUR_NEW, "新设备操作安全", Decimal(3), 1),
)
# At desks.
OFFICE = (
    Lesson(Kind.ANNUAL, "设计安全与消防", Decimal(2), 2),
    Lesson(Kind.WARNING, "事故案例警示", Decimal(2), 2),
    Lesson(Kind.SEASONAL, "出差与交通安全", Decimal(1), 1),
)
PLANS = (
    ("高处坠落现场处置方案", "functional", 5),
    ("火灾专项应急预案", "functional", 5),
    ("触电现场处置方案", "functional", 3),
    ("坍塌专项应急预案", "tabletop", 3),
    ("起重伤害现场处置方案", "tabletop", 2),
    ("防汛专项应急预案", "functional", 2),
    ("生产安全事故综合应急预案", "full_scale", 1),
)
