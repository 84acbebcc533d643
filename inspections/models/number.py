"""Numbers of records, made by the system: readable, and each given once."""

from datetime import date

from django.db import connection, models, transaction

from safety.org.models import Unit

# Begins or raises a series and holds it; says whether a record has the number already.
RAISE = """
insert into inspections_series as series (sort, unit_id, year, last)
values (%s, %s, %s, 1)
on conflict (unit_id, sort, year) do update set last = series.last + 1
returning last, exists (
    select 1 from {records} where {column} = %s || case
        when last < 10000 then substr(cast(10000 + last as text), 2)
        else cast(last as text)
    end
)
"""


class Series(models.Model):
    """The last number given to the records of one sort, unit and year."""

    sort = models.CharField(max_length=2)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sort", "year"], name="one_series_for_sort_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.unit_id} {self.year}"


def next_number(
    records: models.Manager[models.Model],
    sort: str,
    unit: Unit,
    day: date,
    column: str = "number",
) -> str:
    """A number that no record has yet in a column, like ``H-P01-19-0042``.

    Holds the series until the transaction ends, so two at once get two numbers; one
    that a file has brought is passed over.
    """
    begun = f"{sort}-{unit.code}-{day.year % 100:02}-"
    raising = RAISE.format(
        records=connection.ops.quote_name(records.model._meta.db_table),
        column=connection.ops.quote_name(column),
    )
    is_taken = True
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        while is_taken:
            cursor.execute(raising, [sort, unit.pk, day.year, begun])
            last, is_taken = cursor.fetchone()
    return f"{begun}{last:04}"
