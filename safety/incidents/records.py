"""Incidents as files (FORMATS)."""

from django.utils.translation import gettext_lazy

from safety.core.declare.records import Column, Kind
from safety.incidents.models import Incident
from safety.org.records import UNIT

KINDS = [
    Kind(
        name="incidents",
        label=gettext_lazy("Incidents"),
        model=Incident,
        key=("number",),
        columns=(
            Column(
                "number",
                example="A-2019-001",
                called="事故编号 事件编号",
                perhaps="编号 序号",
            ),
            Column("unit", example="P01", called=f"事故单位 发生单位 {UNIT}"),
            Column(
                "occurred_on",
                called="事故日期 发生日期 发生时间 事故时间",
                perhaps="日期",
            ),
            Column(
                "category",
                example="fall",
                called="事故类别 事故类型 伤害类别",
                perhaps="类别 类型",
            ),
            Column("severity", called="严重程度 伤害程度", perhaps="等级"),
            Column("deaths", called="死亡人数"),
            Column("lost_days", called="损失工作日 损失工日 误工天数"),
            Column(
                "description",
                example="Tools fell from a scaffold; nobody was below",
                called="事故经过 事件经过 事故描述 简要经过",
                perhaps="经过 描述",
            ),
        ),
        permission="incidents.change",
    )
]
