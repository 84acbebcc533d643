"""Group robots: where a unit's chat group in WeCom, DingTalk or Feishu is told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.models import Journalled
from safety.org.models import LocatedQuerySet, Unit


class RobotQuerySet(LocatedQuerySet["Robot"]):
    """Robots by where they are."""

    seen_by: ClassVar[str] = "notices.robots"


class Robot(Journalled):
    """One robot of a chat group. Whoever has its address writes to the group.

    So address and key are kept out of the journal and of every page; ``tail`` is what
    a page shows. As a viewer it sees what somebody of its unit sees.
    """

    class Service(models.TextChoices):
        """Whose robots these are; each has its own format."""

        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")
        FEISHU = "feishu", _("Feishu")

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="robots"
    )
    name = models.CharField(pgettext_lazy("group", "name"), max_length=100)
    service = models.CharField(
        _("service"), max_length=10, choices=Service.choices, default=Service.WECOM
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_on = models.BooleanField(_("is told"), default=True)
    tail = models.CharField(_("address"), max_length=80, blank=True, editable=False)
    secret_url = models.TextField(editable=False)
    secret_key = models.CharField(max_length=200, blank=True, editable=False)

    objects = RobotQuerySet.as_manager()

    class Meta:
        verbose_name = _("group robot")
        verbose_name_plural = _("group robots")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="robot_named_once_in_unit",
                violation_error_message=_("The unit has a robot of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(service__in=["wecom", "dingtalk", "feishu"]),
                name="robot_service_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("notices:change-robot", args=[self.pk])

    def unit_ids_for(self, _permission: str) -> frozenset[int]:
        """A group reads of its own unit and of what is below it."""
        return frozenset({self.unit_id})

    def unit_kinds_for(self, _permission: str) -> frozenset[str]:
        """The kind of the unit."""
        return frozenset({self.unit.kind})
