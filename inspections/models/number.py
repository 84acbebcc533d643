"""Numbers of records, made by the system: readable, and each given once."""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import F

from safety.org.models import Unit


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
    with transaction.atomic():
        key: dict[str, Any] = {"sort": sort, "unit": unit, "year": day.year}
        Series.objects.get_or_create(**key)
        while True:
            # The update holds the row, so what is read after it is our own.
            Series.objects.filter(**key).update(last=F("last") + 1)
            last = Series.objects.values_list("last", flat=True).get(**key)
            number = f"{sort}-{unit.code}-{day.year % 100:02}-{last:04}"
            if not records.filter(number=number).exists():
                return number
