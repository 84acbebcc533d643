"""The list of training sessions at a unit and below it."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core import formats
from safety.core.lists import Column, labelled, written
from safety.core.paging import Order
from safety.org.lists import ScopedList
from safety.org.models import display_name
from training import marks
from training.filters import SessionFilter
from training.models import Attendance, Session, SessionKind, SessionState


class SessionList(ScopedList):
    """Sessions, the latest first; voided ones where they are asked for."""

    permission = "training.view"
    template_name = "training/session_list.html"
    title = _("Training")
    empty_title = _("No training here yet")
    empty_text = _("Enter or plan a session, or load a register from a file.")
    file_name = "sessions"
    filterset_class = SessionFilter
    order = Order(("ended_on",), is_descending=True)
    columns = [
        Column(
            "topic", _("Topic"), link=("training:view-session", "pk"), sort=("topic",)
        ),
        Column(
            "number",
            pgettext_lazy("of a record", "Number"),
            sort=("number",),
            below=True,
        ),
        Column(
            "kind", _("Kind"), show=labelled(SessionKind), file=written(SessionKind)
        ),
        Column("unit_name", _("Unit")),
        Column("started_on", _("First day"), show=formats.day, phone=False),
        Column("ended_on", _("Last day"), show=formats.day, sort=("ended_on",)),
        Column("hours", _("Hours"), show=marks.hours, numeric=True),
        Column("people", pgettext_lazy("session", "Present"), numeric=True),
        Column(
            "came_to", _("Status"), show=marks.session_state, file=written(SessionState)
        ),
    ]

    def get_queryset(self) -> Any:
        rows = Session.objects.at_or_below(self.unit)
        if not self.request.GET.get("state"):
            rows = rows.exclude(status=Session.Status.VOIDED)
        present = Attendance.objects.present().filter(session=OuterRef("pk"))
        by_session = present.order_by().values("session")
        number = Subquery(
            by_session.annotate(n=Count("pk")).values("n"), IntegerField()
        )
        return rows.with_state().annotate(
            unit_name=display_name("unit__"),
            people=Coalesce(number, Value(0)),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_change = self.may("training.change")
        return super().get_context_data(may_change=may_change, **context)
