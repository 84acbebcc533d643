"""The list of letters."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from safety.core import formats
from safety.core.lists import Column, labelled
from safety.core.paging import Order
from safety.notices.filters import MessageFilter
from safety.notices.models import LETTERS, Message, Robot
from safety.org.lists import ScopedList
from safety.org.models import display_name


def letter(template: str) -> Any:
    """What a template is called."""
    return LETTERS.get(template, template)


class MessageList(ScopedList):
    """Letters to accounts of the unit and of what is below it, the latest first."""

    permission = "notices.view"
    title = _("Letters")
    sub = _("What the site has written to people and groups, and whether it left.")
    empty_title = _("No letter yet")
    empty_text = _("Invitations and links to set a password show here.")
    file_name = "letters"
    order = Order(("created_at",), is_descending=True)
    filterset_class = MessageFilter
    columns = (
        Column("to", _("To"), link=("notices:view-message", "pk")),
        Column("template", _("Letter"), show=letter, below=True, file=letter),
        Column("state", _("State"), show=labelled(Message.State)),
        Column("created_at", _("Written"), show=formats.moment, sort=("created_at",)),
        Column("attempts", _("Tries"), numeric=True, phone=False),
        Column("error", _("Reason"), phone=False),
    )

    def get_queryset(self) -> Any:
        """Letters whose accounts lie in the unit of the page."""
        letters = Message.objects.visible_to(self.request.user)
        return letters.at_or_below(self.scope.unit)  # type: ignore[arg-type]


class RobotList(ScopedList):
    """Robots of chat groups of the unit and of what is below it."""

    permission = "notices.robots"
    template_name = "notices/robot_list.html"
    title = _("Group robots")
    sub = _("Chat groups that are told once a day, and at once of what is major.")
    empty_title = _("No group is told yet")
    empty_text = _("Make a robot in your group, copy its address and add it here.")
    file_name = "group-robots"
    order = Order(("name",))
    columns = (
        Column("name", _("Group"), link=("notices:change-robot", "pk"), sort=("name",)),
        Column("unit_name", _("Unit"), below=True),
        Column("service", _("Service"), show=labelled(Robot.Service)),
        Column("is_on", _("Is told"), show=lambda is_on: "✓" if is_on else "–"),
        Column("last_state", _("Last message"), show=labelled(Message.State)),
        Column("last_error", _("Reason"), phone=False),
    )

    def get_queryset(self) -> Any:
        last = Message.objects.filter(robot=OuterRef("pk")).order_by("-pk")
        return Robot.objects.at_or_below(self.unit).annotate(
            unit_name=display_name("unit__"),
            last_state=Subquery(last.values("state")[:1]),
            last_error=Subquery(last.values("error")[:1]),
        )
