"""One model with a date, a unit and a person; and its photos."""

from typing import Self

from django.db import models

from safety.core.access import Viewer
from safety.core.models import Voidable
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.models import Unit
from safety.people.models import Person


class Pause(Voidable):
    """A pause that somebody took at a unit, and when the kettle was back."""

    class Drink(models.TextChoices):
        TEA = "tea"
        WATER = "water"

    number = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    taken_on = models.DateField()
    back_on = models.DateField(null=True, blank=True)
    drink = models.CharField(max_length=10, choices=Drink.choices)

    def __str__(self) -> str:
        return self.number


class PausePhotoQuerySet(AttachmentQuerySet["PausePhoto"]):
    """Photos that those see who see the people of the unit."""

    def visible_to(self, viewer: Viewer) -> Self:
        seen = Person.objects.visible_to(viewer)
        return self.filter(pause__person__in=seen)


class PausePhoto(Attachment):
    """What was drunk."""

    pause = models.ForeignKey(Pause, models.PROTECT, related_name="photos")

    objects = PausePhotoQuerySet.as_manager()

    def __str__(self) -> str:
        return self.sha256
