"""Suggestions for which cards were given: the list, and the review of one."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Case, F, TextField, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.paging import Order
from safety.incentives.forms.observing import ReviewForm
from safety.incentives.lists import name_seen_by
from safety.incentives.models import Review
from safety.incentives.services import suggestions
from safety.incentives.services.selecting import MAY
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import require
from safety.org.lists import ScopedList
from safety.org.models import display_name

VIEW = "incentives.view"


def _outcome(is_adopted: bool | None) -> str:  # noqa: FBT001 (the value of a cell)
    """What became of it, in words."""
    if is_adopted is None:
        return pgettext("suggestion", "Not reviewed")
    if is_adopted:
        return pgettext("suggestion", "Adopted")
    return pgettext("suggestion", "Not adopted")


class SuggestionList(ScopedList):
    """Suggestions of the unit and of those below, the latest first."""

    permission = VIEW
    template_name = "scoped_list.html"
    title = gettext_lazy("Suggestions")
    empty_title = gettext_lazy("No suggestions here yet")
    empty_text = gettext_lazy("A card that is given for a suggestion stands here.")
    file_name = "suggestions"
    order = Order(("issued_on",), is_descending=True)
    columns = [
        Column(
            "said",
            pgettext_lazy("column", "Suggestion"),
            link=("incentives:review-suggestion", "pk"),
        ),
        Column("person_name", gettext_lazy("Person"), below=True),
        Column("unit_name", gettext_lazy("Unit"), phone=False),
        Column(
            "issued_on",
            pgettext_lazy("prize card", "Issued on"),
            show=formats.day,
            sort=("issued_on",),
        ),
        Column("outcome", gettext_lazy("Outcome"), show=_outcome, file=_outcome),
        Column("why", gettext_lazy("Reason"), phone=False),
    ]

    def get_queryset(self) -> Any:
        rows = suggestions.suggestions().at_or_below(self.unit)
        return rows.worded().annotate(
            said=Case(
                When(note="", then=F("words")),
                default=F("note"),
                output_field=TextField(),
            ),
            unit_name=display_name("unit__"),
            person_name=name_seen_by(self.request.user),
            outcome=F("review__is_adopted"),
            why=F("review__reason"),
        )


@may(VIEW)
@form_page
@once
def review_suggestion(request: Request, key: int) -> HttpResponse:
    """Say whether it is adopted; said before, it is corrected."""
    rows: Any = suggestions.suggestions().visible_to(request.user).worded()
    card = get_object_or_404(rows.select_related("unit", "person"), pk=key)
    require(request.user, MAY, card.unit_id)
    review = Review.objects.filter(card=card).first() or Review(card=card)
    form = ReviewForm(
        request.POST if request.method == "POST" else None, instance=review
    )
    if form.is_valid() and carry_out(
        form, lambda: suggestions.review(card, form.instance, by=request.user)
    ):
        messages.success(request, _("The review is saved."))
        return redirect("incentives:list-suggestions")
    title, back = _("Review suggestion"), reverse("incentives:list-suggestions")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        sub=card.note or card.words,
        hidden={"request_id": uuid4()},
        crumbs=[(_("Suggestions"), back), (title, "")],
        cancel_url=back,
    )
