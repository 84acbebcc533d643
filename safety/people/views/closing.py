"""Closing a unit: its last day, and what becomes of the people posted there."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import Request, may, require, visible_unit
from safety.org.views.units import crumbs
from safety.people import services
from safety.people.forms import CloseForm
from safety.people.models import Posting


@may("org.change")
@form_page
def close_unit(request: Request, code: str) -> HttpResponse:
    """Close a unit with its teams; asks which of the open postings end with it."""
    unit = visible_unit(request, code, "org.change")
    request.belongs_to = unit.get_absolute_url()
    if unit.parent_id is None:
        raise Http404(_("The group does not close."))
    if unit.closed_on is not None:
        if request.POST.get("closed_on") == str(unit.closed_on):  # sent twice
            return redirect(unit)
        raise Http404(_("%(unit)s has a last day already.") % {"unit": unit})
    postings = Posting.objects.at_or_below(unit).going_on(timezone.localdate())
    postings = postings.select_related("person", "unit").order_by("unit", "person")
    number = postings.count()
    form = CloseForm(request.POST or None, postings=postings, number=number)
    if form.is_valid():
        day, ending, by = form.cleaned_data["closed_on"], form.ended, request.user.pk
        if ending:
            require(request.user, "people.change", unit)
        if carry_out(
            form, lambda: services.close_unit(unit, day, ending=ending, by=by)
        ):
            messages.success(request, _("%(unit)s is closed.") % {"unit": unit})
            return redirect(unit)
    context = {
        "title": _("Close %(unit)s") % {"unit": unit},
        "unit": unit,
        "number": number,
        "crumbs": crumbs(request, unit, _("Close")),
        "cancel_url": unit.get_absolute_url(),
    }
    return answer(request, "people/unit_close.html", form, **context)
