"""What is found on sites and in drawings, as safety officers write it."""

import csv
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import NamedTuple

# How many of a hundred are of a risk, the gravest first: few are red.
OF_A_HUNDRED = {"1": 2, "2": 16, "3": 52, "4": 30}
PLACES = {
    "site": (
        *(
            "A区3层",
            "B区6-7轴",
            "C区管廊",
            "主厂房",
            "电解车间",
            "锅炉房",
            "钢筋加工场",
        ),
        *("2号塔吊", "木工棚", "材料堆场", "基坑北侧", "生活区", "办公区", "北大门"),
        *("综合楼5层", "烟囱", "筒仓", "循环水泵房", "变电所", "道路K0+350"),
    ),
    "quality": ("主厂房", "综合楼", "管廊", "设备基础", "变电所", "循环水泵房"),
    "design": ("工艺专业", "土建专业", "电气专业", "总图专业", "设备专业"),
}


class Finding(NamedTuple):
    """What is wrong, how grave that is, and what puts it right."""

    kind: str
    category: str
    risk: str
    description: str
    measures: str


def _read() -> dict[str, dict[str, list[Finding]]]:
    """By kind and risk."""
    found: dict[str, dict[str, list[Finding]]] = {}
    path = Path(__file__).with_name("findings.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            of_kind = found.setdefault(row["kind"], defaultdict(list))
            of_kind[row["risk"]].append(Finding(**row))
    return found


FINDINGS = _read()


def choose(rng: Random, kind: str) -> Finding:
    """Something that is found there, at some place of it."""
    of_kind = FINDINGS[kind]
    weights = [OF_A_HUNDRED[risk] for risk in of_kind]
    finding = rng.choice(of_kind[rng.choices(list(of_kind), weights)[0]])
    place = rng.choice(PLACES[kind])
    return finding._replace(description=f"{place}{finding.description}")
