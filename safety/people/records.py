"""The files of people: contractors, persons, postings, accounts, hours worked."""

from bisect import bisect
from collections.abc import Iterator
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from safety.accounts.models import Grant, User
from safety.core import formats
from safety.core.declare.records import Bad, Check, Column, Kind, Rows
from safety.org.models import END
from safety.org.records import UNIT
from safety.org.services import lock_tree
from safety.people.enrolment import (
    enrol,
    more_than_a_file_has,
    named_as_another,
    out_of_reach,
    stored_accounts,
)
from safety.people.models import Contractor, Person, Posting, WorkedHours
from safety.people.services import is_seen

# What files in use call the number of a person.
NUMBER = "编号 员工编号 人员编号 职工编号 员工号 职工号 employeeid staffno"
FOR_EVER = "9999-12-31"
# Postings of persons to units where any two overlap: those of the file by their rows,
# before them, as row 0, the stored ones that the file leaves as they are. Few persons
# have several at one unit, and only those are gone through.
OVERLAPPING = """
    WITH several AS (
        SELECT person_id, unit_id FROM {rows} r
         GROUP BY person_id, unit_id HAVING count(*) > 1
         UNION
        SELECT person_id, unit_id FROM {rows} r
         WHERE EXISTS (SELECT 1 FROM people_posting p
                        WHERE p.person_id = r.person_id AND p.unit_id = r.unit_id
                          AND (r.target IS NULL OR r.target <> p.id))
    ), spans AS (
        SELECT r.row, r.person_id, r.unit_id, r.start_on, r.end_on FROM {rows} r
         WHERE r.status = 'counted'
           AND (person_id, unit_id) IN (SELECT person_id, unit_id FROM several)
         UNION ALL
        SELECT 0, p.person_id, p.unit_id, p.start_on, p.end_on
          FROM several JOIN people_posting p
            ON p.person_id = several.person_id AND p.unit_id = several.unit_id
          LEFT JOIN {rows} r ON r.target = p.id
         WHERE p.status = 'counted' AND r.target IS NULL
    ), busy AS (
        SELECT person_id, unit_id, start_on, max(coalesce(end_on, '9999-12-31')) OVER (
                   PARTITION BY person_id, unit_id ORDER BY start_on
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
          FROM spans
    )
    SELECT person_id, unit_id, row, start_on, end_on FROM spans
     WHERE (person_id, unit_id) IN (
               SELECT person_id, unit_id FROM busy WHERE busy_until >= start_on)
     ORDER BY person_id, unit_id, row
"""
# Rows for units above or below which hours are declared for the same month: stored
# (as row 0) or by an earlier row, each of these beside it.
DECLARED_TWICE = """
    WITH declared AS (
        SELECT r.row, r.unit_id, r.month FROM {rows} r WHERE r.status = 'counted'
         UNION ALL
        SELECT 0, w.unit_id, w.month
          FROM people_workedhours w LEFT JOIN {rows} r ON r.target = w.id
         WHERE w.status = 'counted' AND r.target IS NULL
    ), related AS (
        SELECT unit_id AS one, ancestor_id AS other, first_month, last_month
          FROM org_ancestry WHERE unit_id <> ancestor_id
         UNION ALL
        SELECT ancestor_id, unit_id, first_month, last_month
          FROM org_ancestry WHERE unit_id <> ancestor_id
    )
    SELECT own.row, unit.code, there.code, other.row
      FROM declared own
      JOIN related ON related.one = own.unit_id
       AND own.month BETWEEN related.first_month AND related.last_month
      JOIN declared other ON other.unit_id = related.other AND other.month = own.month
      JOIN org_unit unit ON unit.id = own.unit_id
      JOIN org_unit there ON there.id = other.unit_id
     WHERE own.row > other.row
     ORDER BY own.row, other.row
"""


def overlapping(rows: Rows) -> Iterator[Bad]:
    """Postings that overlap a stored one, or one of an earlier row that does not."""
    spans = rows.select(OVERLAPPING)
    for _who, same in groupby(spans, key=itemgetter(0, 1)):
        held: list[tuple[str, str, int]] = []
        for _person, _unit, row, start, end in same:
            span = str(start), str(end or FOR_EVER), row
            place = bisect(held, span)
            near = held[max(0, place - 1) : place + 1]
            clash = next((h for h in near if h[0] <= span[1] and span[0] <= h[1]), None)
            if clash and row:
                yield Bad(row, "start_on", span[0], _overlap(*clash))
            else:
                held.insert(place, span)


def _overlap(start: str, end: str, row: int) -> str:
    which = _("row %(row)s") % {"row": row} if row else _("stored")
    if end == FOR_EVER:
        message = _("There is a posting to this unit from %(start)s on (%(which)s).")
    else:
        message = _(
            "There is a posting to this unit from %(start)s to %(end)s (%(which)s)."
        )
    return message % {"start": start, "end": end, "which": which}


def declared_twice(rows: Rows) -> Iterator[Bad]:
    """Hours for a unit above or below one that has hours for the same month.

    A row that is wrong itself stands in nobody's way.
    """
    wrong: set[int] = set()
    may_name = cache(partial(is_seen, by=rows.by))
    for row, code, other, other_row in rows.select(DECLARED_TWICE):
        if row in wrong or other_row in wrong:
            continue
        wrong.add(row)
        which = _("row %(row)s") % {"row": other_row} if other_row else _("stored")
        message = _(
            "%(unit)s, above or below it, has hours for this month (%(which)s). Keep "
            "those of one level."
        )
        if not may_name(other):
            message = _("A unit above it has hours for this month (%(which)s).")
        yield Bad(row, "unit", code, message % {"unit": other, "which": which})


def at_two_levels(hours: "QuerySet[Any, Any]") -> Iterator[str]:
    """That hours of a unit that has moved below one with hours will not come in."""
    above = WorkedHours.objects.counted().filter(
        month=OuterRef("month"),
        unit__descents__unit=OuterRef("unit"),
        unit__descents__last_month=END,
    )
    above = above.exclude(unit=OuterRef("unit"))
    number = hours.filter(Exists(above), status=WorkedHours.Status.COUNTED).count()
    if number:
        said = ngettext(
            "%(number)s row has hours of a unit that has moved below one with hours "
            "for the same month: loading takes those of one level.",
            "%(number)s rows have hours of units that have moved below one with hours "
            "for the same month: loading takes those of one level.",
            number,
        )
        yield said % {"number": formats.number(number)}


KINDS = [
    Kind(
        name="contractors",
        label=gettext_lazy("Contractors"),
        model=Contractor,
        key=("code",),
        columns=(
            Column("code", example="K01", called="单位编号 单位编码 分包单位编号"),
            Column("name", called="单位名称 分包单位 分包单位名称 企业名称 公司名称"),
            Column("qualification", called="资质等级 资质类别"),
            Column("qualified_until", called="资质有效期 资质到期日 有效期至"),
        ),
        permission="people.change_contractor",
    ),
    Kind(
        name="people",
        label=gettext_lazy("People"),
        model=Person,
        key=("employee_no",),
        columns=(
            Column("employee_no", example="E0001", called=NUMBER),
            Column("name", called="名字 人员姓名 员工姓名 fullname"),
            Column("phone", called="手机 手机号 手机号码 联系电话 电话号码 mobile"),
            Column("email", called="电子邮箱 电子邮件"),
            Column("gender"),
            Column("category", called="人员类型 岗位类别", perhaps="类别"),
            Column(
                "contractor",
                example="K01",
                called="分包商 分包单位编号 劳务公司 劳务单位",
                perhaps="所属单位 单位 单位编号 单位名称",
            ),
        ),
        permission="people.change",
    ),
    Kind(
        name="postings",
        label=gettext_lazy("Postings"),
        model=Posting,
        key=("employee_no", "unit", "start_on"),
        columns=(
            Column("employee_no", field="person", example="E0001", called=NUMBER),
            Column("unit", example="P01", called=UNIT, perhaps="所属单位"),
            Column(
                "start_on",
                called="进场日期 进场时间 入场日期 入场时间 上岗日期 到岗日期 调入日期",
            ),
            Column(
                "end_on",
                called="退场日期 退场时间 离场日期 离场时间 离岗日期 调出日期",
            ),
        ),
        permission="people.change",
        checks=(
            Check(
                columns=("employee_no", "unit", "start_on", "end_on", "status"),
                says=gettext_lazy(
                    "Postings of one person to the same unit do not overlap."
                ),
                find=overlapping,
            ),
        ),
        hold=lambda rows: rows.lock(Person, "person_id"),
    ),
    Kind(
        name="accounts",
        label=gettext_lazy("Accounts"),
        model=User,
        key=("login",),
        columns=(
            Column("login", field="username", example="wang.li", called="登录名 账号"),
            Column(
                "employee_no",
                like=Posting._meta.get_field("person"),
                is_optional=True,
                example="E0001",
                called=NUMBER,
            ),
            Column("email"),
            Column("role", like=Grant._meta.get_field("role")),
            Column(
                "unit",
                like=Grant._meta.get_field("unit"),
                example="P01",
                called=UNIT,
                perhaps="所属单位",
            ),
            Column("status", like=Person._meta.get_field("status")),
        ),
        permission="accounts.change",
        stored=stored_accounts,
        left_out=more_than_a_file_has,
        checks=(
            Check(
                columns=("login", "employee_no", "role", "unit"),
                says=gettext_lazy(
                    "Nobody gives a role that he could not give on the page of the "
                    "account, and a person has one account."
                ),
                find=out_of_reach,
            ),
            Check(
                columns=("login",),
                says=gettext_lazy(
                    "User names that differ only in capital letters are one name."
                ),
                find=named_as_another,
            ),
        ),
        enter=enrol,
    ),
    Kind(
        name="worked_hours",
        label=gettext_lazy("Hours worked"),
        model=WorkedHours,
        key=("unit", "month"),
        columns=(
            Column("unit", example="P01", called=UNIT, perhaps="所属单位"),
            Column("month", called="年月 统计月份"),
            Column("hours", example="1250.50", called="总工时 人工时 工时数 工作小时"),
        ),
        permission="people.change_hours",
        left_out=at_two_levels,
        checks=(
            Check(
                columns=("unit", "month", "status"),
                says=gettext_lazy(
                    "Hours of a month are declared at one level: not above or below a "
                    "unit that has hours for the same month."
                ),
                find=declared_twice,
            ),
        ),
        hold=lambda _rows: lock_tree(),
    ),
]
