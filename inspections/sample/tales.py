"""What is going on at the site of the sample these days, step by step."""

from datetime import time
from typing import Any, NamedTuple

from inspections.models import Danger, Form, Programme, Refusal, Verb


class Step(NamedTuple):
    """What somebody did so many days ago: a log-in, or the place of one of the crew."""

    verb: str
    days: int
    at: time
    who: str | int
    note: str = ""
    facts: dict[str, Any] = {}


class Tale(NamedTuple):
    """A hazard at the site: the first of its steps is the report."""

    words: str
    place: str
    category: str
    risk: str
    due: int  # days after it was found
    subject: str
    steps: tuple[Step, ...]
    owner: str | int | None = None


class Report(NamedTuple):
    """What somebody without an account has said at a place of the site."""

    words: str
    place: str
    danger: str
    subject: str
    days: int
    at: time
    name: str = ""
    declined: str = ""


class Righted(NamedTuple):
    """What was noted wrongly at an item, and why it is noted otherwise today."""

    item: str
    note: str
    reason: str


class Round(NamedTuple):
    """An inspection with a checklist: items that fail, with points lost and a note.

    What fails in one of a unit itself is put right on the spot.
    """

    code: str
    fails: dict[str, tuple[int, str]]
    members: tuple[str, ...] = ()
    signer: str = ""  # of the inspected side
    amended: Righted | None = None
    programme: Programme = Programme.QHSE
    form: Form = Form.SUPERVISION
    subject: str = "edge"  # of the photos of what fails


def _at(
    days: int, hour: int, minute: int, who: str | int, verb: str, *told: Any
) -> Step:
    return Step(verb, days, time(hour, minute), who, *told)


TALES = (
    Tale(
        "6层作业平台临边未设防护栏杆和挡脚板，4人在上方作业",
        "钢结构作业区 6-7轴",
        "高处坠落",
        "1",
        1,
        "edge",
        (
            _at(3, 9, 12, "officer", Verb.REPORT),
            _at(
                *(3, 9, 20, "officer", Verb.ASSIGN, "立即停止该层作业"),
                {
                    "to": 0,
                    "measures": "设1.2米双道护栏、180毫米挡脚板，满挂密目网，整层复查",
                    "budget": 1860,
                    "contingency_plan": "该层封闭拉设警戒，2号楼梯备救援吊篮",
                },
            ),
            _at(3, 9, 45, 0, Verb.BEGIN),
            _at(1, 16, 6, 0, Verb.SUBMIT, "护栏、挡脚板、密目网已安装，手动检查牢固"),
        ),
    ),
    Tale(
        "2号塔吊变幅限位器被短接",
        "2号塔吊 TC-2",
        "起重伤害",
        "2",
        3,
        "crane",
        (
            _at(6, 8, 30, "officer", Verb.REPORT),
            _at(6, 8, 40, "officer", Verb.ASSIGN, "", {"to": "staff"}),
            _at(6, 10, 5, "staff", Verb.BEGIN),
            _at(
                *(4, 15, 30, "staff", Verb.SUBMIT, "短接线已拆除"),
                {"measures": "拆除短接线，重新调试限位"},
            ),
            _at(3, 9, 0, "manager", Verb.SEND_BACK, "限位未做试验，无检测记录"),
        ),
    ),
    Tale(
        *(
            "煤炉烟道接口松动，室内无一氧化碳报警器",
            "3号宿舍",
            "中毒和窒息",
            "2",
            2,
            "stove",
        ),
        (
            _at(3, 7, 50, "officer", Verb.REPORT),
            _at(
                *(3, 8, 10, "officer", Verb.ASSIGN, ""),
                {"to": 1, "measures": "更换烟道，安装一氧化碳报警器"},
            ),
        ),
    ),
    Tale(
        "临时电缆拖地浸泡在融雪水中",
        "北大门 2号口",
        "触电",
        "2",
        3,
        "cable",
        (
            _at(2, 8, 15, "staff", Verb.REPORT),
            _at(2, 8, 45, "officer", Verb.ASSIGN, "", {"to": 2}),
            _at(2, 10, 20, 2, Verb.BEGIN),
            _at(
                *(1, 11, 30, 2, Verb.SUBMIT, "电缆已架空，绝缘检测合格"),
                {"measures": "木杆架空2.5米，摇测绝缘"},
            ),
        ),
    ),
    Tale(
        "氧气、乙炔瓶间距2.1米，无防震圈",
        "锅炉房外墙",
        "火灾",
        "3",
        3,
        "cylinders",
        (
            _at(2, 14, 10, "staff", Verb.REPORT),
            _at(2, 14, 30, "officer", Verb.ASSIGN, "", {"to": "staff"}),
            _at(1, 9, 0, "staff", Verb.BEGIN),
            _at(
                *(1, 17, 0, "staff", Verb.ASK, "防倾倒架明日到货"),
                {"until": 6},
            ),
        ),
    ),
    Tale(
        *(
            "动火作业无监护人，下方木方未清理",
            "锅炉房 +8.0米",
            "火灾",
            "3",
            3,
            "hot_work",
        ),
        (_at(1, 10, 40, "staff", Verb.REPORT),),
        3,
    ),
    Tale(
        "临时配电箱前电缆接头裸露、浸水",
        "二级配电箱 2-7",
        "触电",
        "2",
        2,
        "cable",
        (
            _at(9, 9, 5, "officer", Verb.REPORT),
            _at(9, 9, 15, "officer", Verb.ASSIGN, "", {"to": 2}),
            _at(9, 10, 0, 2, Verb.BEGIN),
            _at(
                *(8, 15, 20, 2, Verb.SUBMIT, "接头已重新压接并防水处理"),
                {"measures": "重新压接，防水胶带包扎，架空"},
            ),
            _at(8, 17, 30, "manager", Verb.VERIFY, "现场查看合格"),
        ),
    ),
    Tale(
        "管廊平台临边护栏缺失2米",
        "管廊 P-4 +12.0米",
        "高处坠落",
        "2",
        3,
        "edge",
        (_at(1, 15, 25, "staff", Verb.REPORT),),
    ),
)

REPORTS = (
    Report(
        "路口电缆被车压破，露出铜线",
        "Distribution box 2-7",
        Danger.ELECTRIC,
        "cable",
        1,
        time(18, 20),
        "刘师傅",
    ),
    Report(
        "二层楼梯口护栏被人拆了",
        "Steel structure zone",
        Danger.EDGE,
        "edge",
        1,
        time(7, 40),
    ),
    Report(
        "瓶子放在太阳下面",
        "North gate",
        Danger.FIRE,
        "cylinders",
        4,
        time(12, 15),
        declined=Refusal.SAFE,
    ),
)

# Of walks by checklists of the library: what failed, the points lost, and the note.
WALKS = (
    Round(
        "B.3",
        {
            "B.3-5": (5, "3层北侧脚手板缺2块，有探头板"),
            "B.3-7": (2, "2步架东侧缺横向水平杆1根"),
        },
        members=("officer", "staff"),
        signer="manager",
    ),
    Round(
        "B.1",
        {"B.1-3": (3, "钢结构班组交底记录3人未签字")},
        amended=Righted(
            "B.1-3",
            "钢结构班组交底记录2人未签字",
            "1人签字在交底记录背面，检查时未翻看",
        ),
    ),
)
