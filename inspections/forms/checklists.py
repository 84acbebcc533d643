"""Forms of checklists, their versions, sections and items, and of a file of them."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inspections.models import (
    Category,
    Checklist,
    ChecklistVersion,
    Item,
    Scale,
    Section,
)
from inspections.paper import excel_file, yaml_file
from inspections.paper.fields import options_of, text_of
from safety.core.forms import Card, Group, Half, HouseForm, Third
from safety.org.fields import DayField, UnitField
from safety.org.forms import RecordForm
from safety.org.models.unit import code_validator


class ChecklistForm(RecordForm):
    """Whose checklist it is and what it is called; its unit is chosen once."""

    save_label = _("Save checklist")
    unit = UnitField(may="checklists.change")

    class Meta:
        model = Checklist
        fields = ("unit", "code", "name", "name_zh", "programme")

    def __init__(self, *args: Any, visible: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = visible  # type: ignore[attr-defined]
        whole = [name for name in ("unit",) if name in self.fields]
        rest = [name for name in self.fields if name != "unit"]
        self.helper.layout = Layout(Card(*whole, *map(Half, rest)))


class VersionForm(RecordForm):
    """How a version is scored, and how sure one is of it."""

    save_label = _("Save draft")
    layout = Layout(
        Group(_("Score"), Half("scoring"), Half("category")),
        Group(
            _("Where it comes from"),
            *map(Third, ("names_mark", "scores_mark", "source")),
            *map(Half, ("note", "note_zh")),
        ),
    )

    class Meta:
        model = ChecklistVersion
        fields = (
            *("scoring", "category", "names_mark", "scores_mark", "source"),
            *("note", "note_zh"),
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("note", "note_zh")
        }


class SectionForm(RecordForm):
    """What a section is called."""

    save_label = _("Save section")
    layout = Layout(Card(Half("name"), Half("name_zh")))

    class Meta:
        model = Section
        fields = ("name", "name_zh")


class OptionsField(forms.CharField):
    """Options of a choice, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        of = Item._meta.get_field("options")
        return text_of(of, value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else options_of(value or "")


class ItemForm(RecordForm):
    """One item: what to check, how it is answered, what follows when it fails."""

    save_label = _("Save item")
    options = OptionsField(
        required=False,
        label=_("options"),
        help_text=_("One a line: code | English | 中文, and | fail if it is bad."),
    )
    hazard_category = forms.ChoiceField(
        label=_("category of the hazard"), required=False
    )
    layout = Layout(
        Group(
            _("What to check"),
            *map(Half, ("text", "text_zh", "topic", "topic_zh")),
            *map(Half, ("guidance", "guidance_zh", "code", "clause")),
        ),
        Group(
            _("How it is answered"),
            *map(Third, ("answering", "part", "most")),
            *map(Third, ("measured_in", "low", "high")),
            "options",
        ),
        Group(
            _("When it fails"),
            *map(Third, ("photo_on_fail", "note_on_fail", "raises_hazard")),
            *map(Third, ("hazard_category", "hazard_level", "days_to_rectify")),
        ),
        Group(_("Asked only sometimes"), Half("asked_if"), Half("asked_when")),
    )

    class Meta:
        model = Item
        fields = (
            *("code", "topic", "topic_zh", "text", "text_zh", "answering", "part"),
            *("most", "guidance", "guidance_zh", "clause", "measured_in", "low"),
            *("high", "options", "photo_on_fail", "note_on_fail", "raises_hazard"),
            *("hazard_category", "hazard_level", "days_to_rectify", "asked_if"),
            "asked_when",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("text", "text_zh", "guidance", "guidance_zh")
        }
        help_texts = {
            "asked_if": _("The code of an item above. Empty: it is always asked."),
            "asked_when": _("pass, fail, na, or the code of an option."),
            "code": _("The same in every version, so that answers can be compared."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.hazard_category
        offered = {each.term: str(each) for each in Category.objects.offered()}
        known = offered | ({own: offered.get(own, own)} if own else {})
        choices = [("", _("Not given")), *known.items()]
        self.fields["hazard_category"].choices = choices  # type: ignore[attr-defined]


class ScaleForm(RecordForm):
    """A number of JGJ 59, from a day on."""

    save_label = _("Save number")
    layout = Layout(
        Card(
            *map(Third, ("use", "category", "value")),
            *map(Half, ("name", "name_zh")),
            *map(Third, ("valid_from", "mark", "source")),
        )
    )

    class Meta:
        model = Scale
        fields = (
            *("use", "category", "name", "name_zh", "value"),
            *("valid_from", "source", "mark"),
        )
        field_classes = {"valid_from": DayField}


class UploadForm(HouseForm, forms.Form):
    """A file with checklists, and whose they become."""

    save_label = _("Check file")
    unit = UnitField(may="checklists.change", label=_("Owned by"))
    code = forms.CharField(
        label=_("Code, where the file has none"),
        required=False,
        max_length=40,
        validators=[code_validator],
        help_text=_("A sheet in use rarely has a code of its own."),
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml"}),
        max_length=255,
        help_text=_("Excel (.xlsx) or YAML. Nothing is stored yet."),
    )
    layout = Layout(Card("unit", "file", "code"))

    def __init__(self, *args: Any, visible: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = visible  # type: ignore[attr-defined]

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is of another kind, or too large."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        name = (upload.name or "").lower()
        if not name.endswith((".xlsx", ".yaml", ".yml")):
            raise ValidationError(
                gettext("Choose an Excel file (.xlsx) or a YAML file (.yaml).")
            )
        is_excel = name.endswith(".xlsx")
        most = excel_file.MOST_BYTES if is_excel else yaml_file.MOST_BYTES
        if (upload.size or 0) > most:
            said = gettext("The file is larger than %(most)s MB. Split it.")
            raise ValidationError(said % {"most": most >> 20})
        return upload
