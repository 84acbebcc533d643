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
# Cards of the file that were paid at a counter, and whether a settlement has them.
PAID = """
    SELECT r.row, r.serial, c.settlement_id FROM {rows} r
      JOIN incentives_card c ON c.id = r.target
     WHERE r.changed
       AND (c.settlement_id IS NOT NULL OR c.redeemed_in_id IS NOT NULL)
     ORDER BY r.row
"""


def post(rows: Rows) -> None:
    """Let the ledger follow the cards that a file makes or changes."""
    changed = [key for (key,) in rows.select("SELECT target FROM {rows} WHERE changed")]
    ledger.post(changed, rows.by)
    ledger.post_load(rows.load, rows.by)


def paid(rows: Rows) -> Iterator[Bad]:
    """Cards that a counter of the site has paid, and the file would change.

    Taken back by a file, such a card would be paid twice.
    """
    settled = _("It is settled and stays as it is.")
    redeemed = _("It was redeemed at a counter and stays as it is.")
    for row, serial, settlement in rows.select(PAID):
        yield Bad(row, "serial", serial, settled if settlement else redeemed)


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
                says=gettext_lazy("Cards that a counter has paid stay as they are."),
                find=paid,
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
