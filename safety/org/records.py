"""The file of units: the tree, in any order of rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from safety.core import formats
from safety.core.declare.records import Bad, Check, Column, Kind, Rows
from safety.journal import marking
from safety.org import models, services
from safety.org.models import END, PARENT_KIND, Unit

# What files in use call the unit that a record is of.
UNIT = (
    "项目 项目名称 项目编号 项目编码 项目部 所属项目 工程名称 单位名称 单位编号 "
    "单位编码 project projectcode projectname site"
)
# A unit of the tree is named by its key, one that the file makes by minus its row.
Node = int
MOVED = """
    SELECT r.target, r.parent_id FROM {rows} r JOIN org_unit u ON u.id = r.target
     WHERE r.changed AND r.parent_id <> u.parent_id
"""


@dataclass
class Placed:
    """A unit as it will stand: its code, kind and parent, and its row if it has one."""

    code: str
    kind: str
    parent: Node | None
    row: int = 0


class Tree:
    """The stored tree with the rows of a file on top of it."""

    def __init__(self, rows: Rows) -> None:
        stored = Unit.objects.values_list("pk", "code", "kind", "parent_id")
        self.units = {
            key: Placed(code, kind, parent) for key, code, kind, parent in stored
        }
        said = rows.select("SELECT row, target, code, kind, parent_id FROM {rows} r")
        for row, target, code, kind, parent in said:
            self.units[target or -row] = Placed(code, kind, parent, row)

    def wrong(self) -> Iterator[Bad]:
        """Rows that would break the tree."""
        for unit in self.units.values():
            if unit.row:
                yield from self._wrong_row(unit)
        for parent, unit in self._misfits().items():
            said = _("%(unit)s is below this unit, and would not fit.")
            kind = self.units[parent].kind
            yield Bad(self.units[parent].row, "kind", kind, said % {"unit": unit.code})

    def _wrong_row(self, unit: Placed) -> Iterator[Bad]:
        parent = self.units.get(unit.parent) if unit.parent else None
        if unit.parent and not parent:
            return  # what is wrong with the parent's row is said there
        why = self._refusal(unit, parent)
        if why:
            yield Bad(unit.row, "parent", parent.code if parent else "", why)
        elif unit.kind == models.Kind.GROUP and self.group is not unit:
            said = _("There is a group already: %(code)s.")
            yield Bad(unit.row, "kind", unit.kind, said % {"code": self.group.code})

    def _refusal(self, unit: Placed, parent: Placed | None) -> str:
        loop = self._loop(unit)
        if loop:
            return _("The unit would be above itself: %(loop)s.") % {"loop": loop}
        return services.refusal(unit.kind, Unit(kind=parent.kind) if parent else None)

    def _loop(self, unit: Placed) -> str:
        """The units from a unit up to itself again; empty when there is no such way."""
        path, above = [unit.code], unit.parent
        while above in self.units and len(path) <= len(PARENT_KIND):
            path.append(self.units[above].code)
            if path[-1] == unit.code:
                return " > ".join(reversed(path))
            above = self.units[above].parent
        return ""

    def _misfits(self) -> dict[Node, Placed]:
        """For units whose row gives them another kind, one below that would not fit."""
        found: dict[Node, Placed] = {}
        for unit in self.units.values():
            parent = self.units.get(unit.parent) if unit.parent else None
            is_below_a_row = parent is not None and parent.row and not unit.row
            if is_below_a_row and not self._loop(unit) and self._refusal(unit, parent):
                found.setdefault(unit.parent or 0, unit)
        return found

    @cached_property
    def group(self) -> Placed:
        """The group: the stored one, or the first of the file."""
        found = [u for u in self.units.items() if u[1].kind == models.Kind.GROUP]
        return min(found, key=lambda found: (found[0] < 0, found[1].row))[1]


def hold(rows: Rows) -> None:
    """Change the tree as forms do: nobody else at the same time."""
    services.lock_tree()
    rows.lock(Unit, "target")


def place(rows: Rows) -> None:
    """Plant the new units, and move those whose parent is another one now."""
    if any(rows.select("SELECT 1 FROM {rows} r WHERE target IS NULL LIMIT 1")):
        services.plant()
        # They count themselves, now that they hang in the tree.
        made = Unit.objects.filter(created_in_load=rows.load)
        marking.append(marking.years_resting_on(Unit, made, None))
    for key, parent in list(rows.select(MOVED)):
        unit, to = Unit.objects.get(pk=key), Unit.objects.get(pk=parent)
        services.move(unit, to, by=rows.by, load=rows.load)


def beyond_the_file(units: "QuerySet[Any, Any]") -> Iterator[str]:
    """That a file of units has the tree of today only, and not what is above."""
    moved = units.filter(ancestries__last_month__lt=END).distinct().count()
    if moved:
        said = ngettext(
            "%(number)s unit hung elsewhere in earlier months. The file has the tree "
            "of today: where it is loaded, every period follows that.",
            "%(number)s units hung elsewhere in earlier months. The file has the tree "
            "of today: where it is loaded, every period follows that.",
            moved,
        )
        yield said % {"number": formats.number(moved)}
    above = Unit.objects.filter(children__in=units).exclude(pk__in=units.values("pk"))
    for code in above.distinct().values_list("code", flat=True):
        yield _("%(unit)s, above, is not in the file: load it first.") % {"unit": code}


KINDS = [
    Kind(
        name="units",
        label=gettext_lazy("Units"),
        model=Unit,
        key=("code",),
        columns=(
            Column("code", example="P01", called="单位编号 单位编码 项目编号 项目编码"),
            Column("name", called="英文名称", perhaps="单位名称 项目名称 全称"),
            Column("name_zh", called="中文名", perhaps="单位名称 项目名称"),
            Column("time_zone", example="Asia/Shanghai"),
            Column("kind"),
            Column(
                "parent", example="C01", called="上级 上级单位编号 所属公司 所属单位"
            ),
            Column("project_type"),
            Column("opened_on", called="开工日期 开工时间", perhaps="开始日期"),
            Column("closed_on", called="竣工日期 完工日期", perhaps="结束日期"),
        ),
        permission="org.change",
        left_out=beyond_the_file,
        checks=(
            Check(
                columns=("code", "kind", "parent"),
                says=gettext_lazy(
                    "A company's parent is the group, a project's a company, a team's "
                    "a project; there is one group, and no unit is above itself."
                ),
                find=lambda rows: Tree(rows).wrong(),
            ),
        ),
        hold=hold,
        finish=place,
        finishes=("parent",),
    )
]
