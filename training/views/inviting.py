"""Who is asked to come to a session that is planned or open."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from inspections.models import Status
from inspections.views.hazard import names_of
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from training.forms.sessions import InviteForm
from training.services import inviting
from training.views.attending import is_key
from training.views.sessions import CHANGE, changeable, crumbs


@may(CHANGE)
@form_page
@once
def invite_people(request: Request, key: int) -> HttpResponse:
    """Ask them to come: all of the unit, who lacks the course, others by number."""
    session = changeable(request, key)
    if session.status != Status.DRAFT:
        return redirect(session)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        proposed=inviting.Proposed(session),
    )
    invited: list[int] = []

    def verb() -> None:
        by = request.user.pk
        invited.append(inviting.invite(session, *form.meant, by=by))

    if form.is_valid() and carry_out(form, verb):
        said = ngettext("%(n)s person invited.", "%(n)s persons invited.", invited[0])
        messages.success(request, said % {"n": invited[0]})
        return redirect("training:invite-session", key)
    rows = session.attendances.invited().select_related("person")
    listed = list(rows.order_by("person__employee_no"))
    names = names_of(request, *(each.person_id for each in listed))
    title = pgettext("session", "Invite")
    return answer(
        request,
        "training/session_invite.html",
        form,
        title=title,
        session=session,
        invited=list(zip(listed, names, strict=True)),
        untold=inviting.untold(session),
        hidden={"request_id": uuid4()},
        crumbs=crumbs((session.number, session.get_absolute_url()), (title, "")),
        cancel_url=session.get_absolute_url(),
    )


@may(CHANGE)
@require_POST
def uninvite_person(request: Request, key: int) -> HttpResponse:
    """Do not expect somebody after all; sent again, nothing happens."""
    session = changeable(request, key)
    said = request.POST.get("person", "")
    keys = [int(said)] if is_key(said) else []
    try:
        inviting.uninvite(session, keys, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(session)
    if keys:
        messages.success(request, _("No longer expected."))
    return redirect("training:invite-session", key)
