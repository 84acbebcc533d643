"""Contractors: the companies whose workers are on site beside our own."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet, Voidable
from safety.org.models.unit import code_validator
from safety.org.validators import within_calendar


class ContractorQuerySet(JournalledQuerySet["Contractor"]):
    """Contractors of the register."""

    def counted(self) -> Self:
        return self.filter(status=Contractor.Status.COUNTED)

    def visible_to(self, viewer: Viewer, permission: str = "people.view") -> Self:
        """The register is the group's: all of it, to who may see people anywhere."""
        return self if viewer.unit_ids_for(permission) else self.none()

    def matching(self, text: str) -> Self:
        return self.filter(Q(code__istartswith=text) | Q(name__icontains=text))


class Contractor(Voidable):
    """One contractor of the group's register."""

    code = models.CharField(
        _("code"), max_length=40, unique=True, validators=[code_validator]
    )
    name = models.CharField(_("name"), max_length=200)
    qualification = models.CharField(_("qualification"), max_length=200, blank=True)
    qualified_until = models.DateField(
        _("qualified until"), null=True, blank=True, validators=[within_calendar]
    )

    objects = ContractorQuerySet.as_manager()

    class Meta:
        verbose_name = _("contractor")
        verbose_name_plural = _("contractors")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:view-contractor", args=[self.code])
