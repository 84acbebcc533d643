"""Writing the draft of a checklist: its facts, sections and items, until it is out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inspections import marks
from inspections.forms.checklists import ItemForm, SectionForm, VersionForm
from inspections.models import Checklist, ChecklistVersion, Item, Section
from inspections.models.item import Placed
from inspections.problems import Problem
from inspections.services import checklists
from inspections.views.checklists import (
    CHANGE,
    VIEW,
    changeable,
    crumbs_of,
    visible,
)
from safety.accounts.guard import Request, may
from safety.core.models import Journalled
from safety.journal import write as journal
from safety.org.forms import RecordForm, answer, form_page, save_once
from safety.org.guard import require

PARTS: dict[str, type[Section] | type[Item]] = {"section": Section, "item": Item}


def _draft(checklist: Checklist) -> ChecklistVersion:
    """The draft of a checklist, else 404."""
    version = checklist.draft
    if version is None:
        raise Http404(_("No new version of this checklist is being written."))
    version.checklist = checklist
    return version


def _editor(checklist: Checklist) -> str:
    return reverse("inspections:edit-checklist", args=[checklist.pk])


def _way(checklist: Checklist, title: str) -> list[tuple[str, str]]:
    return crumbs_of(checklist, (_("Draft"), _editor(checklist)), (title, ""))


@may(CHANGE)
@require_safe
def edit_checklist(request: Request, key: int) -> HttpResponse:
    """The draft with everything that can be done to it."""
    return _outline(request, changeable(request, key))


def _outline(request: Request, checklist: Checklist) -> HttpResponse:
    version = _draft(checklist)
    context = {
        "title": str(checklist),
        "checklist": checklist,
        "version": version,
        "outline": marks.outline(version),
        "problems": _problems(version),
        "crumbs": crumbs_of(checklist, (_("Draft"), "")),
    }
    is_part = request.htmx and not request.htmx.boosted
    page = "_checklist_editor.html" if is_part else "checklist_edit.html"
    return render(request, f"inspections/{page}", context)


def _problems(version: ChecklistVersion) -> list[tuple[str, str]]:
    """What keeps a draft from being published, and where that is put right."""
    found = checklists.unready(version)
    return [(_place(problem), checklists.said(problem)) for problem in found]


def _place(problem: Problem) -> str:
    """Where a problem is put right."""
    record = problem.record
    if isinstance(record, Placed):
        return str(record.get_absolute_url())  # type: ignore[attr-defined]
    if isinstance(record, Checklist):
        return reverse("inspections:change-checklist", args=[record.pk])
    if problem.field == "items":
        return ""
    return reverse("inspections:change-version", args=[record.checklist_id])  # type: ignore[attr-defined]


@may(CHANGE)
@require_POST
def arrange_checklist(request: Request, key: int) -> HttpResponse:
    """Move, duplicate or remove what ``act`` names, as in ``up item 12``."""
    checklist = changeable(request, key)
    _draft(checklist)
    verb, record = _named(request.POST.get("act", ""), checklist)
    try:
        _arrange(verb, record, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    if request.htmx:
        return _outline(request, checklist)
    return redirect(_editor(checklist))


def _arrange(verb: str, record: Section | Item | None, *, by: int) -> None:
    """Carry out a verb; ValidationError says why not."""
    if record is None:
        raise ValidationError(_("This part of the draft is not there any more."))
    if verb in (checklists.UP, checklists.DOWN):
        checklists.shift(record, verb, by=by)
    elif verb == "copy" and isinstance(record, Item):
        checklists.duplicate(record, by=by)
    elif verb == "remove":
        checklists.take_out(record, by=by)


def _named(act: str, checklist: Checklist) -> tuple[str, Any]:
    """The verb, and the part of the checklist's draft that it is about, if any."""
    verb, kind, key = [*act.split(" "), "", "", ""][:3]
    is_number = key.isascii() and key.isdecimal() and len(key) < 19
    if kind in PARTS and is_number:
        found = _parts(PARTS[kind]).filter(pk=int(key)).first()
        if found and checklists.version_of(found).checklist_id == checklist.pk:
            return verb, found
    return verb, None


def _parts(model: type[Section] | type[Item]) -> "QuerySet[Any]":
    way = "version__checklist" if model is Section else "section__version__checklist"
    return model._default_manager.select_related(way)


@may(CHANGE)
@form_page
def change_version(request: Request, key: int) -> HttpResponse:
    """How the draft is scored and where it comes from."""
    checklist = changeable(request, key)
    version = _draft(checklist)
    return _save(request, VersionForm, version, _("Facts of the draft"))


@may(CHANGE)
@form_page
def add_section(request: Request, key: int) -> HttpResponse:
    """A new last section."""
    version = _draft(changeable(request, key))
    return _save(request, SectionForm, Section(version=version), _("New section"))


@may(CHANGE)
@form_page
def add_item(request: Request, key: int) -> HttpResponse:
    """A new last item of a section."""
    section = _changeable_part(request, Section, key)
    item = Item(section=section, code=checklists.free_code(section.version))
    last = section.items.order_by("place").last()
    if last:
        for name in ("answering", "part", "most", "topic", "topic_zh"):
            setattr(item, name, getattr(last, name))
    return _save(request, ItemForm, item, _("New item"))


@may(CHANGE)
@form_page
def change_section(request: Request, key: int) -> HttpResponse:
    """Another name of a section."""
    section = _changeable_part(request, Section, key)
    return _save(request, SectionForm, section, _("Change section"))


@may(CHANGE)
@form_page
def change_item(request: Request, key: int) -> HttpResponse:
    """Everything about an item."""
    item = _changeable_part(request, Item, key)
    return _save(
        request, ItemForm, item, _("Change item %(code)s") % {"code": item.code}
    )


def _changeable_part(
    request: Request, model: type[Section] | type[Item], key: int
) -> Any:
    """A part of a draft; 404 in a published version, which nobody changes."""
    seen = Checklist.objects.visible_to(request.user)
    part = _parts(model).filter(pk=key).first()
    version = part and checklists.version_of(part)
    if not version or not seen.filter(pk=version.checklist_id).exists():
        raise Http404(_("This part of the draft is not there any more."))
    require(request.user, CHANGE, version.checklist.unit_id)
    if not version.is_draft:
        raise Http404(_("A published version never changes. Begin a new version."))
    return part


def _save(
    request: Request, form_class: type[RecordForm], record: Any, title: str
) -> HttpResponse:
    """The page of a form; saved, the editor."""
    is_version = isinstance(record, ChecklistVersion)
    version = record if is_version else checklists.version_of(record)
    form = form_class(request.POST or None, instance=record)
    by = request.user.pk

    def save() -> None:
        if is_version:
            checklists.writable(record)
            journal.save(record, "change", by=by)
        else:
            checklists.put(record, by=by)

    if request.method == "POST" and save_once(form, save, _twins(record)):
        messages.success(request, _("The draft is saved."))
        return redirect(f"{_editor(version.checklist)}{_anchor(record)}")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=_way(version.checklist, title),
        cancel_url=_editor(version.checklist),
    )


def _twins(record: Journalled) -> "QuerySet[Any]":
    """Where the record would be if the form had been sent a moment ago."""
    if isinstance(record, Item):
        return Item.objects.filter(section=record.section_id)
    if isinstance(record, Section):
        return Section.objects.filter(version=record.version_id)
    return ChecklistVersion.objects.none()


def _anchor(record: Journalled) -> str:
    return f"#item-{record.pk}" if isinstance(record, Item) and record.pk else ""


@may(CHANGE)
@form_page
def publish_checklist(request: Request, key: int) -> HttpResponse:
    """Ask, with all that is wrong or that has changed; then publish."""
    checklist = changeable(request, key)
    version = _draft(checklist)
    if request.method == "POST":
        try:
            checklists.publish(version, by=request.user.pk)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(_editor(checklist))
        said = _("Version %(number)s is published.") % {"number": version.number}
        messages.success(request, said)
        return redirect(checklist)
    earlier, title = checklist.latest, _("Publish version")
    context = {
        "title": title,
        "crumbs": _way(checklist, title),
        "version": version,
        "earlier": earlier,
        "differences": checklists.differences(earlier, version) if earlier else [],
        "problems": [
            (_place(p), checklists.said(p)) for p in checklists.unready(version)
        ],
        "cancel_url": _editor(checklist),
    }
    return render(request, "inspections/checklist_publish.html", context)


@may(CHANGE)
@form_page
def discard_draft(request: Request, key: int) -> HttpResponse:
    """Throw the draft away; what is published stays."""
    checklist = changeable(request, key)
    version, title = _draft(checklist), _("Discard draft")
    if request.method == "POST":
        try:
            checklists.discard(version, by=request.user.pk)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(checklist)
    context = {
        "title": title,
        "crumbs": _way(checklist, title),
        "text": _("What was written since the last version is lost."),
        "action": title,
        "is_grave": True,
        "cancel_url": _editor(checklist),
    }
    return render(request, "confirm.html", context)


@may(VIEW)
@require_safe
def preview_checklist(request: Request, key: int) -> HttpResponse:
    """The draft, or the newest version, as it will look on the phone."""
    checklist = visible(request, key)
    version = checklist.draft or checklist.latest
    if version is None:
        raise Http404(_("There is no such version of this checklist."))
    context = {
        "title": str(checklist),
        "checklist": checklist,
        "version": version,
        "outline": marks.outline(version),
        "crumbs": crumbs_of(checklist, (_("Preview"), "")),
    }
    return render(request, "inspections/checklist_preview.html", context)
