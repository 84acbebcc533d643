"""A file of checklists: checked with everything that is wrong, shown, then stored."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inspections.forms.checklists import UploadForm
from inspections.paper import draft, excel_file, yaml_file
from inspections.paper.raw import Cell, Fault, Raw, Unreadable, Where
from inspections.services import checklists
from inspections.views.checklists import CHANGE, crumbs
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.org.forms import answer, form_page
from safety.org.guard import require, unit_of, visible_unit
from safety.org.models import Unit

MOST_SHOWN = 200  # faults


@may(CHANGE)
@form_page
def upload_checklist(request: Request) -> HttpResponse:
    """Choose a file, see what it brings or what is wrong; store it when it is right.

    What was read goes to the page and comes back as ``content``: nothing is kept here.
    """
    unit = unit_of(request, CHANGE)
    if request.method == "POST" and "content" in request.POST:
        return _store(request)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        visible=Unit.objects.visible_to(request.user),
        initial={"unit": unit} if unit.stands else {},
    )
    drafts: list[draft.Draft] = []
    faults: list[Fault] = []
    left_out: list[str] = []
    if form.is_valid():
        require(request.user, CHANGE, form.cleaned_data["unit"])
        drafts, faults, left_out = _read(form.cleaned_data)
    title = _("Upload checklists")
    context = {
        "title": title,
        "crumbs": crumbs((title, "")),
        "cancel_url": reverse("inspections:list-checklists"),
        "drafts": drafts,
        "faults": faults[:MOST_SHOWN],
        "number": len(faults),
        "left_out": left_out,
        "content": "" if faults or not drafts else yaml_file.write(drafts),
        "owner": form.cleaned_data.get("unit") if form.is_bound else None,
    }
    return answer(request, "inspections/checklist_upload.html", form, **context)


def _read(said: dict[str, Any]) -> tuple[list[draft.Draft], list[Fault], list[str]]:
    """The checklists of a file, all that is wrong, and columns that are left out."""
    code = said["code"]
    try:
        raws = _raws(said["file"])
    except Unreadable as refusal:
        return [], refusal.faults, []
    if code and len(raws) == 1 and not raws[0].facts.get("code"):
        raws[0].facts["code"] = Cell(code, Where())
    return _understood(raws)


def _raws(upload: "UploadedFile[Any]") -> list[Raw]:
    if not (upload.name or "").lower().endswith(".xlsx"):
        return yaml_file.read(upload.read())
    with NamedTemporaryFile(suffix=".xlsx") as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        return [excel_file.read(Path(file.name))]


def _understood(raws: list[Raw]) -> tuple[list[draft.Draft], list[Fault], list[str]]:
    pairs = [draft.understand(raw) for raw in raws]
    drafts = [found for found, _faults in pairs]
    faults = [fault for _found, wrong in pairs for fault in wrong]
    for code in draft.codes(drafts):
        said = _("The file has the code %(code)s twice.") % {"code": code}
        faults.append(Fault(Where(column="code"), code, said))
    return drafts, faults, [head for raw in raws for head in raw.left_out]


def _store(request: Request) -> HttpResponse:
    """Store what was read, as drafts, or publish it at once."""
    unit = visible_unit(request, request.POST.get("owner", ""), CHANGE)
    back = f"{reverse('inspections:upload-checklist')}?unit={unit.code}"
    try:
        n = _enter(request, unit)
    except Unreadable as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    said = ngettext("%(n)s checklist is stored.", "%(n)s checklists are stored.", n)
    messages.success(request, said % {"n": formats.number(n)})
    return redirect(f"{reverse('inspections:list-checklists')}?unit={unit.code}")


def _enter(request: Request, unit: Unit) -> int:
    """Store all or nothing; how many. ValidationError says what is wrong."""
    content = request.POST["content"].encode(errors="replace")
    drafts, faults, _left_out = _understood(yaml_file.read(content))
    if faults:
        raise ValidationError(faults[0].message)
    with transaction.atomic():
        for each in drafts:
            version = checklists.enter(each, unit, by=request.user.pk)
            if "publish" in request.POST:
                checklists.publish(version, by=request.user.pk)
    return len(drafts)
