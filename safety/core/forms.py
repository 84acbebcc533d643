"""The house form: label above, help below, errors between, save bar at the bottom.

    class UnitForm(HouseForm, forms.ModelForm):
        save_label = _("Save unit")

        class Meta: ...

    return render(request, "form.html", {"form": form, "title": _("New unit")})

``form.html`` shows title, required line, error summary with a link to each field,
the fields, and the sticky save bar. For groups of fields give ``layout``::

    layout = Layout(Group(_("What"), Half("code"), Half("kind"), "name"))
"""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import QueryDict
from django.utils.functional import Promise, cached_property, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from safety.core.text import seen

Text = str | Promise
DASHES = BLANK_CHOICE_DASH[0][1]
# Put together when it is shown; a form that is sent shows nothing.
html_lazy = lazy(format_html, SafeString)
OPTIONAL = '{} <span class="az-opt">{}</span>'


class Later:
    """A help text that is worked out once, when it is shown; Django asks if it is one.

    What only a page shows is not asked for when a form is sent.
    """

    def __init__(self, say: Callable[[], str]) -> None:
        self._say = cache(say)

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return self._say()


class Group(Fieldset):  # type: ignore[misc]
    """A card with a title around fields that belong together."""

    def __init__(self, legend: Text, *fields: Any, **attributes: Any) -> None:
        body = Div(*fields, css_class="az-fields")
        super().__init__(legend, body, css_class="card az-pad az-group", **attributes)


class Card(Div):  # type: ignore[misc]
    """A card around fields, without a title."""

    def __init__(self, *fields: Any, **attributes: Any) -> None:
        body = Div(*fields, css_class="az-fields")
        super().__init__(body, css_class="card az-pad", **attributes)


class Half(Div):  # type: ignore[misc]
    """Fields in half the width (all of it on a phone)."""

    css_class = "half"


class Third(Div):  # type: ignore[misc]
    """Fields in a third of the width (all of it on a phone)."""

    css_class = "third"


def _as_seen(data: Any) -> Any:
    """What was sent, without the characters that nobody saw when he pasted them.

    A NUL cannot be pasted: the fields refuse it.
    """
    if not isinstance(data, QueryDict):
        return data
    texts = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        texts.setlist(name, [v if "\0" in v else seen(v) for v in values])
    return texts


def _name_blank(field: forms.Field) -> None:
    """Say in words, not in dashes, that nothing of a list is chosen."""
    said = _("Choose") if field.required else _("Not given")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = said
        return
    # What is worked out when it is shown says itself what it says.
    choices: Any = getattr(field, "choices", None)
    if isinstance(choices, list) and choices[:1] == BLANK_CHOICE_DASH:
        field.choices = [("", said), *choices[1:]]  # type: ignore[attr-defined]


class HouseForm(forms.BaseForm):
    """Mix in before ``forms.Form`` or ``forms.ModelForm``."""

    save_label: ClassVar[Text] = _("Save")
    layout: ClassVar[Layout | None] = None
    # The page says what is missing; the browser's own bubbles are not translated.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.data = _as_seen(self.data)
        self.arrange()
        for field in self.fields.values():
            _name_blank(field)
            if field.required:
                missing = format_lazy(_("Fill in “{label}”."), label=field.label)
                field.error_messages["required"] = missing
            elif field.label and not isinstance(field, forms.BooleanField):
                field.label = html_lazy(OPTIONAL, field.label, _("optional"))

    def arrange(self) -> None:
        """Add, drop or change fields before the form says what is optional."""

    def arranged(self) -> Layout:
        """The fields in their places, put together only where the form is shown."""
        return self.layout or Layout(Card(*self.fields))

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy draws this form inside the page's own form tag."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        helper.layout = self.arranged()
        return helper

    @property
    def has_required(self) -> bool:
        """Whether the page explains the star."""
        return any(field.required for field in self.fields.values())


class ReasonForm(HouseForm, forms.Form):
    """Why something is done that leaves a trace; a subclass names it on its button."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3})
    )


class VoidForm(ReasonForm):
    """Why a record shall count no more."""

    save_label = _("Void")
