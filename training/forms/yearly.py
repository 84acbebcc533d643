"""Forms of planned drills, and of the rules that ask for them."""

from typing import Any

from crispy_forms.layout import Layout
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Half
from safety.org.fields import DayField
from safety.org.forms import RecordForm
from training.models import DrillRule, EmergencyPlan, PlannedDrill


class PlannedDrillForm(RecordForm):
    """Of which plan, and between which days."""

    save_label = _("Save planned drill")
    layout = Layout(Card("plan", Half("since_on"), Half("due_on")))

    class Meta:
        model = PlannedDrill
        fields = ("plan", "since_on", "due_on")
        field_classes = {"since_on": DayField, "due_on": DayField}

    def __init__(
        self, *args: Any, plans: QuerySet[EmergencyPlan], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        # What a rule asks stays what it is; only its days are another matter.
        self.fields["plan"].disabled = self.instance.rule_id is not None


class DrillRuleForm(RecordForm):
    """How often, of the unit or of each plan, and by which document."""

    save_label = _("Save rule")
    layout = Layout(
        Card(
            *map(Half, ("what", "months", "valid_from", "mark")),
            *("source", "per_plan", "is_on"),
        )
    )

    class Meta:
        model = DrillRule
        fields = ("what", "months", "per_plan", "valid_from", "mark", "source", "is_on")
        field_classes = {"valid_from": DayField}
        help_texts = {
            "per_plan": _("Without the tick one drill of the unit is enough."),
            "is_on": _("Without the tick nobody is asked from that day on."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            # Another of these is another rule, from its own day on.
            for name in ("what", "valid_from", "source"):
                self.fields[name].disabled = True
