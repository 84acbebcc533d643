"""The sheet by which a drill is evaluated, and the items of such sheets."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Mark
from safety.core.forms import Card, Group, Half
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from training.models import Evaluation, EvaluationItem, Mode, Result


class EvaluationForm(RecordForm):
    """Whether the aims were met, in words, and item by item."""

    save_label = _("Save evaluation")

    class Meta:
        model = Evaluation
        fields = ("result", "said", "evaluators")
        labels = {"result": _("Aims of the drill")}
        widgets = {
            "result": forms.RadioSelect,
            "said": forms.Textarea({"rows": 4}),
        }

    def __init__(
        self, *args: Any, items: Iterable[EvaluationItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        self.fields["result"].help_text = self.instance.drill.aims
        self.fields["result"].choices = Result.choices  # type: ignore[attr-defined]
        known = {}
        if self.instance.pk:
            known = dict(self.instance.judgements.values_list("item", "result"))
        by_source: dict[str, list[Any]] = {}
        for item in self.items:
            self.fields[_name(item)] = forms.ChoiceField(
                label=str(item),
                required=False,
                choices=[("", _("Not judged")), *Result.choices],
                initial=known.get(item.pk, ""),
            )
            source = item.shown_source
            if item.mark != Mark.VERIFIED:
                source = f"{source} [{item.get_mark_display()}]"
            by_source.setdefault(source, []).append(Half(_name(item)))
        groups = [Group(source, *names) for source, names in by_source.items()]
        self.helper.layout = Layout(Card("result", "said", "evaluators"), *groups)

    @property
    def results(self) -> dict[int, str]:
        """How well each item went, by its key."""
        return {item.pk: self.cleaned_data[_name(item)] for item in self.items}


class ItemForm(RecordForm):
    """What drills are judged by, from which day on, and by which document."""

    save_label = pgettext_lazy("evaluation", "Save item")
    layout = Layout(
        Card(
            "mode",
            *map(Half, ("name", "name_zh", "valid_from", "valid_to", "mark")),
            "source",
        )
    )

    class Meta:
        model = EvaluationItem
        fields = (
            *("mode", "name", "name_zh"),
            *("valid_from", "valid_to", "mark", "source"),
        )
        field_classes = {"valid_from": DayField, "valid_to": DayField}
        widgets = {"mode": forms.RadioSelect}
        help_texts = {
            "valid_to": _("Drills that are held later are not judged by it."),
            "source": _("The document, with its number, that asks for it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["mode"].choices = Mode.choices
        if self.instance.is_used:
            for name in ("mode", "name", "name_zh", "valid_from"):
                fields[name].disabled = True
            fields["name"].help_text = _(
                "Drills were judged by it, so it stays as it is worded. End it, and "
                "add another."
            )


def _name(item: EvaluationItem) -> str:
    return f"item-{item.pk}"
