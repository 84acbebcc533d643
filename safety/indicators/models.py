"""Cells, pure functions of facts; and `Value`, the numbers that everybody reads.

Only the drainer writes here (ARCHITECTURE, "The indicator engine").
"""

from django.db import models

from safety.core.months import SLOTS

DIMENSIONS = ("d1", "d2", "d3", "d4")
LONGEST = 100  # characters of a dimension’s value
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

    ``differences`` are what nightly checks found, by unit and year (``C01 2019``).
    """

    fingerprint = models.CharField(max_length=64, default="")
    checked_at = models.DateTimeField(null=True)
    differences = models.JSONField(default=dict)
