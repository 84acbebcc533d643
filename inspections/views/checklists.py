"""Checklists: the library, one of them as it is read, and what is done with a whole."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from inspections import marks
from inspections.filters import ChecklistFilter
from inspections.forms.checklists import ChecklistForm
from inspections.models import Checklist, ChecklistVersion, Mark, Programme
from inspections.paper import excel_file, yaml_file
from inspections.paper.draft import Draft
from inspections.services import checklists, library
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.exports import XLSX
from safety.core.lists import Column, labelled
from safety.core.paging import Order
from safety.journal import write as journal
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import Unit, display_name
from safety.org.models.unit import is_chinese

VIEW, CHANGE = "checklists.view", "checklists.change"
USED, BELOW = "used", "below"
TABS = {
    USED: gettext_lazy("Used here"),
    BELOW: gettext_lazy("Of this unit and those below"),
}


def shown_name() -> Coalesce:
    """The name in the reader's language, or the one there is, as a column."""
    names = ["name_zh", "name"] if is_chinese() else ["name", "name_zh"]
    return Coalesce(*(NullIf(name, Value("")) for name in names))


def _number(value: int | None) -> str:
    """A version by its number, or that there is none yet."""
    return _("Version %(number)s") % {"number": value} if value else _("Draft")


def _of_points(mark: str) -> str:
    """How sure the points are, said apart from the names."""
    return _("Points: %(mark)s") % {"mark": Mark(mark).label} if mark else ""


class ChecklistList(ScopedList):
    """What a unit inspects with: its own checklists, and those of the units above."""

    permission = VIEW
    template_name = "inspections/checklist_list.html"
    title = gettext_lazy("Checklists")
    empty_title = gettext_lazy("No checklists here yet")
    empty_text = gettext_lazy("Add the starter library, upload a file, or write one.")
    file_name = "checklists"
    filterset_class = ChecklistFilter
    order = Order(("pk",))
    columns = [
        Column(
            "shown_name",
            gettext_lazy("Checklist"),
            link=("inspections:view-checklist", "pk"),
            sort=("shown_name",),
        ),
        Column("code", gettext_lazy("Code"), below=True, sort=("code",)),
        Column("programme", gettext_lazy("Programme"), show=labelled(Programme)),
        Column("number", gettext_lazy("Version"), show=_number),
        Column("items", gettext_lazy("Items"), numeric=True),
        Column("mark", gettext_lazy("How sure"), show=labelled(Mark), phone=False),
        Column("points_mark", gettext_lazy("Points"), show=_of_points, below=True),
        Column("unit_name", gettext_lazy("Owned by")),
    ]

    @property
    def tab(self) -> str:
        """Which checklists are listed."""
        asked = self.request.GET.get("which", USED)
        return asked if asked in TABS else USED

    def get_queryset(self) -> Any:
        rows, here = Checklist.objects.counted(), [self.unit.pk]
        rows = rows.used_at(here) if self.tab == USED else rows.below(here)
        versions = ChecklistVersion.objects.filter(checklist=OuterRef("pk"))
        newest = versions.order_by("-status", "-number")  # a draft where none else is
        counted = newest.annotate(n=Count("sections__items")).values("n")
        published = versions.published().order_by("-number").values("number")
        return rows.annotate(
            shown_name=shown_name(),
            number=Subquery(published[:1]),
            items=Subquery(counted[:1]),
            mark=Subquery(newest.values("names_mark")[:1]),
            points_mark=Subquery(newest.values("scores_mark")[:1]),
            unit_name=display_name("unit__"),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            tabs=TABS.items(),
            tab=self.tab,
            kept=self.kept("which"),
            may_change=self.may(CHANGE),
            has_none=not Checklist.objects.filter(unit=self.unit).exists(),
            **context,
        )


def visible(request: Request, key: int) -> Checklist:
    """A checklist of the reader's units, of those above or of those below."""
    rows = Checklist.objects.visible_to(request.user).select_related("unit")
    checklist: Checklist | None = rows.filter(pk=key).first()
    if checklist is None:
        raise Http404(_("There is no such checklist that you can see."))
    return checklist


def changeable(request: Request, key: int) -> Checklist:
    """The same, for who may change it at the unit that owns it."""
    checklist = visible(request, key)
    require(request.user, CHANGE, checklist.unit_id)
    return checklist


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the library."""
    return [(_("Checklists"), reverse("inspections:list-checklists")), *last]


def crumbs_of(checklist: Checklist, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the library over one of them."""
    return crumbs((str(checklist), checklist.get_absolute_url()), *last)


@may(VIEW)
@require_safe
def view_checklist(request: Request, key: int) -> HttpResponse:
    """A version as it is read, the newest unless ``?version=`` asks for another."""
    checklist = visible(request, key)
    version = _asked(checklist, request.GET.get("version", ""))
    if writer := WRITERS.get(request.GET.get("as", "")):
        return writer(Draft.of(version))
    earlier = _before(version)
    context = {
        "title": str(checklist),
        "checklist": checklist,
        "version": version,
        "outline": marks.outline(version),
        "doubts": marks.doubts(version),
        "versions": checklist.versions.order_by("-number"),
        "facts": _facts(checklist, version),
        "differences": checklists.differences(earlier, version) if earlier else [],
        "earlier": earlier,
        "may_change": may_at(request, CHANGE, checklist.unit_id),
        "history": history.of(checklist, request.user, _of_versions(checklist)),
        "crumbs": crumbs((str(checklist), "")),
    }
    return render(request, "inspections/checklist_detail.html", context)


def _of_versions(checklist: Checklist) -> Q:
    """What the journal says of its versions."""
    label = ChecklistVersion._meta.label_lower
    keys = [version.pk for version in checklist.versions.all()]
    return Q(label=label, key__in=keys)


def _asked(checklist: Checklist, number: str) -> ChecklistVersion:
    """The version of a number; without one the newest published, or the draft."""
    found = None
    if number.isascii() and number.isdecimal() and len(number) < 5:
        found = checklist.versions.filter(number=int(number)).first()
    elif not number:
        found = checklist.latest or checklist.draft
    if found is None:
        raise Http404(_("There is no such version of this checklist."))
    found.checklist = checklist
    return found


def _before(version: ChecklistVersion) -> ChecklistVersion | None:
    rows = version.checklist.versions.published().filter(number__lt=version.number)
    return rows.order_by("number").last()


def _facts(checklist: Checklist, version: ChecklistVersion) -> list[tuple[str, Any]]:
    names, scores = version.get_names_mark_display(), version.get_scores_mark_display()
    return [
        (_("Owned by"), checklist.unit),
        (_("Code"), checklist.code),
        (_("Programme"), checklist.get_programme_display()),
        (_("Scoring"), version.get_scoring_display()),
        (_("Category of tables"), version.category),
        (_("Items"), formats.number(len(version.items))),
        (_("How sure the names are"), names),
        (_("How sure the points are"), scores),
        (_("Source"), version.shown_source),
        (_("Published on"), version.published_on and formats.day(version.published_on)),
    ]


def _yaml(draft: Draft) -> HttpResponse:
    return _file(draft, "yaml", "application/yaml", yaml_file.write([draft]).encode())


def _xlsx(draft: Draft) -> HttpResponse:
    return _file(draft, "xlsx", XLSX, excel_file.write(draft))


def _file(draft: Draft, suffix: str, of: str, content: bytes) -> HttpResponse:
    name = f"{draft.checklist.code}-{draft.version.number}.{suffix}"
    head = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content, content_type=of, headers={"Content-Disposition": head or ""}
    )


WRITERS = {"yaml": _yaml, "xlsx": _xlsx}


@may(CHANGE)
@form_page
def add_checklist(request: Request) -> HttpResponse:
    """A new checklist with an empty draft, by default of the unit of the page."""
    unit = unit_of(request, CHANGE)
    form = ChecklistForm(
        request.POST or None,
        visible=Unit.objects.visible_to(request.user),
        initial={"unit": unit} if unit.stands else {},
    )
    if form.is_valid():
        require(request.user, CHANGE, form.instance.unit_id)
    if request.method == "POST":
        by, mine = request.user.pk, Checklist.objects.visible_to(request.user)
        made = save_once(form, lambda: checklists.add(form.instance, by=by), mine)
        if made:
            said = _("%(checklist)s is added.") % {"checklist": made}
            messages.success(request, said)
            return redirect("inspections:edit-checklist", made.pk)
    title = _("New checklist")
    back = reverse("inspections:list-checklists")
    way = crumbs((title, ""))
    return answer(request, "form.html", form, title=title, crumbs=way, cancel_url=back)


@may(CHANGE)
@form_page
def change_checklist(request: Request, key: int) -> HttpResponse:
    """Another code, name or programme; what is asked stands in its versions."""
    checklist = changeable(request, key)
    back, by = checklist.get_absolute_url(), request.user.pk
    form = ChecklistForm(
        request.POST or None, instance=checklist, visible=Unit.objects.none()
    )
    title, way = _("Rename checklist"), crumbs_of(checklist, (_("Rename"), ""))
    if form.is_valid() and carry_out(
        form, lambda: journal.save(checklist, "change", by=by)
    ):
        said = _("%(checklist)s is saved.") % {"checklist": checklist}
        messages.success(request, said)
        return redirect(back)
    return answer(request, "form.html", form, title=title, crumbs=way, cancel_url=back)


@may(CHANGE)
@form_page
def withdraw_checklist(request: Request, key: int) -> HttpResponse:
    """Take a checklist out of use."""
    checklist = changeable(request, key)
    if request.method == "POST":
        checklists.withdraw(checklist, by=request.user.pk)
        said = _("%(checklist)s is withdrawn.") % {"checklist": checklist}
        messages.success(request, said)
        return redirect("inspections:list-checklists")
    withdraw = pgettext("checklist", "Withdraw")
    context = {
        "title": _("Withdraw checklist"),
        "crumbs": crumbs_of(checklist, (withdraw, "")),
        "text": _(
            "Nobody can begin an inspection with %(checklist)s any more. What was "
            "inspected with it stays as it is."
        )
        % {"checklist": checklist},
        "action": withdraw,
        "is_grave": True,
        "cancel_url": checklist.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@may(CHANGE)
@form_page
def add_starters(request: Request) -> HttpResponse:
    """The starter library for a unit: what it does not have yet."""
    unit = unit_of(request, CHANGE)
    back = f"{reverse('inspections:list-checklists')}?unit={unit.code}"
    if request.method == "POST":
        n = library.add_starters(unit, by=request.user.pk)
        said = ngettext("%(n)s checklist is added.", "%(n)s checklists are added.", n)
        messages.success(request, said % {"n": formats.number(n)})
        return redirect(back)
    context = {
        "title": _("Add the starter library"),
        "crumbs": crumbs((_("Starter library"), "")),
        "text": _(
            "%(unit)s gets the tables of JGJ 59-2011, the six 100 per cent, a daily "
            "patrol, a skeleton of a CAHSE audit and three rule sets without text. "
            "What has a code that is there already stays as it is. All units below can "
            "use them; each says how far it was checked against its source."
        )
        % {"unit": unit},
        "action": _("Add the starter library"),
        "cancel_url": back,
    }
    return render(request, "confirm.html", context)


@may(CHANGE)
@require_POST
def begin_version(request: Request, key: int) -> HttpResponse:
    """Write on: the draft there is, or a copy of the newest version."""
    checklist = changeable(request, key)
    checklists.begin(checklist, by=request.user.pk)
    return redirect("inspections:edit-checklist", key)
