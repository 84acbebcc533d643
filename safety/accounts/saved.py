"""Saved views: the filters and the order of a list, kept by each user for himself."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from safety.accounts.guard import Request
from safety.accounts.models import SavedView
from safety.core.listing import PLACE

MOST = 30  # of one list
# What a view takes from the page it is used on.
SCOPE = ("unit", "period")


def is_page(path: str) -> bool:
    """Whether there is a page of this site at a path, which a database can keep."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return "\0" not in path


class SaveForm(forms.Form):
    """The name of a view; another one of that name is replaced."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    path = forms.CharField(widget=forms.HiddenInput, max_length=200)
    query = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)

    def clean_path(self) -> str:
        """A page of this site."""
        path: str = self.cleaned_data["path"]
        if not is_page(path):
            raise forms.ValidationError(_("There is no such page."))
        return path

    def clean_query(self) -> str:
        """Filters and order, without the unit and the place in the list."""
        query = QueryDict(self.cleaned_data["query"], mutable=True)
        for name in (*PLACE, *SCOPE):
            query.pop(name, None)
        return query.urlencode()


@require_safe
def list_views(request: Request) -> HttpResponse:
    """The user's views of the list at ``?path=``; without one, all of his views."""
    path, query = (request.GET.get(name, "") for name in ("path", "query"))
    if path and not is_page(path):
        raise Http404
    views = SavedView.objects.filter(user=request.user)
    views = views.filter(path=path) if path else views.order_by("path", "name")
    context: dict[str, Any] = {
        "title": _("Saved views"),
        "views": views[:200],
        "form": SaveForm(initial={"path": path, "query": query}) if path else None,
        "crumbs": [],
    }
    page = "_saved.html" if request.htmx else "accounts/view_list.html"
    return render(request, page, context)


@require_POST
def save_view(request: Request) -> HttpResponse:
    """Keep the list as it is shown; back to it."""
    form = SaveForm(request.POST)
    if not form.is_valid():
        raise BadRequest(" ".join(str(m) for e in form.errors.values() for m in e))
    path, name = form.cleaned_data["path"], form.cleaned_data["name"]
    views = SavedView.objects.filter(user=request.user, path=path)
    if views.exclude(name=name).count() >= MOST:
        said = _("A list has at most %(most)s saved views. Remove one first.")
        messages.error(request, said % {"most": MOST})
        return redirect(f"{path}?{form.cleaned_data['query']}")
    view, _made = SavedView.objects.update_or_create(
        user=request.user,
        path=path,
        name=name,
        defaults={"query": form.cleaned_data["query"]},
    )
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return redirect(view)


@require_POST
def forget_view(request: Request, key: int) -> HttpResponse:
    """Remove a view of one's own; back to its list."""
    view = get_object_or_404(SavedView, pk=key, user=request.user)
    view.delete()
    messages.success(request, _("“%(name)s” is removed.") % {"name": view.name})
    return redirect(view.path)
