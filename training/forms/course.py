"""The form of a course."""

from typing import Any

from crispy_forms.layout import Layout
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Half
from safety.org.fields import UnitField
from safety.org.forms import RecordForm
from training.models import Course


class CourseForm(RecordForm):
    """What is taught for how long; the unit that owns it is chosen once."""

    save_label = _("Save course")
    unit = UnitField(may="courses.change")

    class Meta:
        model = Course
        fields = (
            *("unit", "code", "name", "name_zh", "kind"),
            *("hours", "valid_months", "has_exam", "gives_certificate", "in_school"),
        )
        help_texts = {
            "hours": _("Of 60 minutes; proposed to sessions of the course."),
            "valid_months": _("Empty: for ever."),
            "has_exam": _("Only who passes holds the course."),
            "gives_certificate": _(
                "Whoever is credited it gets one with a number, which anybody can "
                "verify."
            ),
            "in_school": _(
                "Whoever is posted at the unit or below reads its lessons on a phone."
            ),
        }

    def __init__(self, *args: Any, visible: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = visible  # type: ignore[attr-defined]
        whole = [name for name in ("unit",) if name in self.fields]
        self.helper.layout = Layout(
            Card(
                *whole,
                *map(Half, ("code", "kind", "name", "name_zh")),
                *map(Half, ("hours", "valid_months", "has_exam", "gives_certificate")),
                "in_school",
            )
        )
