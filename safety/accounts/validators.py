"""What a user name may be."""

from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

username_validator = RegexValidator(
    r"^\w[\w.@+-]*\Z",
    gettext_lazy(
        "A user name begins with a letter or digit and has letters, digits and "
        "@ . + - _ only."
    ),
)


def written_plainly(name: str) -> None:
    """Refuse wide and other letters that look like plain ones."""
    plain = normalize("NFKC", name)
    if plain != name:
        raise ValidationError(
            _("Write the user name in plain letters: %(plain)s.") % {"plain": plain}
        )
