"""One model with a date, a unit and a person."""

from django.db import models

from safety.core.models import Voidable
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
