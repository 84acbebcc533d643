"""The forms of lessons, and of the way into the online school."""

from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core import formats
from safety.core.forms import Card, Group, Half, HouseForm, Third
from safety.files.models import File
from safety.files.refused import Refused
from safety.files.services import receive
from safety.org.forms import RecordForm
from training.models import Exam, Lesson, Question
from training.models.exam import RULES


class MaterialField(forms.FileField):
    """Gives the `File` of a photo, PDF, slides or video; None where none was chosen."""

    by: int | None = None
    widget = forms.FileInput(
        attrs={"accept": "image/*,application/pdf,.pptx,video/mp4"}
    )

    def clean(self, data: Any, initial: Any = None) -> File | None:
        sent: UploadedFile[Any] | None = super().clean(data, initial)
        if not sent:
            return None
        try:
            return receive(sent, by=self.by, takes_material=True)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal


class LessonForm(RecordForm):
    """What a lesson says and shows, and how long it is read at least."""

    save_label = _("Save lesson")
    file = MaterialField(
        label=_("File"),
        required=False,
        help_text=_("A photo, a PDF, slides (PPTX) or a video (MP4), below the text."),
    )
    layout = Layout(
        Card(Half("place"), Half("seconds"), Half("title"), Half("title_zh")),
        Group(_("What is read"), Half("text"), Half("text_zh"), "file"),
    )

    class Meta:
        model = Lesson
        fields = ("place", "seconds", "title", "title_zh", "text", "text_zh")
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.Textarea(attrs={"rows": 12}) for name in ("text", "text_zh")
        }
        help_texts = {
            "seconds": _("So long the lesson has to be open; 0 asks for no time."),
        }

    def __init__(self, *args: Any, by: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].by = by  # type: ignore[attr-defined]
        self.fields["file"].show_hidden_initial = False


class SchoolForm(HouseForm, forms.Form):
    """Employee number and code."""

    save_label = pgettext_lazy("online school", "Begin")
    employee_no = forms.CharField(
        label=_("Employee number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    code = forms.CharField(
        label=pgettext_lazy("online school", "Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "current-password"}
        ),
        help_text=_("Your safety officer gives it to you."),
    )

    def clean_code(self) -> str:
        """The digits, without the blanks that one reads them with."""
        return "".join(self.cleaned_data["code"].split())


class ExamForm(RecordForm):
    """How a course is examined; the bank has to have what is drawn."""

    save_label = _("Save exam")
    layout = Layout(
        Group(_("Questions drawn"), *map(Third, RULES.values())),
        Group(
            _("Rules"),
            *map(Half, ("minutes", "pass_mark", "attempts", "wait_hours")),
        ),
    )

    class Meta:
        model = Exam
        fields = (
            *RULES.values(),
            *("minutes", "pass_mark", "attempts", "wait_hours"),
        )
        help_texts = {
            "attempts": _("After so many that are not passed, lessons are read again.")
        }

    def clean(self) -> dict[str, Any]:
        """No kind is drawn of which there are too few."""
        said = super().clean()
        bank = self.instance.course.questions.filter(status=Question.Status.COUNTED)
        for kind, name in RULES.items():
            has = bank.filter(kind=kind).count()
            if (said.get(name) or 0) > has:
                few = _("The question bank has %(number)s of this kind.")
                self.add_error(name, few % {"number": formats.number(has)})
        return said
