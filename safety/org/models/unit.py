"""The tree of units, group > company > project > team, and where each hung when."""

from datetime import date, tzinfo
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from safety.core import formats
from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet, Voidable
from safety.org.validators import known_zone, within_calendar

# Indexes of months before and after every month that can be named.
BEGINNING, END = 0, 32_767

code_validator = RegexValidator(
    r"^[^\W_][\w.-]*\Z",
    _("A code has letters, digits, points, dashes and underscores only."),
)


class Kind(models.TextChoices):
    """Levels of the tree, from the top down."""

    GROUP = "group", _("Group")
    COMPANY = "company", _("Company")
    PROJECT = "project", _("Project")
    TEAM = "team", _("Team")


PARENT_KIND: dict[str, str | None] = {
    Kind.GROUP: None,
    Kind.COMPANY: Kind.GROUP,
    Kind.PROJECT: Kind.COMPANY,
    Kind.TEAM: Kind.PROJECT,
}


CHILD_KIND = {parent: kind for kind, parent in PARENT_KIND.items() if parent}


class ProjectType(models.TextChoices):
    """What a project is for."""

    DESIGN = "design", _("Design")
    CONSTRUCTION = "construction", _("Construction")


class UnitQuerySet(JournalledQuerySet["Unit"]):
    """Units by state, by place in the tree, and by who sees them."""

    def below(self, unit_ids: object) -> Self:
        """These units and everything below them in today's tree."""
        return self.filter(pk__in=Ancestry.objects.current().below(unit_ids))

    def visible_to(self, viewer: Viewer, permission: str = "org.view") -> Self:
        """Units at or below a unit where the viewer holds the permission."""
        return self.below(viewer.unit_ids_for(permission))

    def counted(self) -> Self:
        return self.filter(status=Unit.Status.COUNTED)

    def standing(self) -> Self:
        """Units that are neither voided themselves nor below one that is."""
        above = Ancestry.objects.current().filter(unit=OuterRef("pk"))
        return self.filter(~Exists(above.filter(ancestor__status=Unit.Status.VOIDED)))

    def projects(self) -> Self:
        return self.filter(kind=Kind.PROJECT)

    def open_on(self, day: date) -> Self:
        """Units whose opening dates, where given, include the day."""
        return self.filter(
            Q(opened_on=None) | Q(opened_on__lte=day),
            Q(closed_on=None) | Q(closed_on__gte=day),
        )

    def closed_before(self, day: date) -> Self:
        return self.filter(closed_on__lt=day)

    def not_closed_before(self, day: date) -> Self:
        """Units that are open on the day or open later."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=day))

    def matching(self, text: str) -> Self:
        """Units whose code begins with, or one of whose names holds, the text."""
        return self.filter(
            Q(code__istartswith=text)
            | Q(name__icontains=text)
            | Q(name_zh__icontains=text)
        )


def is_chinese() -> bool:
    """Whether the page being made is in Chinese."""
    return (get_language() or "").startswith("zh")


def display_name(prefix: str = "") -> Coalesce | F:
    """The name in the reader's language as a column, for rows read by ``values``.

    ``prefix`` leads to the unit (``unit__``).
    """
    if not is_chinese():
        return F(f"{prefix}name")
    return Coalesce(NullIf(f"{prefix}name_zh", Value("")), f"{prefix}name")


class Above(NamedTuple):
    """What is asked of a unit because of where it is: of itself or of one above it."""

    kind: str
    status: str
    time_zone: str
    calendar: int | None

    @classmethod
    def of(cls, unit: "Unit") -> Self:
        """What is asked of a unit that is read already."""
        return cls(unit.kind, unit.status, unit.time_zone, unit.calendar_id)


class Unit(Voidable):
    """One node of the organisation tree.

    ``parent`` is the unit's place today; where it was in a given month is in
    `Ancestry`. Change it with `safety.org.services.move` only.
    """

    code = models.CharField(
        _("code"), max_length=40, unique=True, validators=[code_validator]
    )
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, blank=True, validators=[known_zone]
    )
    calendar = models.ForeignKey(
        "org.Calendar",
        verbose_name=_("working-day calendar"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="units",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    project_type = models.CharField(
        _("project type"), max_length=12, choices=ProjectType.choices, blank=True
    )
    opened_on = models.DateField(
        _("opened on"), null=True, blank=True, validators=[within_calendar]
    )
    closed_on = models.DateField(
        _("closed on"), null=True, blank=True, validators=[within_calendar]
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="group", parent=None)
                | ~Q(kind="group") & ~Q(parent=None),
                name="only_the_group_has_no_parent",
                violation_error_message=_("Only the group has no parent."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="group"),
                name="one_group",
                violation_error_message=_("There is a group already."),
            ),
            models.CheckConstraint(
                condition=Q(opened_on=None)
                | Q(closed_on=None)
                | Q(closed_on__gte=F("opened_on")),
                name="unit_closes_after_it_opens",
                violation_error_message=_(
                    "The closing date is before the opening date."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="unit_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("org:view-unit", args=[self.code])

    @property
    def display_name(self) -> str:
        """The name in the reader's language, where there is one."""
        return self.name_zh if is_chinese() and self.name_zh else self.name

    @cached_property
    def above(self) -> dict[int, Above]:
        """The unit and all above it today, by key; asked once for each page."""
        rows = Ancestry.objects.current().filter(unit=self.pk)
        names = (f"ancestor__{name}" for name in Above._fields)
        found = rows.values_list("ancestor_id", *names)
        return {key: Above(*row) for key, *row in found}

    @cached_property
    def zone(self) -> tzinfo:
        """Its time zone: its own, or that of the nearest unit above that has one."""
        nearest = self._nearest("time_zone")
        return ZoneInfo(nearest) if nearest else timezone.get_default_timezone()

    @property
    def calendar_key(self) -> int | None:
        """The key of the calendar it has from itself or the nearest unit above."""
        key: int | None = self._nearest("calendar")
        return key

    def _nearest(self, name: str) -> Any:
        """What it says itself, or the nearest unit above that says something."""
        said = {row.kind: getattr(row, name) for row in self.above.values()}
        return next((said[kind] for kind in reversed(Kind) if said.get(kind)), None)

    @property
    def today(self) -> date:
        """The local date where the unit is."""
        return timezone.localdate(timezone=self.zone)

    @cached_property
    def stands(self) -> bool:
        """Whether it is `standing`."""
        return all(r.status != self.Status.VOIDED for r in self.above.values())

    def require_standing(self) -> None:
        """ValidationError where nothing new is typed in: the unit never was.

        Files may bring it: a group that joins has such units in its history.
        """
        if not self.stands:
            said = gettext(
                "%(unit)s, or a unit above it, is voided. Choose another unit."
            )
            raise ValidationError(said % {"unit": self})

    def remark_on(self, day: date) -> str:
        """Why the unit is not open on a day; empty when it is."""
        if self.status == self.Status.VOIDED:
            return gettext("Voided")
        if self.closed_on and self.closed_on < day:
            return gettext("Closed %(day)s") % {"day": formats.day(self.closed_on)}
        if self.opened_on and self.opened_on > day:
            return gettext("Opens %(day)s") % {"day": formats.day(self.opened_on)}
        return ""


class AncestryQuerySet(models.QuerySet["Ancestry"]):
    """The tree of a month, and what is above and below a unit in it."""

    def current(self) -> Self:
        """The tree of today: what nothing later replaces."""
        return self.filter(last_month=END)

    def in_month(self, month: int) -> Self:
        """The tree of one month (its index)."""
        return self.filter(first_month__lte=month, last_month__gte=month)

    def unit_of(self, code: str) -> Unit | None:
        """The unit of a code, which knows at once what is above it."""
        rows = list(self.filter(unit__code=code).select_related("unit", "ancestor"))
        if not rows:
            return None
        unit = rows[0].unit
        unit.above = {row.ancestor_id: Above.of(row.ancestor) for row in rows}
        return unit

    def proper(self) -> Self:
        """Without the rows in which a unit is its own ancestor."""
        return self.exclude(unit=F("ancestor"))

    def below(self, unit_ids: Any) -> "models.QuerySet[Ancestry, int]":
        """Keys of these units and all below them, for use in ``__in``."""
        return self.filter(ancestor__in=unit_ids).values("unit_id")  # type: ignore[return-value]

    def nearest(self, name: str, nothing: Any) -> dict[int, Any]:
        """What units have from the nearest one above, or themselves, by their keys.

        ``name`` is the column, ``nothing`` what it is of a unit that says nothing; a
        unit below such ones only is left out.
        """
        ranks, column = list(Kind), f"ancestor__{name}"
        said = self.current().exclude(**{column: nothing})
        found: dict[int, tuple[int, Any]] = {}
        for unit, kind, value in said.values_list("unit_id", "ancestor__kind", column):
            rank = ranks.index(Kind(kind))
            found[unit] = max(found.get(unit, (-1, value)), (rank, value))
        return {unit: value for unit, (_rank, value) in found.items()}

    def above(self, unit_ids: Any) -> "models.QuerySet[Ancestry, int]":
        """Keys of these units and all above them, for use in ``__in``."""
        return self.filter(unit__in=unit_ids).values("ancestor_id")  # type: ignore[return-value]


class Ancestry(models.Model):
    """``ancestor`` stood above ``unit``, or is it, in these months, both included.

    The tree of a period is the tree in its last month (INDICATORS, "Tree changes"):
    books join it with that month, and so never count along an old or a new branch.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="ancestries")
    ancestor = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="descents", db_index=False
    )
    first_month = models.SmallIntegerField(default=BEGINNING)
    last_month = models.SmallIntegerField(default=END)

    objects = AncestryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "unit", "first_month"], name="ancestry_once"
            ),
            models.CheckConstraint(
                condition=models.Q(last_month__gte=models.F("first_month")),
                name="ancestry_lasts",
            ),
        ]
        indexes = [
            # Few branches are new ones, and it is often asked since when.
            models.Index(
                fields=["first_month"],
                name="ancestry_begun",
                condition=models.Q(first_month__gt=BEGINNING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.unit_id}"
