"""The list of letters."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from safety.core import formats
from safety.core.lists import Column, labelled
from safety.core.paging import Order
from safety.notices.filters import MessageFilter
from safety.notices.models import LETTERS, Message
from safety.org.lists import ScopedList


def letter(template: str) -> Any:
    """What a template is called."""
    return LETTERS.get(template, template)


class MessageList(ScopedList):
    """Letters to accounts of the unit and of what is below it, the latest first."""

    permission = "notices.view"
    title = _("Letters")
    sub = _("What the site has written to people, and whether it left.")
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
