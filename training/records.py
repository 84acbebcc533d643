"""The files of courses, questions, sessions, attendances, drills and participations."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core import formats
from safety.core.declare.records import Bad, Check, Column, Kind, Rows
from safety.org.records import UNIT
from safety.people.records import NUMBER
from training.models import (
    Attendance,
    Certificate,
    Course,
    Drill,
    Participation,
    Question,
    Session,
)
from training.models.question import LETTERS
from training.services import certificates, counting

# What files in use call those who teach or rehearse.
HELD_BY = f"培训单位 组织单位 举办单位 主办单位 {UNIT}"
SESSION = "培训编号 培训班编号 班次编号 sessionno"
DRILL = "演练编号 drillno"
COURSE = "课程编号 课程编码 课程代码"
# Rows that credit more hours than their session has.
LONGER = """
    SELECT r.row, r.hours, s.hours FROM {rows} r
      JOIN training_session s ON s.id = r.session_id
     WHERE r.hours > s.hours ORDER BY r.row
"""
# Own certificates of the file that are not stored just so.
OWN = """
    SELECT r.row, r.number FROM {rows} r
      LEFT JOIN training_certificate c ON c.id = r.target
     WHERE r.kind = 'own' AND (c.id IS NULL OR r.changed)
     ORDER BY r.row
"""
# Sessions of the file that would have fewer hours than some stored attendance.
SHORTER = """
    SELECT r.row, r.hours, max(a.hours) FROM {rows} r
      JOIN training_attendance a ON a.session_id = r.target
     WHERE a.hours > r.hours GROUP BY r.row, r.hours ORDER BY r.row
"""
# Sessions the file has changed whose course is not counted for all in every month.
COUNTED_BY_MONTH = """
    SELECT r.target FROM {rows} r JOIN training_session s ON s.id = r.target
     WHERE r.changed
       AND s.course_id IN (SELECT course_id FROM training_counting)
     ORDER BY r.row
"""
# Sessions of the file, or of its attendances, that give certificates or gave some.
GIVING = """
    SELECT s.id FROM training_session s
      LEFT JOIN training_course c ON c.id = s.course_id
     WHERE s.id IN (SELECT {asked} FROM {{rows}} r WHERE r.changed OR r.target IS NULL)
       AND (c.gives_certificate OR EXISTS (
            SELECT 1 FROM training_certificate k
             WHERE k.session_id = s.id AND k.status = 'counted'))
     ORDER BY s.id
"""
CHANGED = "SELECT r.target FROM {rows} r WHERE r.changed"
AT_ONCE = 1000


def longer_than_its_session(rows: Rows) -> Iterator[Bad]:
    """Attendances with more hours than their session."""
    said = _("The session has %(hours)s hours, and no attendance has more.")
    for row, own, most in rows.select(LONGER):
        told = said % {"hours": formats.number(_amount(most))}
        yield Bad(row, "hours", str(_amount(own)), told)


def shorter_than_an_attendance(rows: Rows) -> Iterator[Bad]:
    """Sessions that would have fewer hours than one of their attendances."""
    said = _("Somebody is credited %(hours)s hours of this session already.")
    for row, own, most in rows.select(SHORTER):
        told = said % {"hours": formats.number(_amount(most))}
        yield Bad(row, "hours", str(_amount(own)), told)


def own_by_a_file(rows: Rows) -> Iterator[Bad]:
    """Own certificates that a file would issue, or say otherwise than they are."""
    said = _("Own certificates are issued for a course, and not entered.")
    for row, number in rows.select(OWN):
        yield Bad(row, "kind", number, said)


def settle_sessions(rows: Rows) -> None:
    """Let sessions count as their course does in their month, and give certificates."""
    found = [key for (key,) in rows.select(COUNTED_BY_MONTH)]
    for first in range(0, len(found), AT_ONCE):
        some = found[first : first + AT_ONCE]
        counting.settle_again(some, by=rows.by, load=rows.load)
    _settle_certificates(rows, "r.target")


def settle_attendances(rows: Rows) -> None:
    """Let who is credited have the certificate of the course, and nobody else."""
    _settle_certificates(rows, "r.session_id")


def _settle_certificates(rows: Rows, asked: str) -> None:
    giving = [key for (key,) in rows.select(GIVING.format(asked=asked))]
    for first in range(0, len(giving), AT_ONCE):
        certificates.settle_all(giving[first : first + AT_ONCE], by=rows.by)


def fill_certificates(rows: Rows) -> None:
    """Let certificates without days be valid for as long as the rule of their kind."""
    changed = [key for (key,) in rows.select(CHANGED)]
    certificates.fill_loaded(rows.load, changed, by=rows.by)


def _amount(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


KINDS = [
    Kind(
        name="courses",
        label=gettext_lazy("Courses"),
        model=Course,
        key=("code",),
        columns=(
            Column("code", example="C-HEIGHT", called=COURSE),
            Column("unit", example="P01", called=HELD_BY, perhaps="所属单位"),
            Column("name", called="课程名称 课程", perhaps="名称"),
            Column("name_zh", called="课程中文名称"),
            Column("kind", called="课程类型 课程类别 培训类型", perhaps="类别 类型"),
            Column("hours", example="4.00", called="学时 课时 课程学时"),
            Column("valid_months", called="有效期月 有效期(月) 有效月数"),
            Column("has_exam", called="是否考试 有无考试", perhaps="考核方式"),
        ),
        permission="courses.change",
    ),
    Kind(
        name="questions",
        label=gettext_lazy("Questions of exams"),
        model=Question,
        key=("course", "number"),
        columns=(
            Column("course", example="C-HEIGHT", called=COURSE),
            Column("number", called="题号 题目编号", perhaps="序号 编号"),
            Column("kind", called="题型 题目类型", perhaps="类型"),
            Column(
                "text", example="Boards are tied.", called="题目 题干 试题 试题内容"
            ),
            Column("text_zh", called="中文题目 中文题干"),
            *(
                Column(f"option_{letter.lower()}", called=f"选项{letter} {letter}选项")
                for letter in LETTERS
            ),
            *(
                Column(f"option_{letter.lower()}_zh", called=f"中文选项{letter}")
                for letter in LETTERS
            ),
            Column("answer", example="yes", called="答案 正确答案 标准答案"),
            Column("explanation", called="解析 答案解析 试题解析"),
            Column("explanation_zh", called="中文解析"),
        ),
        permission="courses.change",
    ),
    Kind(
        name="sessions",
        label=gettext_lazy("Training sessions"),
        model=Session,
        key=("number",),
        columns=(
            Column("number", example="T-2019-001", called=SESSION),
            Column("unit", example="P01", called=HELD_BY, perhaps="所属单位"),
            Column(
                "topic",
                called="培训主题 培训内容 培训名称 培训课程 培训项目 课程名称 course",
                perhaps="内容 主题 名称",
            ),
            Column("kind", called="培训类型 培训类别 培训性质", perhaps="类别 类型"),
            Column(
                "started_on",
                called="培训开始日期 培训开始时间 开始日期 开始时间 startdate",
                perhaps="培训日期 培训时间 日期 时间",
            ),
            Column(
                "ended_on",
                called="培训结束日期 培训结束时间 结束日期 结束时间 enddate",
                perhaps="培训日期 培训时间 日期 时间",
            ),
            Column(
                "hours", example="4.00", called="培训学时 培训课时 培训时长 学时 课时"
            ),
            Column("has_exam", called="是否考试 有无考试", perhaps="考核方式"),
        ),
        permission="training.change",
        checks=(
            Check(
                columns=("hours",),
                says=gettext_lazy("No attendance has more hours than its session."),
                find=shorter_than_an_attendance,
            ),
        ),
        finish=settle_sessions,
    ),
    Kind(
        name="attendances",
        label=gettext_lazy("Attendances"),
        model=Attendance,
        key=("session", "employee_no"),
        columns=(
            Column("session", example="T-2019-001", called=SESSION),
            Column("employee_no", field="person", example="E0001", called=NUMBER),
            Column("hours", example="4.00", called="学时 课时 实际学时 参训学时"),
            Column("passed", called="是否合格 考试结果 考核结果 成绩是否合格"),
            Column("present", field="is_present", called="是否到场 是否参加 出勤"),
        ),
        permission="training.change",
        checks=(
            Check(
                columns=("session", "hours"),
                says=gettext_lazy("No attendance has more hours than its session."),
                find=longer_than_its_session,
            ),
        ),
        hold=lambda rows: rows.lock(Session, "session_id"),
        finish=settle_attendances,
        removed=certificates.settle_left,
    ),
    Kind(
        name="drills",
        label=gettext_lazy("Drills"),
        model=Drill,
        key=("number",),
        columns=(
            Column("number", example="D-2019-001", called=DRILL),
            Column(
                "unit",
                example="P01",
                called=f"演练单位 组织单位 {UNIT}",
                perhaps="所属单位",
            ),
            Column(
                "plan",
                called="预案名称 应急预案 演练预案 演练名称 演练项目 演练科目",
                perhaps="名称 内容",
            ),
            Column("kind", called="演练形式 演练方式 演练类型", perhaps="类别 类型"),
            Column(
                "held_on",
                called="演练日期 演练时间 drilldate",
                perhaps="日期 时间 date",
            ),
        ),
        permission="training.change",
    ),
    Kind(
        name="participations",
        label=gettext_lazy("Participations in drills"),
        model=Participation,
        key=("drill", "employee_no"),
        columns=(
            Column("drill", example="D-2019-001", called=DRILL),
            Column("employee_no", field="person", example="E0001", called=NUMBER),
        ),
        permission="training.change",
    ),
    Kind(
        name="certificates",
        label=gettext_lazy("Certificates"),
        model=Certificate,
        key=("kind", "number"),
        columns=(
            Column("employee_no", field="person", example="E0001", called=NUMBER),
            Column("kind", called="证书类型 证书类别 证件类型", perhaps="类别 类型"),
            Column("number", example="B-001", called="证书编号 证件编号 证书号"),
            Column("trade", called="作业类别 操作类别 工种 准操项目"),
            Column("issuer", called="发证机关 发证单位 颁发机构"),
            Column("issued_on", called="发证日期 初次领证日期 领证日期 批准日期"),
            Column("expires_on", called="有效期至 到期日期 证书有效期 失效日期"),
            Column("recheck_on", called="复审日期 下次复审日期 应复审日期"),
        ),
        permission="training.change",
        checks=(
            Check(
                columns=("kind", "number"),
                says=gettext_lazy("Own certificates are issued, and not entered."),
                find=own_by_a_file,
            ),
        ),
        finish=fill_certificates,
    ),
]
