"""The list of loads."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from safety.accounts.guard import Request, require
from safety.core import formats
from safety.core.lists import Column, ListPage, labelled
from safety.core.paging import Order
from safety.records.models import Load, State
from safety.records.registry import kinds


def kind_label(name: str) -> Any:
    """What a kind is called."""
    return kinds()[name].label if name in kinds() else name


class LoadList(ListPage):
    """The files that were brought in, the latest first."""

    request: Request
    template_name = "records/load_list.html"
    title = _("Files")
    empty_title = _("No file has been loaded yet")
    empty_text = _("Years of spreadsheets can come in as they are.")
    file_name = "files"
    order = Order(("pk",), is_descending=True)
    columns = [
        Column("name", _("File"), link=("records:view-load", "pk")),
        Column("kind", _("Kind"), show=kind_label, below=True),
        Column("state", _("State"), show=labelled(State)),
        Column("rows", _("Rows"), numeric=True, phone=False),
        Column("created", _("New"), numeric=True, phone=False),
        Column("updated", _("Changed"), numeric=True, phone=False),
        Column("rejected", _("Bad"), numeric=True, phone=False),
        Column("by__name", _("By"), phone=False),
        Column("at", _("Begun"), show=formats.moment),
    ]

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Guard the page: 403 for whoever may not see loads anywhere."""
        require(self.request.user, "records.view")
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return Load.objects.visible_to(self.request.user)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_load = self.request.user.may("records.load")
        return super().get_context_data(may_load=may_load, **context)
