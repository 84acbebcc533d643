"""The page of a letter: where it stands, and sending it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.notices import services
from safety.notices.lists import letter
from safety.notices.models import Message


@may("notices.view")
@require_safe
def view_message(request: Request, key: int) -> HttpResponse:
    """To whom, when, and what became of it; never what it says."""
    message = _visible(request, key)
    context = {
        "title": str(letter(message.template)),
        "message": message,
        "facts": [
            (_("To"), message.to),
            (_("Account"), message.user),
            (_("State"), message.get_state_display()),
            (_("Written"), formats.moment(message.created_at)),
            (_("Tries"), message.attempts),
            (_("Reason"), message.error),
        ],
        "crumbs": [(_("Letters"), reverse("notices:list-messages")), (message.to, "")],
    }
    return render(request, "notices/message_view.html", context)


@may("notices.view")
@require_POST
def send_again(request: Request, key: int) -> HttpResponse:
    """Put a letter that failed back into the outbox."""
    message = _visible(request, key)
    if services.send_again(message):
        messages.success(request, _("The letter leaves in a moment."))
    else:
        messages.error(request, _("Only a letter that failed is sent again."))
    return redirect("notices:view-message", message.pk)


def _visible(request: Request, key: int) -> Message:
    return get_object_or_404(Message.objects.visible_to(request.user), pk=key)
