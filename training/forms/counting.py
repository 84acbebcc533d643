"""The form of what a course counts for."""

from django.utils.translation import gettext_lazy as _

from safety.org.forms import RecordForm
from training.models import Counting


class CountingForm(RecordForm):
    """From which month on a course counts for what, and why."""

    save_label = _("Save version")

    class Meta:
        model = Counting
        fields = ("from_month", "for_hours", "for_coverage", "reason")
        help_texts = {
            "from_month": _(
                "Sessions that end in it or later are counted anew; earlier months "
                "stay as they are."
            ),
            "for_coverage": _("And for persons trained."),
        }
