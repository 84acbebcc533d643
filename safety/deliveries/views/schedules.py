"""Pages of schedules: what leaves when, and who gets it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safety.accounts.guard import Request, may, require
from safety.core import formats
from safety.deliveries.forms import RecipientForm, ScheduleForm
from safety.deliveries.models import Recipient, Schedule
from safety.deliveries.services import keeping
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import may_at, unit_of
from safety.org.models import Unit

MAY, SEES = "deliveries.change", "deliveries.view"
SHOWN = 20  # deliveries of a schedule's page


@may(MAY)
@form_page
def add_schedule(request: Request) -> HttpResponse:
    """A report of the unit that leaves by itself."""
    unit = unit_of(request, MAY)
    initial = {"unit": unit} if unit.stands else {}
    sent = request.POST if request.method == "POST" else None
    form = ScheduleForm(sent, instance=Schedule(), initial=initial)
    form.fields["unit"].queryset = Unit.objects.visible_to(request.user)  # type: ignore[attr-defined]
    if form.is_valid():
        require(request.user, MAY, form.instance.unit_id)
    if request.method == "POST":
        mine = Schedule.objects.visible_to(request.user)
        made = save_once(form, lambda: _save(request, form, "add"), mine)
        if made:
            messages.success(request, _("The schedule is added. Say who gets it."))
            return redirect(made)
    return _page(request, form, _("New schedule"), reverse("deliveries:list-schedules"))


@may(MAY)
@form_page
def change_schedule(request: Request, key: int) -> HttpResponse:
    """When it leaves, how, and whether."""
    schedule = _mine(request, key)
    sent = request.POST if request.method == "POST" else None
    form = ScheduleForm(sent, instance=schedule)
    if form.is_valid() and carry_out(form, lambda: _save(request, form, "change")):
        messages.success(request, _("The schedule is saved."))
        return redirect(schedule)
    return _page(request, form, str(schedule), schedule.get_absolute_url())


@may(SEES)
@require_safe
def view_schedule(request: Request, key: int) -> HttpResponse:
    """What leaves when, who gets it, and what became of it."""
    seen = Schedule.objects.visible_to(request.user).select_related("unit")
    schedule = get_object_or_404(seen, pk=key)
    readers = schedule.recipients.current().select_related("user", "robot", "added_by")
    sent = schedule.deliveries.select_related(
        "recipient__user", "recipient__robot", "schedule__unit"
    )
    context = {
        "title": schedule.title,
        "schedule": schedule,
        "facts": _facts(schedule),
        "readers": readers,
        "deliveries": sent[:SHOWN],
        "may_change": may_at(request, MAY, schedule.unit_id),
        "crumbs": _crumbs(str(schedule)),
    }
    return render(request, "deliveries/schedule_detail.html", context)


@may(MAY)
@form_page
def add_recipient(request: Request, key: int) -> HttpResponse:
    """One more reader of a schedule."""
    schedule = _mine(request, key)
    sent = request.POST if request.method == "POST" else None
    form = RecipientForm(sent, instance=Recipient(schedule=schedule))
    form.offer(request.user)
    form.instance.added_by = request.user
    if request.method == "POST":
        had = schedule.recipients.current()
        made = save_once(form, lambda: keeping.add(form.instance, by=request.user), had)
        if made:
            said = _("“%(reader)s” gets the report from now on.")
            messages.success(request, said % {"reader": made})
            return redirect(schedule)
    title = _("New reader of %(report)s") % {"report": schedule.title}
    return _page(request, form, title, schedule.get_absolute_url())


@may(MAY)
@require_POST
def end_recipient(request: Request, key: int) -> HttpResponse:
    """Somebody gets the report no more."""
    mine = Schedule.objects.visible_to(request.user, MAY)
    current = Recipient.objects.current().filter(schedule__in=mine)
    recipient = get_object_or_404(current.select_related("schedule"), pk=key)
    keeping.end(recipient, by=request.user.pk)
    said = _("“%(reader)s” gets the report no more.")
    messages.success(request, said % {"reader": recipient})
    return redirect(recipient.schedule)


def _save(request: Request, form: ScheduleForm, verb: str) -> Schedule:
    return keeping.save(form.instance, verb, by=request.user.pk)


def _mine(request: Request, key: int) -> Schedule:
    """A schedule that the user may change; 404 for one that he does not see."""
    seen = Schedule.objects.visible_to(request.user).select_related("unit")
    schedule = get_object_or_404(seen, pk=key)
    require(request.user, MAY, schedule.unit_id)
    return schedule


def _facts(schedule: Schedule) -> list[tuple[str, object]]:
    is_by_day = schedule.start == Schedule.Start.DAY
    day = formats.moment(schedule.due_at(schedule.next_period)) if is_by_day else ""
    forms = [_("PDF")] * schedule.has_pdf + [_("Excel")] * schedule.has_excel
    return [
        (_("Unit"), schedule.unit),
        (_("Leaves"), schedule.get_start_display()),
        (_("Leaves next"), day if schedule.is_on else _("Switched off")),
        (_("Language"), _language(schedule.language)),
        (_("Forms"), ", ".join(forms)),
        (_("How files come"), schedule.get_policy_display()),
        (_("Readers confirm"), _("Yes") if schedule.asks_receipt else _("No")),
    ]


def _language(code: str) -> object:
    return dict(settings.LANGUAGES).get(code) or _("Each reader’s own")


def _crumbs(last: str) -> list[tuple[str, str]]:
    schedules = reverse("deliveries:list-schedules")
    return [(_("Schedules of reports"), schedules), (last, "")]


def _page(
    request: Request, form: ScheduleForm | RecipientForm, title: str, back: str
) -> HttpResponse:
    context = {"title": title, "cancel_url": back, "crumbs": _crumbs(title)}
    return answer(request, "form.html", form, **context)
