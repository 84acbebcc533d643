"""Prize cards and awards as files (FORMATS)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core.declare.records import Bad, Check, Column, Kind, Rows
from safety.incentives.models import Award, Card
from safety.incentives.services import ledger
from safety.org.records import UNIT
from safety.people.records import NUMBER

# What registers in use call the columns of cards.
CARD = "表彰卡编号 卡片编号 卡号 奖励卡编号 cardno"
AMOUNT = "金额 金额元 金额(元)"
SETTLED = """
    SELECT r.row, r.serial FROM {rows} r
      JOIN incentives_card c ON c.id = r.target
     WHERE r.changed AND c.settlement_id IS NOT NULL ORDER BY r.row
"""


def post(rows: Rows) -> None:
    """Let the ledger follow the cards that a file makes or changes."""
    changed = [key for (key,) in rows.select("SELECT target FROM {rows} WHERE changed")]
    ledger.post(changed, rows.by)
    ledger.post_load(rows.load, rows.by)


def settled(rows: Rows) -> Iterator[Bad]:
    """Cards that a settlement has closed, and the file would change."""
    said = _("It is settled and stays as it is.")
    for row, serial in rows.select(SETTLED):
        yield Bad(row, "serial", serial, said)


KINDS = [
    Kind(
        name="cards",
        label=gettext_lazy("Prize cards"),
        model=Card,
        key=("serial",),
        columns=(
            Column("serial", example="C-2019-0001", called=CARD, perhaps="序号"),
            Column("unit", example="P01", called=f"发卡单位 {UNIT}"),
            Column("issued_on", called="发卡日期 发放日期 表彰日期", perhaps="日期"),
            Column("employee_no", field="person", example="E0001", called=NUMBER),
            Column("issued_by", example="E0002", called="发卡人 发放人 表彰人"),
            Column(
                "behaviour", called="安全行为 表彰行为 行为 表彰事由", perhaps="事由"
            ),
            Column(
                "amount", example="5.00", called="面值 卡片面值 面额", perhaps=AMOUNT
            ),
            Column("redeemed_on", called="兑换日期 兑现日期 使用日期"),
        ),
        permission="incentives.change",
        checks=(
            Check(
                columns=("serial",),
                says=gettext_lazy("Cards that are settled stay as they are."),
                find=settled,
            ),
        ),
        finish=post,
        removed=ledger.give_back_removed,
    ),
    Kind(
        name="awards",
        label=gettext_lazy("Awards"),
        model=Award,
        key=("unit", "title", "period", "employee_no"),
        columns=(
            Column("unit", example="P01", called=f"评选单位 {UNIT}"),
            Column("title", called="荣誉称号 奖项 奖项名称 称号", perhaps="名称"),
            Column(
                "period", example="2019-06", called="评选周期 评选期间 奖励期间 期间"
            ),
            Column("employee_no", field="person", example="E0001", called=NUMBER),
            Column(
                "amount",
                example="200.00",
                called="奖金 奖励金额 奖金额",
                perhaps=AMOUNT,
            ),
        ),
        permission="incentives.change",
    ),
]
