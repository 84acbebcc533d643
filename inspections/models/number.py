"""Numbers of records, made by the system: readable, and each given once."""

from datetime import date

from django.db import connection, models, transaction

from safety.org.models import Unit

RAISE = """
insert into inspections_series as series (sort, unit_id, year, last)
values (%s, %s, %s, 1)
on conflict (unit_id, sort, year) do update set last = series.last + 1
returning last
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
    records: models.Manager[models.Model], sort: str, unit: Unit, day: date
) -> str:
    """A number that no record has yet, like ``H-P01-19-0042``.

    Holds the series until the transaction ends, so two at once get two numbers; one
    that a file has brought is passed over.
    """
    with transaction.atomic(savepoint=False):
        while True:
            last = _raised(sort, unit, day.year)
            number = f"{sort}-{unit.code}-{day.year % 100:02}-{last:04}"
            if not records.filter(number=number).exists():
                return number


def _raised(sort: str, unit: Unit, year: int) -> int:
    """The series begun or raised by one, and held: one statement on either database."""
    with connection.cursor() as cursor:
        cursor.execute(RAISE, [sort, unit.pk, year])
        (last,) = cursor.fetchone()
    return int(last)
