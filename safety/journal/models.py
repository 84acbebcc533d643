"""What changed, which numbers that may move, and which requests were carried out."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Change(models.Model):
    """One change of one record. Append-only; ``id`` is the sequence.

    ``before`` and ``after`` hold the fields that changed; ``before`` is null for a
    record that was made, ``after`` for one that was taken back.
    """

    label = models.CharField(max_length=60)
    key = models.BigIntegerField()
    verb = models.CharField(max_length=30)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    load = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["label", "key"], name="change_of_record"),
            models.Index(
                fields=["load"],
                name="change_in_load",
                condition=models.Q(load__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.label} {self.key}"


class Mark(models.Model):
    """Numbers of one subject and year that may have moved. Append-only until drained.

    ``kind`` is the label of the subject's model, ``project``, or ``leaf`` and the label
    of a book's records: a unit, and what of these has a date in a month at it. Without
    a subject the whole year is meant. With the kind ``tree`` that year and all after it
    are: of a unit below which something came or went, or of all; the drainer makes of
    it the kind ``branch``, year by year.
    """

    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField(null=True)
    year = models.SmallIntegerField()
    month = models.SmallIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind or 'all'} {self.subject or ''} {self.year}"


class Receipt(models.Model):
    """A request that was carried out: asked again, it is answered the same.

    ``number`` was made by its sender (``by``), ``digest`` is its body in short.
    """

    number = models.UUIDField(unique=True)
    by = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.TextField(blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.number} {self.status}"
