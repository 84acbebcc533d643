"""Posting people: a new posting, a changed one, one that was a mistake."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from safety.org import panels
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import Request, may, require
from safety.org.models import Unit
from safety.people import services
from safety.people.forms import PostingForm
from safety.people.models import Person, Posting
from safety.people.views.persons import (
    crumbs,
    is_free,
    visible_person,
    workplace,
)


@may("people.change")
@form_page
def post_person(request: Request, employee_no: str) -> HttpResponse:
    """Post a person to a unit, by default that of the page."""
    person = visible_person(request, employee_no)
    _require_free(request, person)
    form = PostingForm(
        request.POST or None,
        instance=Posting(person=person),
        units=Unit.objects.visible_to(request.user),
        initial=workplace(request),
    )
    return _posted(request, form, person)


@may("people.change")
@form_page
def add_posting(request: Request) -> HttpResponse:
    """Post somebody to the unit of the page: unit first, then the person."""
    form = PostingForm(
        request.POST or None,
        units=Unit.objects.visible_to(request.user),
        people=Person.objects.counted().free_for(request.user),
        initial=workplace(request),
    )
    return _posted(request, form, None)


def _posted(request: Request, form: PostingForm, person: Person | None) -> HttpResponse:
    if form.is_valid():
        require(request.user, "people.change", form.instance.unit)
        _require_free(request, form.instance.person)
    if request.method == "POST":
        mine = Posting.objects.counted().visible_to(request.user)
        posting = save_once(
            form,
            lambda: services.post(form.instance, by=request.user.pk),
            mine.filter(person=person) if person else mine,
        )
        if posting:
            said = {"person": posting.person, "unit": posting.unit}
            messages.success(request, _("%(person)s is posted to %(unit)s.") % said)
            return redirect(posting)
    title = _("Post %(person)s") % {"person": person} if person else _("Post a person")
    context = {
        "title": title,
        "crumbs": crumbs(person, _("Post") if person else title),
        "cancel_url": (
            person.get_absolute_url() if person else reverse("people:roster")
        ),
    }
    if person:
        at = form.instance
        if at.unit_id is None:
            at = Posting(person=person, unit=form.initial.get("unit"))
        context["panels"] = panels.rendered(request, at)["main"]
    return answer(request, "people/posting_new.html", form, **context)


def _require_free(request: Request, person: Person) -> None:
    """403 for a person of other units, whom the user sees but may not post."""
    if not is_free(request, person):
        raise PermissionDenied


def _changeable(request: Request, key: int) -> Posting:
    """The posting: 404 outside my units, 403 where I may not change people."""
    postings = Posting.objects.visible_to(request.user)
    found = postings.filter(pk=key).select_related("person", "unit")
    posting: Posting | None = found.first()
    if posting is None:
        raise Http404(_("There is no such posting in your units."))
    require(request.user, "people.change", posting.unit)
    return posting


def _after(request: Request, person: Person) -> str:
    """The person's page, while the person is still among my people."""
    if Person.objects.visible_to(request.user).filter(pk=person.pk).exists():
        return person.get_absolute_url()
    return reverse("people:list-people")


@may("people.change")
@form_page
def change_posting(request: Request, key: int) -> HttpResponse:
    """Other days, or another unit."""
    posting = _changeable(request, key)
    person = posting.person
    context: dict[str, Any] = {
        "title": _("Change the posting of %(person)s") % {"person": person},
        "crumbs": crumbs(person, _("Change posting")),
        "cancel_url": person.get_absolute_url(),
        "void_url": reverse("people:void-posting", args=[key]),
    }
    form = PostingForm(
        request.POST or None,
        instance=posting,
        units=Unit.objects.visible_to(request.user),
    )
    if form.is_valid():
        require(request.user, "people.change", posting.unit)
        by = request.user.pk
        if carry_out(form, lambda: services.post(posting, by=by)):
            messages.success(request, _("The posting is saved."))
            return redirect(_after(request, person))
    return answer(request, "people/posting_form.html", form, **context)


@may("people.change")
@form_page
def void_posting(request: Request, key: int) -> HttpResponse:
    """Take a posting that was a mistake out of all numbers; its history stays."""
    posting = _changeable(request, key)
    person = posting.person
    if request.method == "POST":
        posting.void(by=request.user.pk)
        messages.success(request, _("The posting is voided."))
        return redirect(_after(request, person))
    context = {
        "title": _("Void the posting of %(person)s") % {"person": person},
        "crumbs": crumbs(person, _("Void posting")),
        "text": _(
            "A posting to %(unit)s that never was is taken out of all numbers. If the "
            "person has left, give the posting a last day instead."
        )
        % {"unit": posting.unit},
        "action": _("Void posting"),
        "is_grave": True,
        "cancel_url": person.get_absolute_url(),
    }
    return render(request, "confirm.html", context)
