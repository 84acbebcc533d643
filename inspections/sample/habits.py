"""What is looked at in the sample, how often, and by whom."""

from datetime import date
from typing import NamedTuple

from inspections.sample.staff import Member


class Habit(NamedTuple):
    """What is looked at how often: ``chance`` a week, with so many findings on average.

    ``busy`` is a month of which much is made; ``above``: somebody of the company comes.
    """

    programme: str
    form: str
    checklist: str
    kind: str
    chance: float
    findings: float
    busy: int = 0
    above: bool = False
    scope: str = ""


SITE = (
    Habit("qhse", "self", "QHSE日常巡查", "site", 0.6, 2.4),
    Habit("qhse", "supervision", "JGJ59安全检查", "site", 0.12, 6, 6, above=True),
    Habit("cahse", "self", "CAHSE体系月度审核", "site", 0.2, 1.8),
    Habit("environment", "self", "扬尘治理六个百分之百", "site", 0.1, 1.2, 5),
    Habit(
        "special", "spot_check", "起重机械专项检查", "site", 0.03, 4, 7, scope="起重"
    ),
    Habit("quality", "self", "工程质量检查", "quality", 0.08, 2.5, 9),
    Habit(
        "leader_visit", "supervision", "领导带班检查", "site", 0.03, 2.1, 6, above=True
    ),
)
DESIGN = (
    Habit("quality", "cross", "设计质量互查", "design", 0.08, 3, 9),
    Habit("cahse", "self", "CAHSE体系月度审核", "design", 0.08, 0.8),
)
FREELY = Habit("", "", "", "site", 0.4, 1.5)  # found without an inspection
OF_GROUP = tuple(
    Habit(programme, form, checklist, "site", 0, 0, above=True)
    for programme, form, checklist in (
        ("cahse", "cross", "总部安全环保互查"),
        ("qhse", "supervision", "总部安全环保督查"),
        ("environment", "spot_check", "总部环保抽查"),
    )
)


class Event(NamedTuple):
    """Somebody looks at a unit on a day.

    Where ``lead`` and ``problems`` are not given they come by chance.
    """

    day: date
    unit: str
    company: str
    habit: Habit
    lead: Member | None = None
    problems: int | None = None
