"""Behaviours for which cards are given: a list that headquarters owns."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.policy import Named, OfferedQuerySet, Sourced


class About(models.TextChoices):
    """What a behaviour is about that another part of the site asks for."""

    HAZARD = "hazard", pgettext_lazy("behaviour", "A hazard that was reported")
    SUGGESTION = "suggestion", pgettext_lazy("behaviour", "A suggestion")


class Behaviour(Sourced, Named):
    """What somebody did right; a card keeps its ``term``, in files too."""

    term = models.CharField(
        _("term"),
        max_length=200,
        unique=True,
        error_messages={"unique": _("There is a behaviour of this term already.")},
    )
    about = models.CharField(
        pgettext_lazy("behaviour", "about"),
        max_length=10,
        choices=About.choices,
        blank=True,
    )
    source = models.CharField(_("source"), max_length=300)

    objects: Any = OfferedQuerySet.as_manager()

    class Meta:
        verbose_name = _("behaviour")
        verbose_name_plural = _("behaviours")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(about__in=["", *About.values]),
                name="behaviour_about_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("incentives:change-behaviour", args=[self.pk])
