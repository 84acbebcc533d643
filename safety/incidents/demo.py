"""The sample group writes down near misses and small injuries of 2019; nobody died."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from safety.people.sample import plan
from safety.people.sample.plan import Plan
from safety.people.sample.spans import day_of
from safety.records import sample
from safety.records.sample import Report

SEED, YEAR = 47, 2019
COLUMNS = "number unit occurred_on category severity deaths lost_days description"
MONTHS = (2, 1, 4, 5, 6, 9, 8, 7, 6, 5, 4, 2)  # most is told in Safe Production Month
FULL, SMALL = 86, 6
NEAR_MISS, FIRST_AID = "near_miss", "first_aid"
OFTEN = (5, 2)
WHAT = {
    NEAR_MISS: (
        ("struck", "脚手架上扳手坠落，下方无人，已清理并加设挡脚板"),
        ("lifting", "吊装时吊物晃动碰到护栏，人员已在警戒区外，已停吊重新捆绑"),
        ("fall", "临边防护被拆未恢复，工人及时后退，当场恢复防护"),
        ("electric", "电缆破皮漏电，保护器跳闸，已更换电缆"),
        ("vehicle", "倒车时险些碰到行人，已设专人指挥"),
        ("fire", "电焊火花引燃保温材料，当场用灭火器扑灭"),
    ),
    FIRST_AID: (
        ("struck", "搬运钢管时压伤手指，现场包扎后继续工作"),
        ("machinery", "使用角磨机时划伤手臂，现场清洗包扎"),
        ("burns", "焊渣烫伤手背，现场冷敷处理"),
        ("other", "行走时踩空扭伤脚踝，休息后返回岗位"),
    ),
}
Row = tuple[object, ...]


def load(small: bool, progress: Report) -> None:  # noqa: FBT001 (the command's word)
    """Load the incidents; a second time nothing changes."""
    chosen, many = (plan.small(), SMALL) if small else (plan.full(), FULL)
    rows = list(_incidents(chosen, many))
    with TemporaryDirectory() as folder:
        file = sample.write(Path(folder), "incidents", COLUMNS, rows)
        sample.load(file, progress)


def _incidents(plan: Plan, many: int) -> Iterator[Row]:
    """So many on days on which their project works, the same every time."""
    rng = Random(SEED)  # noqa: S311 (a sample has to be the same every time)
    projects = [each for each in plan.projects if each.span.touches(YEAR)]
    weights = [each.size for each in projects]
    for number in range(1, many + 1):
        project = rng.choices(projects, weights)[0]
        day = day_of(rng, YEAR, MONTHS)
        day = min(max(day, project.span.start), project.span.end)
        severity = rng.choices((NEAR_MISS, FIRST_AID), OFTEN)[0]
        category, what = rng.choice(WHAT[severity])
        known = f"A-{YEAR}-{number:03}", project.code, day, category, severity
        yield (*known, 0, 0, what)
