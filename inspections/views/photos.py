"""Photos of a hazard: shown beside each other, added in place, taken off."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inspections.forms.photos import PhotosForm
from inspections.models import HazardPhoto, Purpose
from inspections.services import photos
from inspections.services.guards import Actor, Case, no_person
from inspections.views.hazard import VIEW, hazard_of, trail
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.org.forms import carry_out, form_page


@may(VIEW)
@form_page
@once
def add_photos(request: Request, key: int, purpose: str) -> HttpResponse:
    """Add photos to a hazard, before or after."""
    if purpose not in Purpose.values:
        raise Http404
    case = Case(hazard_of(request, key), Actor.of(request.user))
    if not photos.may_add(case, purpose):
        raise PermissionDenied("" if case.actor.person else no_person())
    is_sent = request.method == "POST"
    form = PhotosForm(
        *((request.POST, request.FILES) if is_sent else ()), by=request.user.pk
    )
    verb = lambda: _add(case, form, purpose)  # noqa: E731
    if is_sent and form.is_valid() and carry_out(form, verb):
        messages.success(request, _("The photos are here."))
        return redirect(case.hazard)
    label = Purpose(purpose).label
    context = {
        "title": _("Add photos: %(what)s") % {"what": label},
        "form": form,
        "hidden": {"request_id": uuid4()},
        "cancel_url": case.hazard.get_absolute_url(),
        "crumbs": [*trail(case.hazard), (_("Add photos"), "")],
    }
    return render(request, "form.html", context)


def _add(case: Case, form: PhotosForm, purpose: str) -> None:
    if not photos.is_open(case.hazard):
        raise ValidationError(
            _("The hazard is closed, and its photos stay as they are.")
        )
    sent = form.cleaned_data["photos"]
    photos.attach(case.hazard, sent, purpose, by=case.actor.user.pk)


@may(VIEW)
@form_page
def void_photo(request: Request, key: int) -> HttpResponse:
    """Ask, and then take a photo off its hazard."""
    seen = HazardPhoto.objects.counted().visible_to(request.user)
    photo = get_object_or_404(seen, pk=key)
    case = Case(hazard_of(request, photo.hazard_id), Actor.of(request.user))
    if not photos.may_void(case, photo):
        raise PermissionDenied("" if case.actor.person else no_person())
    if request.method == "POST":
        if photos.is_open(case.hazard):
            photos.void(photo, by=request.user.pk)
            messages.success(request, _("The photo is taken off."))
        else:
            said = _("The hazard is closed, and its photos stay as they are.")
            messages.error(request, said)
        return redirect(case.hazard)
    context = {
        "title": _("Take off a photo"),
        "text": _("It is shown no more. That it was there stays in the history."),
        "action": _("Take off"),
        "is_grave": True,
        "cancel_url": case.hazard.get_absolute_url(),
        "crumbs": [*trail(case.hazard), (_("Take off a photo"), "")],
    }
    return render(request, "confirm.html", context)
