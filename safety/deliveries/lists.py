"""Lists of schedules, and the archive of what was sent."""

from typing import Any

from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core import formats
from safety.core.lists import Column, labelled
from safety.core.months import Period
from safety.core.paging import Order
from safety.deliveries.filters import DeliveryFilter
from safety.deliveries.models import Delivery, Schedule
from safety.org.lists import ScopedList
from safety.org.models import display_name
from safety.reports import registry


def report(name: str) -> Any:
    """What a report is called."""
    return registry.find(name).title


def period(index: Any) -> str:
    """A period as people write it."""
    return formats.period(
        index if isinstance(index, Period) else Period.of_index(index)
    )


class ScheduleList(ScopedList):
    """Schedules of the unit and of what is below it."""

    permission = "deliveries.view"
    template_name = "deliveries/schedule_list.html"
    title = _("Schedules of reports")
    sub = _("Reports that leave by themselves, once for each period and reader.")
    empty_title = _("No report leaves by itself yet")
    empty_text = _("Choose a report, its day and who gets it.")
    file_name = "schedules"
    order = Order(("unit__code", "report"))
    columns = (
        Column(
            "report",
            pgettext_lazy("document", "Report"),
            show=report,
            file=report,
            link=("deliveries:view-schedule", "pk"),
        ),
        Column("unit_name", _("Unit"), below=True),
        Column("start", _("Leaves"), show=labelled(Schedule.Start)),
        Column("working_day", _("Working day"), numeric=True, phone=False),
        Column("hour", _("Hour"), numeric=True, phone=False),
        Column("readers", _("Readers"), numeric=True),
        Column(
            "is_on",
            pgettext_lazy("schedule", "Is on"),
            show=lambda is_on: "✓" if is_on else "–",
        ),
    )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_add = self.may("deliveries.change")
        return super().get_context_data(may_add=may_add, **context)

    def get_queryset(self) -> Any:
        current = Count("recipients", filter=Q(recipients__is_ended=False))
        return (
            Schedule.objects.visible_to(self.request.user)
            .at_or_below(self.unit)
            .annotate(unit_name=display_name("unit__"), readers=current)
        )


class DeliveryList(ScopedList):
    """All that was ever sent of the unit and of what is below it, the latest first."""

    permission = "deliveries.view"
    title = _("Archive of reports")
    sub = _("All that was ever sent: to whom, when, and the very files.")
    empty_title = _("Nothing was sent yet")
    empty_text = _("What schedules send stays here, with its files.")
    file_name = "deliveries"
    order = Order(("due_at",), is_descending=True)
    filterset_class = DeliveryFilter
    columns = (
        Column(
            "schedule__report",
            pgettext_lazy("document", "Report"),
            show=report,
            file=report,
            link=("deliveries:view-delivery", "pk"),
        ),
        Column("unit_name", _("Unit"), below=True),
        Column("period", _("Period"), show=period, file=str),
        Column("reader", _("Reader")),
        Column("state", _("State"), show=labelled(Delivery.State)),
        Column(
            "due_at",
            _("Due to leave"),
            show=formats.moment,
            sort=("due_at",),
            phone=False,
        ),
        Column("sent_at", _("Left"), show=formats.moment, phone=False),
        Column(
            "is_late",
            _("Late"),
            show=lambda is_late: _("Late") if is_late else formats.DASH,
            phone=False,
        ),
    )

    def get_queryset(self) -> Any:
        reader = Coalesce(
            NullIf("recipient__user__name", Value("")),
            "recipient__user__username",
            "recipient__robot__name",
            "recipient__address",
            output_field=CharField(),
        )
        return (
            Delivery.objects.visible_to(self.request.user)
            .at_or_below(self.unit)
            .annotate(unit_name=display_name("schedule__unit__"), reader=reader)
        )
