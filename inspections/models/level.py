"""How grave a hazard is: by law, and by its colour."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """How grave by law: a major hazard is one that a criterion makes so."""

    GENERAL = "general", _("General")
    MAJOR = "major", _("Major")


class Risk(models.TextChoices):
    """The four colours of risk, red the gravest (DOMAIN 1.2)."""

    RED = "1", _("1 · red")
    ORANGE = "2", _("2 · orange")
    YELLOW = "3", _("3 · yellow")
    BLUE = "4", _("4 · blue")
