"""The files of inspections and hazards."""

from django.utils.translation import gettext_lazy as _

from inspections.models import Hazard, Inspection
from safety.core.declare.records import Column, Kind
from safety.org.records import UNIT

# Who was looked at, in the registers that sites keep.
LOOKED_AT = "受检单位 被检单位 被检查单位 受检项目 被检项目 受检部门"

KINDS = [
    Kind(
        name="inspections",
        label=_("Inspections"),
        model=Inspection,
        key=("number",),
        columns=(
            Column(
                "number",
                example="I-2019-001",
                called="检查编号 检查单号 检查单编号 检查记录编号 inspectionno",
            ),
            Column(
                "unit",
                example="P01",
                called=f"{LOOKED_AT} {UNIT}",
                perhaps="检查单位 所属单位",
            ),
            Column("programme", perhaps="检查类型 检查性质 类别"),
            Column("form", called="检查方式", perhaps="检查类型 检查性质"),
            Column(
                "inspected_on",
                called="检查时间 检查日 inspectiondate",
                perhaps="日期 时间 date",
            ),
            Column(
                "lead",
                example="E0001",
                called="检查人 检查负责人 检查组长 带队领导 带队人员 inspector",
                perhaps="检查人员 组长 负责人",
            ),
            Column("checklist", called="检查表编号 检查表名称"),
            Column("score", example="87.50", called="分数 评分 检查得分 实得分 总分"),
            Column("scope", perhaps="检查内容 检查部位"),
        ),
        permission="inspections.change",
    ),
    Kind(
        name="hazards",
        label=_("Hazards"),
        model=Hazard,
        key=("number",),
        columns=(
            Column(
                "number",
                example="H-2019-001",
                called="隐患编号 隐患编码 问题编号 hazardno",
                perhaps="整改单编号 整改通知单编号",
            ),
            Column(
                "unit",
                example="P01",
                called=f"{LOOKED_AT} {UNIT}",
                perhaps="责任单位 所属单位 检查单位",
            ),
            Column(
                "inspection",
                example="I-2019-001",
                called="检查编号 检查单号 检查单编号 检查记录编号 inspectionno",
            ),
            Column(
                "found_on",
                called="检查日期 检查时间 发现时间 排查日期 排查时间 founddate",
                perhaps="日期 时间 date",
            ),
            Column("level", called="隐患等级 隐患级别 问题等级 级别"),
            Column("risk", called="风险等级 风险级别 风险颜色"),
            Column(
                "category",
                called="隐患类型 隐患分类 问题类别",
                perhaps="类别 类型 事故类型",
            ),
            Column(
                "description",
                called="存在问题 存在隐患 存在的问题 问题描述 隐患内容 隐患情况 "
                "问题及隐患 安全隐患 主要问题 finding",
                perhaps="描述 内容 检查情况",
            ),
            Column(
                "contractor",
                example="K01",
                called="责任分包 责任分包单位 分包商 劳务队伍 subcontractor",
                perhaps="责任单位 整改单位 整改责任单位 施工单位",
            ),
            Column(
                "responsible",
                example="E0001",
                called="责任人 整改负责人 隐患责任人 owner",
                perhaps="负责人",
            ),
            Column(
                "due_on",
                called="整改时限 整改截止日期 要求完成日期 要求完成时间 要求整改日期 "
                "限期整改日期 计划完成日期 计划完成时间 duedate deadline",
                perhaps="整改时间 整改日期 完成时间 完成日期 期限",
            ),
            Column(
                "rectified_on",
                called="整改完成时间 整改完成日 实际完成日期 实际完成时间 "
                "实际整改日期 rectifieddate",
                perhaps="整改时间 整改日期 完成时间 完成日期",
            ),
            Column("rectified_by", example="E0001", called="整改人员 整改完成人"),
            Column(
                "verified_on",
                called="复查时间 复查日 复验日期 验收日期 验收时间 验证日期 "
                "销项日期 verifieddate",
                perhaps="闭合日期 关闭日期",
            ),
            Column(
                "verified_by",
                example="E0002",
                called="复查人员 复验人 验收人 验证人 销项人 verifier",
                perhaps="复核人",
            ),
            Column(
                "measures", called="措施 整改方案", perhaps="整改要求 整改情况 整改内容"
            ),
        ),
        permission="inspections.change",
    ),
]
