"""What the columns of a sheet are: by our own labels, or by what forms in use say."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Checklist, ChecklistVersion, Item
from inspections.paper.fields import (
    OF_CHECKLIST,
    OF_ITEM,
    OF_VERSION,
    field,
    in_every_language,
    tidy,
)

NUMBER, SECTION, SECTION_ZH = "section_no", "section", "section_zh"
SECTIONS: dict[str, str | Promise] = {
    NUMBER: _("section number"),
    SECTION: pgettext_lazy("column", "section"),
    SECTION_ZH: _("Chinese section"),
}
COLUMNS = (*SECTIONS, *OF_ITEM)
FACTS: dict[str, type[Model]] = {
    **dict.fromkeys(OF_CHECKLIST, Checklist),
    **dict.fromkeys(OF_VERSION, ChecklistVersion),
}
HAN = re.compile(r"[\u3400-\u9fff]")
# What forms in use call a column. The text decides whether it is Chinese.
IN_USE = {
    SECTION: "类别 检查类别 分类 大类 部位 分项 category part group",
    "topic": "工作过程 作业过程 过程 工序 作业活动 环节 workprocess process activity",
    "text": "检查内容 内容 检查要点 检查标准 检查内容及要求 检查事项 checkcontent "
    "content question whattocheck checkpoint",
    "guidance": "检查方法 扣分标准 评分标准 评分细则 说明 检查要求 method criteria",
    "clause": "依据 检查依据 标准条款 条款 规范条文 reference standard",
    "most": "标准分 标准分值 应得分 应得分数 满分 分值 分数 score maxscore max",
    "code": "编号 检查项编号 no. itemno.",
}
# A word for each of the three levels: whichever is free, the lowest first. Over several
# columns it is for as many of them, from the left the highest.
VAGUE = {"检查项目", "项目", "item", "checkitem", "检查项"}
LEVELS = ("text", SECTION, "topic")
FROM_ABOVE = (SECTION, "topic", "text")
# What forms in use call the items that JGJ 59 checks always, and rows that only add up.
GUARANTEE = {"保证项目", "guaranteeitem", "guaranteeitems"}
SUM = re.compile(r"(检查项目)?(小计|合计|总计|共计)|(sub-?|grand)?totals?")
# Rows at the foot of such a form, without their spaces: who signs, the day, remarks.
_WHO = (
    r"(检查|受检|受检查|被检|被检查|复查|整改|填表|制表|记录|审核|项目|施工|监理|建设|总包|"
    r"分包|安全|专职|参加|陪同|责任|班组|小组|组|技术|单位|部门|现场)*"
    r"(负责人|人|人员|员|组长|成员|经理|代表|工程师|单位|部门)|"
    r"inspectors?|(inspected|checked|received|signed)by"
)
_SIGNED = r"(\(?(签字|签名|签章|盖章|signatures?|signed)\)?)+"
_DAY = r"(检查|整改|复查|签字|填表)?(日期|时间)|dates?"
_EMPTY = r"[_/年月日]*(\d{1,4}[-./年]\d{1,2}[-./月]\d{1,2}[_/年月日]*)?"
_LABEL = rf"((({_WHO})({_SIGNED})?|{_DAY}|{_SIGNED}):|({_WHO}){_SIGNED})"
FOOT = re.compile(rf"({_LABEL}{_EMPTY})+")
EMPTY = re.compile(_EMPTY)
# What stands beside these was written there by whoever filled the form in.
FILLED = re.compile(
    rf"(({_WHO})?{_SIGNED}|备注|附注|注|remarks?|notes?):.*|({_WHO}){_SIGNED}"
)
LONGEST_FOOT = 200  # characters of a cell
POINTS = re.compile(r"\d+(\.\d+)?")
BILINGUAL = {SECTION, "topic", "text", "guidance"}
Head = tuple[str, bool]  # the column, and whether its texts say their language


def plain(head: str) -> str:
    """A head without what differs from form to form."""
    text = tidy(head).casefold().replace("（", "(").replace("）", ")")
    return re.sub(r"\s|[:：*＊]+$", "", text)


def is_foot(line: Sequence[str]) -> bool:
    """Whether a row plainly is for signing or for remarks, and asks nothing."""
    squeezed = (re.sub(r"\s", "", text).casefold() for text in line if text)
    same = str.maketrans("（）：", "():")
    texts = [text.translate(same) for text in squeezed] or [""]
    if FILLED.fullmatch(texts[0][:LONGEST_FOOT]):
        return not any(POINTS.fullmatch(text) for text in texts[1:])
    return max(map(len, texts)) <= LONGEST_FOOT and all(
        FOOT.fullmatch(text) or (place and EMPTY.fullmatch(text))
        for place, text in enumerate(texts)
    )


def label_of(column: str) -> str:
    """What we call a column of the items."""
    own = SECTIONS.get(column)
    return str(own or field(Item, column).verbose_name)


def label_of_fact(name: str) -> str:
    """What we call a fact of the checklist."""
    return str(field(FACTS[name], name).verbose_name)


@cache
def facts() -> dict[str, str]:
    """The facts of a checklist by what they are called."""
    return dict(_called(FACTS, label_of_fact))


@cache
def columns() -> dict[str, Head]:
    """The columns of the items by what they are called."""
    in_use = {plain(w): (n, True) for n in IN_USE for w in IN_USE[n].split()}
    return in_use | {said: (name, False) for said, name in _called(COLUMNS, label_of)}


def _called(
    names: Iterable[str], label: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    for name in names:
        for said in in_every_language(partial(label, name)):
            yield plain(said), name
        yield name, name


def understand(line: Sequence[str]) -> dict[int, Head]:
    """What each column of a line of heads is; what is no head is left out."""
    known = columns()
    found: dict[int, Head] = {}
    for place, text in enumerate(line):
        head = known.get(plain(text))
        if head and head[0] not in (_names(found) if head[1] else _exactly(found)):
            found[place] = head
    vague = [
        place
        for place, text in enumerate(line)
        if plain(text) in VAGUE and place not in found
    ]
    free = [level for level in LEVELS if level not in _names(found)][: len(vague)]
    levels = sorted(free, key=FROM_ABOVE.index)
    return found | {
        place: (level, True) for place, level in zip(vague, levels, strict=False)
    }


def _exactly(found: dict[int, Head]) -> set[str]:
    return {name for name, _is_open in found.values()}


def _names(found: dict[int, Head]) -> set[str]:
    """What is found in one language is not looked for in the other."""
    return _exactly(found) | {name.removesuffix("_zh") for name in _exactly(found)}


def column_for(head: Head, text: str) -> str:
    """The column of a text: the Chinese one where the head leaves it open."""
    name, is_open = head
    is_chinese = is_open and name in BILINGUAL and HAN.search(text)
    return f"{name}_zh" if is_chinese else name
