"""The form of a good: what it is called and costs, from day to day."""

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Card, Half, Third
from safety.incentives.models import Good
from safety.org.fields import DayField
from safety.org.forms import RecordForm


class GoodForm(RecordForm):
    """One line of the price list; the unit is known."""

    save_label = _("Save")
    layout = Layout(
        Card(
            Half("name"), Half("name_zh"), *map(Third, ("price", "from_on", "until_on"))
        )
    )

    class Meta:
        model = Good
        fields = ("name", "name_zh", "price", "from_on", "until_on")
        field_classes = {"from_on": DayField, "until_on": DayField}
        help_texts = {
            "until_on": _(
                "For another price end this line, and add one from the next day."
            )
        }
