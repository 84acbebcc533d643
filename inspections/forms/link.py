"""The form of a fix that is submitted by a link."""

from django.utils.translation import gettext_lazy as _

from inspections.forms.moves import SubmitForm
from inspections.forms.public_report import OutsidePhotosField


class LinkForm(SubmitForm):
    """The same as for who has an account; its photos go with it."""

    photos = OutsidePhotosField(label=_("Photos that show it"), required=False)
