"""The form that voids a card: why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safety.core.forms import HouseForm


class VoidCardForm(HouseForm, forms.Form):
    """Why a card shall count no more."""

    save_label = _("Void")
    reason = forms.CharField(label=_("Reason"), max_length=500)
