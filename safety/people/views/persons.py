"""A person's page, and the forms that register and change one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safety.accounts import history
from safety.core import search
from safety.journal import former
from safety.journal import write as journal
from safety.org import panels
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import Request, may, require, unit_of
from safety.org.models import Kind, Unit
from safety.people import services
from safety.people.forms import PRIVATE, PersonForm, RegisterForm
from safety.people.lists import employer
from safety.people.models import Person, Posting

OFFERED = 20
KEPT = 500  # on a phone
# Units where people work; nobody is posted to a whole company by default.
WORKPLACES = {Kind.PROJECT, Kind.TEAM}
Crumbs = list[tuple[str, str]]


def visible_person(request: Request, employee_no: str) -> Person:
    """The person of a number; 404 when nobody of that number is posted in my units."""
    people = Person.objects.visible_to(request.user).select_related("contractor")
    person = former.called(people, employee_no=employee_no)
    if person is None:
        said = _("There is no person %(number)s in your units.")
        raise Http404(said % {"number": employee_no})
    return person


def changeable_person(request: Request, employee_no: str) -> Person:
    """The same; 403 for who may not change people where the person is posted."""
    person = visible_person(request, employee_no)
    require_person(request, "people.change", person)
    return person


def require_person(request: Request, permission: str, person: Person) -> None:
    """403 for who sees a person but holds the permission at no posting that goes on."""
    if not holds(request, permission, person):
        raise PermissionDenied


def holds(request: Request, permission: str, person: Person) -> bool:
    """Whether the user holds a permission where the person is, or will be, posted."""
    return person.is_visible_to(request.user, permission)


def is_free(request: Request, person: Person) -> bool:
    """Whether the user may post a person."""
    free = Person.objects.free_for(request.user, "people.change")
    return request.user.may("people.change") and free.filter(pk=person.pk).exists()


def workplace(request: Request) -> dict[str, Unit]:
    """What a form fills in for the unit: that of the page, if it was named or fits."""
    unit = unit_of(request, "people.change")
    fits = bool(request.GET.get("unit")) or unit.kind in WORKPLACES
    return {"unit": unit} if fits and unit.stands else {}


def crumbs(person: Person | None = None, *last: str) -> Crumbs:
    """The way from the list of people to a page."""
    path = [(_("People"), reverse("people:list-people"))]
    if person:
        path.append((str(person), person.get_absolute_url() if last else ""))
    return [*path, *((text, "") for text in last)]


@may("people.view")
@require_safe
def view_person(request: Request, employee_no: str) -> HttpResponse:
    """Who somebody is, and where posted when, as far as the reader's units go."""
    person = visible_person(request, employee_no)
    shows_private = holds(request, "people.view_private", person)
    postings = list(_postings(request, person))
    hidden = () if shows_private else PRIVATE
    theirs = Q(label=Posting._meta.label_lower, key__in=[each.pk for each in postings])
    context = {
        "title": str(person),
        "person": person,
        "employer": employer(str(person.contractor or "")),
        "postings": postings,
        "today": timezone.localdate(),
        "facts": _facts(person, shows_private=shows_private),
        "may_change": holds(request, "people.change", person),
        "may_post": is_free(request, person),
        "changeable": _changeable(request, person),
        "history": history.of(person, request.user, theirs, hidden=hidden),
        "panels": panels.rendered(request, person),
        "crumbs": crumbs(person),
    }
    return render(request, "people/person_detail.html", context)


def _postings(request: Request, person: Person) -> Any:
    """The person's postings in the reader's units, those that go on first."""
    mine = Posting.objects.visible_to(request.user).filter(person=person)
    return mine.select_related("unit__parent").order_by("status", "-start_on")


def _changeable(request: Request, person: Person) -> set[int]:
    """Keys of the postings whose days the user may correct."""
    mine = Posting.objects.counted().visible_to(request.user, "people.change")
    return set(mine.filter(person=person).values_list("pk", flat=True))


def _facts(person: Person, *, shows_private: bool) -> list[tuple[str, Any]]:
    facts = [
        (_("Employee number"), person.employee_no),
        (_("Category"), person.get_category_display()),
        (_("Employer"), employer(str(person.contractor or ""))),
    ]
    if shows_private:
        facts += [
            (_("Gender"), person.get_gender_display()),
            (_("Phone"), person.phone),
            (_("E-mail"), person.email),
        ]
    return facts


@may("people.change")
@form_page
def register_person(request: Request) -> HttpResponse:
    """A new person with a first posting, by default to the unit of the page."""
    form = RegisterForm(
        request.POST or None,
        may_see_private=request.user.may("people.view_private"),
        visible=Unit.objects.visible_to(request.user),
        initial=workplace(request),
    )
    if form.is_valid():
        require(request.user, "people.change", form.cleaned_data["unit"])
    if request.method == "POST":
        person = save_once(
            form,
            lambda: services.register(form.instance, form.posting, by=request.user.pk),
            Person.objects.visible_to(request.user),
        )
        if person:
            said = _("%(person)s is registered.") % {"person": person}
            messages.success(request, said)
            return redirect(person)
    title = _("Register a person")
    back = reverse("people:list-people")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=crumbs(None, title),
        cancel_url=back,
    )


@may("people.change")
@form_page
def change_person(request: Request, employee_no: str) -> HttpResponse:
    """Change the facts of a person."""
    person = changeable_person(request, employee_no)
    trail, back = crumbs(person, _("Change")), person.get_absolute_url()
    title = _("Change %(person)s") % {"person": person}
    form = PersonForm(
        request.POST or None,
        instance=person,
        may_see_private=holds(request, "people.view_private", person),
    )
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: journal.save(person, "change", by=by)
    ):
        messages.success(request, _("%(person)s is saved.") % {"person": person})
        return redirect(person)
    return answer(
        request, "form.html", form, title=title, crumbs=trail, cancel_url=back
    )


@may("people.view")
@require_safe
def choose_person(request: Request) -> HttpResponse:
    """What a form's box offers: persons in my units that fit what is typed.

    With ``?whole=`` all that a phone keeps, to offer them without a line.
    """
    text = search.clean(request.GET.get(request.GET.get("field", ""), ""))
    most = KEPT if "whole" in request.GET else OFFERED
    people = Person.objects.counted().visible_to(request.user)
    found = people.matching(text) if text else people
    options = [
        (f"{person.employee_no} {person}", employer(str(person.contractor or "")))
        for person in found.select_related("contractor").order_by("employee_no")[:most]
    ]
    return render(request, "org/_options.html", {"options": options})
