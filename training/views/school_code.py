"""Giving somebody a code for the online school."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safety.accounts.guard import may
from safety.core.qr import qr_code
from safety.org.forms import form_page
from safety.org.guard import Request
from safety.people.models import Person
from training.services import school_codes

GIVE = "people.change"


def may_give(request: Request, person: Person) -> bool:
    """Whether the person works in a unit where the reader may change people."""
    mine = Person.objects.visible_to(request.user, GIVE)
    return mine.filter(pk=person.pk).exists()


@may(GIVE)
@form_page
def give_code(request: Request, employee_no: str) -> HttpResponse:
    """Ask first, for the code before ends; then show it once, to be printed."""
    seen = Person.objects.counted().visible_to(request.user).filter(user=None)
    person = get_object_or_404(seen, employee_no=employee_no)
    if not may_give(request, person):
        raise PermissionDenied
    way = [
        (str(person), person.get_absolute_url()),
        (pgettext("online school", "Code"), ""),
    ]
    if request.method == "POST":
        code, kept = school_codes.give(person, by=request.user.pk)
        address = f"{settings.SITE_ADDRESS}{reverse('school-sign-in')}"
        context = {
            "title": _("Code for the online school"),
            "person": person,
            "code": f"{code[:4]} {code[4:]}",
            "until": kept.until,
            "address": address,
            "qr": qr_code(address),
            "crumbs": way,
        }
        return render(request, "training/school_code.html", context)
    context = {
        "title": _("Code for the online school"),
        "crumbs": way,
        "text": _(
            "%(person)s comes into the online school with the employee number and a "
            "code, which is shown this once. A code from before opens nothing any more."
        )
        % {"person": person},
        "action": _("Make a code"),
        "cancel_url": person.get_absolute_url(),
    }
    return render(request, "confirm.html", context)
