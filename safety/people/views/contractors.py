"""The register of contractors."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safety.accounts import history
from safety.core import search
from safety.journal import former
from safety.journal import write as journal
from safety.org import panels
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import Request, may
from safety.people.forms import ContractorForm
from safety.people.lists import until
from safety.people.models import Contractor

OFFERED = 20


def _visible(request: Request, code: str) -> Contractor:
    contractors = Contractor.objects.visible_to(request.user)
    contractor = former.called(contractors, code=code)
    if contractor is None:
        raise Http404(_("There is no contractor %(code)s.") % {"code": code})
    return contractor


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Contractors"), reverse("people:list-contractors")), *last]


@may("people.view")
@require_safe
def view_contractor(request: Request, code: str) -> HttpResponse:
    """One contractor and its people."""
    contractor = _visible(request, code)
    context = {
        "title": str(contractor),
        "contractor": contractor,
        "facts": [
            (_("Code"), contractor.code),
            (_("Qualification"), contractor.qualification),
            (_("Qualified until"), until(contractor.qualified_until)),
        ],
        "may_change": request.user.may("people.change_contractor"),
        "history": history.of(contractor, request.user),
        "panels": panels.rendered(request, contractor),
        "crumbs": _crumbs((str(contractor), "")),
    }
    return render(request, "people/contractor_detail.html", context)


@may("people.change_contractor")
@form_page
def add_contractor(request: Request) -> HttpResponse:
    """A new contractor."""
    form = ContractorForm(request.POST or None)
    if request.method == "POST":
        by, register = request.user.pk, Contractor.objects.counted()
        contractor = save_once(
            form, lambda: journal.save(form.instance, "register", by=by), register
        )
        if contractor:
            said = _("%(contractor)s is added.") % {"contractor": contractor}
            messages.success(request, said)
            return redirect(contractor)
    title = _("Add contractor")
    back = reverse("people:list-contractors")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=_crumbs((title, "")),
        cancel_url=back,
    )


@may("people.change_contractor")
@form_page
def change_contractor(request: Request, code: str) -> HttpResponse:
    """Change the facts of a contractor."""
    contractor = _visible(request, code)
    back = contractor.get_absolute_url()
    trail = _crumbs((str(contractor), back), (_("Change"), ""))
    title = _("Change %(contractor)s") % {"contractor": contractor}
    form = ContractorForm(request.POST or None, instance=contractor)
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: journal.save(contractor, "change", by=by)
    ):
        said = _("%(contractor)s is saved.") % {"contractor": contractor}
        messages.success(request, said)
        return redirect(contractor)
    return answer(
        request, "form.html", form, title=title, crumbs=trail, cancel_url=back
    )


@may("people.view")
@require_safe
def choose_contractor(request: Request) -> HttpResponse:
    """What a form's box offers: contractors that fit what is typed."""
    text = search.clean(request.GET.get(request.GET.get("field", ""), ""))
    register = Contractor.objects.counted().visible_to(request.user)
    found = register.matching(text) if text else register
    options = [
        (f"{contractor.code} {contractor}", contractor.qualification)
        for contractor in found.order_by("code")[:OFFERED]
    ]
    return render(request, "org/_options.html", {"options": options})
