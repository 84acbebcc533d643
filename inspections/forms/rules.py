"""Forms of what headquarters asks: policies, criteria, categories."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from inspections.models import Category, Criterion, Policy, Rung, Shift, Tag
from safety.core.forms import Card, Group, Half, Third
from safety.org.fields import DayField
from safety.org.forms import RecordForm


class PolicyForm(RecordForm):
    """How hazards of a level are dealt with from a day on."""

    save_label = _("Save policy")
    layout = Layout(
        Group(
            _("For which"),
            *map(Third, ("level", "valid_from", "mark")),
            "source",
        ),
        Group(
            _("Deadline"),
            *map(Third, ("days_to_rectify", "deadline", "days_of_repeat")),
        ),
        Group(
            _("Compulsory"),
            *map(
                Half,
                (
                    "needs_measures",
                    "needs_budget",
                    "needs_contingency_plan",
                    "needs_standard",
                    "photo_to_report",
                    "photo_to_submit",
                ),
            ),
        ),
        Group(
            _("Who closes it"),
            "closer",
            *map(Half, ("finder_may_close", "level_of_finder_closes")),
            *map(Half, ("days_to_reopen", "minutes_to_take_back", "days_of_link")),
        ),
    )

    class Meta:
        model = Policy
        fields = (
            "level",
            "valid_from",
            "days_to_rectify",
            "deadline",
            "needs_measures",
            "needs_budget",
            "needs_contingency_plan",
            "needs_standard",
            "photo_to_report",
            "photo_to_submit",
            "closer",
            "finder_may_close",
            "level_of_finder_closes",
            "days_to_reopen",
            "minutes_to_take_back",
            "days_of_link",
            "days_of_repeat",
            "source",
            "mark",
        )
        field_classes = {"valid_from": DayField}
        widgets = {"deadline": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        help_texts = {
            "valid_from": _("For hazards found on that day or later."),
            "source": _("The document, with its number, that asks for it."),
            "photo_to_report": _("Asked for wherever photos can be taken."),
            "photo_to_submit": _("Asked for wherever photos can be taken."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            # Another level or day is another policy.
            for name in ("level", "valid_from"):
                self.fields[name].disabled = True


class CriterionForm(RecordForm):
    """What makes a hazard major."""

    save_label = _("Save criterion")
    layout = Layout(
        Card(
            *map(Half, ("edition", "article", "name", "name_zh")),
            *map(Half, ("active_from", "active_until", "mark", "is_offered")),
        )
    )

    class Meta:
        model = Criterion
        fields = (
            "edition",
            "article",
            "name",
            "name_zh",
            "active_from",
            "active_until",
            "mark",
            "is_offered",
        )
        field_classes = {"active_from": DayField, "active_until": DayField}


class CategoryForm(RecordForm):
    """A category that forms offer."""

    save_label = _("Save category")
    layout = Layout(
        Card(
            *map(Half, ("scheme", "code", "name", "name_zh")),
            *map(Half, ("term", "mark", "is_offered")),
        )
    )

    class Meta:
        model = Category
        fields = ("scheme", "code", "name", "name_zh", "term", "mark", "is_offered")
        help_texts = {
            "term": _("The word that files and hazards carry; numbers are cut by it.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["term"].disabled = True  # hazards carry it


class TagForm(RecordForm):
    """What inspections may be about."""

    save_label = _("Save scope")
    layout = Layout(Card(*map(Half, ("name", "name_zh", "term", "mark")), "is_offered"))

    class Meta:
        model = Tag
        fields = ("name", "name_zh", "term", "mark", "is_offered")
        help_texts = {"term": _("The word that files and inspections carry.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["term"].disabled = True  # inspections carry it


class RungForm(RecordForm):
    """Who is told how many working hours past which moment."""

    save_label = _("Save rung")
    layout = Layout(
        Card(
            *map(Half, ("level", "who", "after", "hours")),
            *map(Half, ("valid_from", "mark")),
            "source",
            "is_on",
        )
    )

    class Meta:
        model = Rung
        fields = (
            *("level", "who", "after", "hours"),
            *("valid_from", "mark", "source", "is_on"),
        )
        field_classes = {"valid_from": DayField}
        help_texts = {
            "valid_from": _("For hazards found on that day or later."),
            "hours": _("Hours of work on working days; the page of rules says which."),
            "is_on": _("Without the tick nobody is told from that day on."),
            "source": _("The document, with its number, that asks for it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            # Another one is another rung: what was told belongs to this.
            for name in ("level", "who", "after", "valid_from"):
                self.fields[name].disabled = True


class ShiftForm(RecordForm):
    """From when to when people work on a working day."""

    save_label = _("Save hours")
    layout = Layout(
        Card(
            *map(Half, ("valid_from", "mark", "begins_at", "break_from")),
            *map(Half, ("break_until", "ends_at")),
            "source",
        )
    )

    class Meta:
        model = Shift
        fields = (
            *("valid_from", "mark", "begins_at", "break_from"),
            *("break_until", "ends_at", "source"),
        )
        field_classes = {"valid_from": DayField}
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("begins_at", "break_from", "break_until", "ends_at")
        }
