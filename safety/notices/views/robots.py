"""Pages of robots: add one, change it, let it say something, see what became of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safety.accounts.guard import Request, may, require
from safety.notices import outgoing, robots, services
from safety.notices.forms import RobotForm
from safety.notices.models import Message, Robot
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import unit_of
from safety.org.models import Unit

MAY = "notices.robots"
SHOWN = 20  # messages of a robot's page


@may(MAY)
@form_page
def add_robot(request: Request) -> HttpResponse:
    """A robot of a group of the unit."""
    unit = unit_of(request, MAY)
    initial = {"unit": unit} if unit.stands else {}
    sent = request.POST if request.method == "POST" else None
    form = RobotForm(sent, instance=Robot(), initial=initial)
    form.fields["unit"].queryset = Unit.objects.visible_to(request.user)  # type: ignore[attr-defined]
    if form.is_valid():
        require(request.user, MAY, form.instance.unit_id)
    if request.method == "POST":
        mine = Robot.objects.visible_to(request.user)
        made = save_once(form, lambda: _save(request, form, "add"), mine)
        if made:
            messages.success(request, _("“%(robot)s” is added.") % {"robot": made})
            return redirect(made)
    return _page(request, form, _("New robot"))


@may(MAY)
@form_page
def change_robot(request: Request, key: int) -> HttpResponse:
    """What it is called and where it speaks; below it what it has said."""
    robot = _visible(request, key)
    form = RobotForm(request.POST if request.method == "POST" else None, instance=robot)
    if form.is_valid() and carry_out(form, lambda: _save(request, form, "change")):
        messages.success(request, _("“%(robot)s” is saved.") % {"robot": robot})
        return redirect(robot)
    said = Message.objects.filter(robot=robot).order_by("-pk")[:SHOWN]
    has_failed = any(message.state == Message.State.FAILED for message in said)
    shown = {"robot": robot, "said": said, "has_failed": has_failed}
    return _page(request, form, str(robot), **shown)


@may(MAY)
@require_POST
def try_robot(request: Request, key: int) -> HttpResponse:
    """Let it say something to its group now."""
    robot = _visible(request, key)
    outgoing.try_robot(robot)
    messages.success(request, _("The message leaves in a moment."))
    return redirect(robot)


@may(MAY)
@require_POST
def say_again(request: Request, key: int) -> HttpResponse:
    """Put what its group did not get back into the outbox."""
    robot = _visible(request, key)
    for message in Message.objects.filter(robot=robot, state=Message.State.FAILED):
        services.send_again(message)
    messages.success(request, _("What failed leaves once more."))
    return redirect(robot)


def _save(request: Request, form: RobotForm, verb: str) -> Robot:
    said = form.cleaned_data
    return robots.save(
        form.instance,
        verb,
        address=said["address"],
        key=said["key"],
        by=request.user.pk,
    )


def _visible(request: Request, key: int) -> Robot:
    mine = Robot.objects.visible_to(request.user).select_related("unit")
    return get_object_or_404(mine, pk=key)


def _page(
    request: Request, form: RobotForm, title: str, **context: object
) -> HttpResponse:
    back = reverse("notices:list-robots")
    crumbs = [(_("Group robots"), back), (title, "")]
    return answer(
        request,
        "notices/robot_form.html",
        form,
        title=title,
        crumbs=crumbs,
        cancel_url=back,
        **context,
    )
