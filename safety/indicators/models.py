"""Cells, pure functions of facts; and `Value`, the numbers that everybody reads.

Only the drainer writes them (ARCHITECTURE, "The indicator engine").
"""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Subquery
from django.utils.translation import gettext_lazy as _

from safety.core.fields import HundredthsField, MonthField
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.core.months import SLOTS, Month
from safety.org.models import BEGINNING, LocatedQuerySet, Unit

DIMENSIONS = ("d1", "d2", "d3", "d4")
LONGEST = 100  # characters of a dimension’s value
MOST_WEIGHT = 100
SLOT_COLUMNS = tuple(f"s{slot.index:02}" for slot in SLOTS)


class Cell(models.Model):
    """What all cells share: up to four coded dimensions to slice by."""

    d1 = models.CharField(max_length=LONGEST, default="")
    d2 = models.CharField(max_length=LONGEST, default="")
    d3 = models.CharField(max_length=LONGEST, default="")
    d4 = models.CharField(max_length=LONGEST, default="")

    class Meta:
        abstract = True


class Tally(Cell):
    """An amount of a measure at the unit of its records, in a month.

    For a flow what happened in the month; for a stock what began less what ended.
    """

    pk = models.CompositePrimaryKey("measure", "unit", "month", *DIMENSIONS)
    measure = models.CharField(max_length=80)
    unit = models.BigIntegerField()
    month = models.SmallIntegerField()
    amount = models.BigIntegerField()


class CohortCell(Cell):
    """Facts of a unit that began in ``month`` and were done in ``done``."""

    pk = models.CompositePrimaryKey("measure", "unit", "month", "done", *DIMENSIONS)
    measure = models.CharField(max_length=80)
    unit = models.BigIntegerField()
    month = models.SmallIntegerField()
    done = models.SmallIntegerField()
    amount = models.BigIntegerField()


class Mask(Cell):
    """The months of a year in which a roll lists a subject at a unit.

    Bit 0 is January. ``bits``: listed on some day of the month; ``end_bits``: on its
    last day. A parent's mask is the OR of its children's and is not stored.
    """

    pk = models.CompositePrimaryKey("roll", "year", "subject", "unit", *DIMENSIONS)
    roll = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    subject = models.BigIntegerField()
    unit = models.BigIntegerField()
    bits = models.SmallIntegerField()
    end_bits = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["roll", "year", "unit"], name="mask_at_unit")]


class Vector(models.Model):
    """An amount of a subject in a month, wherever it arose."""

    pk = models.CompositePrimaryKey("name", "subject", "month")
    name = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    month = models.SmallIntegerField()
    amount = models.BigIntegerField()


class Value(models.Model):
    """A measure of a unit for the 31 periods of a year. No row is 31 zeros.

    ``slice`` is empty for the whole, else ``dimension=value``. Amounts with decimals
    are in hundredths. A ratio is two measures.
    """

    pk = models.CompositePrimaryKey("unit", "year", "measure", "slice")
    unit = models.BigIntegerField()
    year = models.SmallIntegerField()
    measure = models.CharField(max_length=80)
    slice = models.CharField(max_length=140, default="")


for column in SLOT_COLUMNS:
    Value.add_to_class(column, models.BigIntegerField(default=0))


class Year(models.Model):
    """A year for which values are kept: every year with records, this and the next."""

    year = models.SmallIntegerField(primary_key=True)


class State(models.Model):
    """One row: the drainer's lease, and what the stored values were computed with.

    ``measures`` are the keys of all that were declared then. ``differences`` are what
    nightly checks found, by unit and year (``C01 2019``).
    """

    fingerprint = models.CharField(max_length=64, default="")
    measures = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    differences = models.JSONField(default=dict)


class PublishedQuerySet(models.QuerySet["Published"]):
    """Published amounts by state."""

    def active(self) -> Self:
        """Those of months that are closed now."""
        return self.filter(is_active=True)


class Amounts(models.Model):
    """What is kept of a unit's closed month: the periods that may end with it.

    ``month`` is its index. A period that does not end with the month is 0.
    """

    unit = models.BigIntegerField()
    month = models.SmallIntegerField()
    measure = models.CharField(max_length=80)
    slice = models.CharField(max_length=140, default="")
    in_month = models.BigIntegerField(default=0)
    in_quarter = models.BigIntegerField(default=0)
    in_half = models.BigIntegerField(default=0)
    in_year = models.BigIntegerField(default=0)
    to_date = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Published(Amounts):
    """A measure as it was published when a month was closed, and what was added since.

    Rows of one unit, month, measure and slice add up: the first is that of the close,
    those with ``is_restatement`` are what headquarters approved later. ``entry`` is
    that of the closing book. Never changed; reopened, a month's rows are no longer
    active. A row without a measure says only that the unit's month is closed.
    """

    entry = models.BigIntegerField()
    is_restatement = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "month", "slice", "measure"],
                name="published_active",
                condition=models.Q(is_active=True),
            ),
            models.Index(fields=["entry"], name="published_in_entry"),
        ]


class Unpublished(models.Model):
    """A measure that is newer than a close, which could not publish it.

    ``entry`` is that of the closing book. In its months the measure is what the records
    say now, and differs from nothing.
    """

    entry = models.BigIntegerField()
    measure = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "measure"], name="unpublished_once"
            )
        ]


class Difference(Amounts):
    """What a closed month's values are now, less what was published of them.

    Written by the drainer; a row is nowhere 0 in all of its periods.
    """

    pk = models.CompositePrimaryKey("unit", "month", "measure", "slice")


class TargetQuerySet(LocatedQuerySet["Target"]):
    """Targets by place, month, and who sees them."""

    seen_by = "indicators.view"

    def counted(self) -> Self:
        return self.filter(status=Target.Status.COUNTED)

    def until(self, month: Month) -> Self:
        """Of its year what is set for a month or one before, the latest last."""
        rows = self.filter(year=month.year, from_month__lte=month.index)
        return rows.order_by("from_month")


class Target(Voidable):
    """What a unit and all below it aim at with an indicator in a year.

    ``alert`` is where it becomes worrying. Both are as people write the number: of a
    share in per cent. A unit below may have a row of its own, which holds instead.
    ``from_month`` (an index, `BEGINNING` for all of the year) is the first month that
    the row is for: closed ones keep the row that they had, also if it is voided.
    """

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="targets"
    )
    code = models.CharField(_("indicator"), max_length=80)
    year = models.SmallIntegerField(_("year"))
    from_month = models.SmallIntegerField(default=BEGINNING)
    target = HundredthsField(
        _("target"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    alert = HundredthsField(
        _("alert threshold"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    is_higher_better = models.BooleanField(_("higher is better"))

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code", "year", "from_month"],
                name="target_once_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"


class Alert(models.Model):
    """A number of a unit is beyond its alert threshold: whoever must know is told once.

    ``month`` is the last of the year to date in which it was. Written once for each; to
    whom it went are the tellings of its key.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    code = models.CharField(max_length=80)
    month = MonthField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code", "month"], name="alerted_once_a_month"
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="alert_untold", condition=Q(told_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.code} {self.month}"


class WeightQuerySet(JournalledQuerySet["Weight"]):
    """Weights by the month of a table."""

    def in_force(self, month: int) -> list["Weight"]:
        """Those of the last set that holds in a month, given by its index."""
        last = self.filter(from_month__lte=month).order_by("-from_month")
        return list(self.filter(from_month=Subquery(last.values("from_month")[:1])))


class Weight(Journalled):
    """What a share counts for in the score of the league table, from a month on.

    All rows of one ``from_month`` (an index, `BEGINNING` for the first) are one set,
    which holds until the next.
    """

    code = models.CharField(_("indicator"), max_length=80)
    weight = models.PositiveSmallIntegerField(
        _("weight"), validators=[MaxValueValidator(MOST_WEIGHT)]
    )
    from_month = models.SmallIntegerField(default=BEGINNING)

    objects = WeightQuerySet.as_manager()

    class Meta:
        verbose_name = _("weight in the league table")
        verbose_name_plural = _("weights in the league table")
        constraints = [
            models.UniqueConstraint(fields=["code", "from_month"], name="weighed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.weight}"
