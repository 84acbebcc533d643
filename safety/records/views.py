"""Pages on files: upload, columns, check, load, undo; and what files look like."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from safety.accounts.guard import Request, may
from safety.core.declare.records import Kind
from safety.core.exports import as_csv
from safety.core.formats import number
from safety.org.forms import answer, form_page
from safety.records.check import rules
from safety.records.forms import ColumnsForm, TakeBackForm, UploadForm, kinds_for
from safety.records.models import Load, State
from safety.records.read import FORMATS, Refused
from safety.records.registry import cells, kinds
from safety.records.services import begin, receive
from safety.records.sink import sink
from safety.records.undo import obstacle

# Of what is wrong the page shows so much; all of it is in a file.
SHOWN = 200
DOWNLOADS = ("file", "errors", "bad")
Crumbs = list[tuple[str, str]]


def _crumbs(*last: tuple[str, str]) -> Crumbs:
    return [(_("Files"), reverse("records:list-loads")), *last]


def _visible(request: Request, key: int) -> Load:
    load = Load.objects.visible_to(request.user).filter(pk=key).first()
    if load is None or load.kind not in kinds():
        raise Http404(_("There is no such file that you can see."))
    return load


def _may_act(request: Request, load: Load) -> bool:
    """Whether the user may load such files wherever whoever brought it may."""
    needed = ("records.load", kinds()[load.kind].permission)
    return all(
        Load.objects.visible_to(request.user, permission).filter(pk=load.pk).exists()
        for permission in needed
    )


def _to_act_on(request: Request, key: int) -> Load:
    load = _visible(request, key)
    if not _may_act(request, load):
        raise PermissionDenied
    return load


@may("records.load")
@form_page
def add_load(request: Request) -> HttpResponse:
    """Choose a file; nothing of it is loaded yet."""
    asked = {"kind": request.GET.get("kind", "")}
    form = UploadForm(
        request.POST or None, request.FILES or None, user=request.user, initial=asked
    )
    if form.is_valid() and (load := _received(request, form)):
        return redirect(load)
    context = {
        "form": form,
        "title": _("Load a file"),
        "kinds": kinds_for(request.user),
        "cancel_url": reverse("records:list-loads"),
        "crumbs": _crumbs((_("Load a file"), "")),
    }
    return render(request, "records/load_form.html", context)


def _received(request: Request, form: UploadForm) -> Load | None:
    """The load of an upload; None, and an error of the form, if it cannot be read."""
    said = form.cleaned_data
    try:
        return receive(said["file"], kinds()[said["kind"]], by=request.user)
    except Refused as refused:
        form.add_error("file", str(refused))
        return None


@may("records.view")
@require_safe
def view_load(request: Request, key: int) -> HttpResponse:
    """A file: what its columns are, what is wrong with it, what was done with it."""
    return _page(request, _visible(request, key))


def _page(
    request: Request, load: Load, form: ColumnsForm | None = None
) -> HttpResponse:
    may_act = _may_act(request, load)
    if may_act and load.state in {State.UPLOADED, State.CHECKED, State.FAILED}:
        form = form or ColumnsForm(None, load=load, by=request.user)
    context = {
        "title": load.name,
        "load": load,
        "kind": kinds()[load.kind],
        "may_act": may_act,
        "form": form,
        "steps": _steps(load),
        "errors": _errors(load),
        "why_not": obstacle(load) if may_act and load.may_be_undone else "",
        "crumbs": _crumbs((load.name, "")),
    }
    return render(request, "records/load_detail.html", context)


def _steps(load: Load) -> list[tuple[Any, str]]:
    """The four steps, and which of them are done."""
    names = [_("Upload"), _("Columns"), _("Check"), _("Load")]
    done = {
        State.UPLOADED: 1,
        State.TO_CHECK: 2,
        State.CHECKING: 2,
        State.CHECKED: 3,
        State.REFUSED: 2,
        State.FAILED: 2,
        State.TO_LOAD: 3,
        State.LOADING: 3,
    }.get(State(load.state), 4)
    marks = ["done"] * done + ["now"] * (done < 4) + [""] * 4
    return list(zip(names, marks, strict=False))


def _errors(load: Load) -> list[list[str]]:
    """The first of what is wrong: row, column, value, what would be right."""
    return list(islice(_error_lines(load), 1, 1 + SHOWN)) if load.errors else []


def _error_lines(load: Load) -> Iterator[list[str]]:
    with load.errors.open("rb") as raw:
        yield from csv.reader(TextIOWrapper(raw, "utf-8-sig", newline=""))


@may("records.view")
@require_safe
def watch_load(request: Request, key: int) -> HttpResponseBase:
    """What the page of a load that is under way asks again and again."""
    load = _visible(request, key)
    if not load.is_under_way:
        return HttpResponseClientRefresh()
    return render(request, "records/_load_under_way.html", {"load": load})


@may("records.load")
@require_POST
def check_load(request: Request, key: int) -> HttpResponse:
    """Take what the user says of the columns, and find out what loading would do."""
    load = _to_act_on(request, key)
    form = ColumnsForm(request.POST, load=load, by=request.user)
    if not form.is_valid():
        return _page(request, load, form)
    restate = form.cleaned_data["restate"].strip()
    if not begin(load, State.TO_CHECK, columns=form.said, restate=restate):
        _say_too_late(request)
    return redirect(load)


@may("records.load")
@require_POST
def apply_load(request: Request, key: int) -> HttpResponse:
    """Load a checked file, without its bad rows if that is what the user wants."""
    load = _to_act_on(request, key)
    skip_bad = request.POST.get("skip_bad") == "yes"
    if load.rejected and not skip_bad:
        messages.error(request, _("Mend the bad rows first, or leave them out."))
    elif not begin(load, State.TO_LOAD, skip_bad=skip_bad):
        _say_too_late(request)
    return redirect(load)


@may("records.load")
@form_page
def undo_load(request: Request, key: int) -> HttpResponse:
    """Ask, and then take a whole load back."""
    load = _to_act_on(request, key)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why = form.cleaned_data["reason"]
        fields = {"undone_by": request.user, "why_undone": why, "message": ""}
        if not begin(load, State.TO_UNDO, **fields):
            _say_too_late(request)
        return redirect(load)
    text = _("New records to remove: %(new)s. Changed ones to set back: %(changed)s.")
    numbers = {"new": number(load.created), "changed": number(load.updated)}
    back = load.get_absolute_url()
    return answer(
        request,
        "form.html",
        form,
        title=_("Take back %(file)s") % {"file": load.name},
        sub=text % numbers,
        is_grave=True,
        cancel_url=back,
        crumbs=_crumbs((load.name, back), (_("Take back"), "")),
    )


def _say_too_late(request: Request) -> None:
    messages.error(request, _("That cannot be done with this file now."))


@may("records.view")
@require_safe
def download_load(request: Request, key: int, which: str) -> HttpResponseBase:
    """The file itself, what is wrong with it, or its bad rows to mend."""
    load = _visible(request, key)
    kept = getattr(load, which) if which in DOWNLOADS else None
    if not kept:
        raise Http404(_("There is no such file that you can see."))
    stem, suffix = Path(load.name).stem, Path(kept.name).suffix
    if which == "errors":
        lines = _error_lines(load)
        return as_csv(f"{stem}.errors", next(lines), lines)
    name = load.name if which == "file" else f"{stem}.bad{suffix}"
    return FileResponse(kept.open("rb"), as_attachment=True, filename=name)


@may("records.view")
@require_safe
def list_kinds(request: Request) -> HttpResponse:
    """What can be loaded from files."""
    context = {
        "title": _("What files look like"),
        "kinds": [(kind, cells(kind).values()) for kind in kinds().values()],
        "crumbs": _crumbs((_("What files look like"), "")),
    }
    return render(request, "records/kind_list.html", context)


@may("records.view")
@require_safe
def view_kind(request: Request, name: str) -> HttpResponse:
    """The columns of one kind, and what makes a row bad."""
    kind = _kind(name)
    columns = list(cells(kind).values())
    context = {
        "title": kind.label,
        "kind": kind,
        "columns": columns,
        "rules": [rule.says for rule in rules(kind) if len(rule.cells) > 1],
        "may_load": kind in kinds_for(request.user),
        "crumbs": _crumbs(
            (_("What files look like"), reverse("records:list-kinds")),
            (str(kind.label), ""),
        ),
    }
    return render(request, "records/kind_detail.html", context)


def _kind(name: str) -> Kind:
    if name not in kinds():
        raise Http404(_("There are no files of that kind."))
    return kinds()[name]


@may("records.view")
@require_safe
def download_template(request: Request, name: str, suffix: str) -> HttpResponseBase:  # noqa: ARG001
    """A file with the columns of a kind and nothing below them."""
    kind = _kind(name)
    if f".{suffix}" not in FORMATS:
        raise Http404(_("Templates are .csv or .xlsx."))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind.name}.{suffix}"
        with sink(path, with_mark=True) as put:
            put(list(cells(kind)))
        # Open while its name is gone: the response closes it.
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
