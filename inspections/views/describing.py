"""What an inspection is about, in what weather, and who is with it."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inspections.forms.describing import DescribeForm
from inspections.models import Status
from inspections.services import answering
from inspections.views.walking import (
    CHANGE,
    address,
    crumbs_to,
    inspectors,
    is_kept,
    refused,
    walked,
)
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page


@may(CHANGE)
@form_page
@once
def describe_inspection(request: Request, key: int) -> HttpResponse:
    """Change it while it is walked; finished, it stays as it was."""
    inspection = walked(request, key)
    if inspection.status != Status.DRAFT:
        if request.method == "POST" and is_kept(request):
            return refused(_("This inspection is finished and locked."))
        return redirect(inspection)
    form = DescribeForm(
        request.POST if request.method == "POST" else None,
        instance=inspection,
        people=inspectors(request, inspection.unit_id),
    )
    if form.is_valid():
        said = form.cleaned_data

        def describe() -> None:
            answering.describe(
                inspection, said["tags"], said["people"], by=request.user.pk
            )

        if carry_out(form, describe):
            return redirect(address(inspection))
    title = _("About this inspection")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        outbox=title,
        cancel_url=address(inspection),
        crumbs=crumbs_to((str(inspection), address(inspection)), (title, "")),
    )
