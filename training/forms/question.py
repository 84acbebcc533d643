"""The form of a question."""

from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from safety.core.forms import Group, Half, Third
from safety.org.forms import RecordForm
from training.models import Question
from training.models.question import LETTERS, NO, OPTIONS, YES

IN_CHINESE = [f"{name}_zh" for name in OPTIONS]


class QuestionForm(RecordForm):
    """What is asked, what can be answered, what is right and why."""

    save_label = _("Save question")
    layout = Layout(
        Group(
            _("What is asked"),
            *map(Third, ("number", "kind", "answer")),
            *map(Half, ("text", "text_zh")),
        ),
        Group(
            _("Options"),
            *(
                Half(name)
                for pair in zip(OPTIONS, IN_CHINESE, strict=True)
                for name in pair
            ),
        ),
        Group(_("Shown after the exam"), *map(Half, ("explanation", "explanation_zh"))),
    )

    class Meta:
        model = Question
        fields = (
            *("number", "kind", "answer", "text", "text_zh"),
            *(*OPTIONS, *IN_CHINESE),
            *("explanation", "explanation_zh"),
        )
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("text", "text_zh", "explanation", "explanation_zh")
        }
        help_texts = {
            "answer": _(
                "The letters of the right options, such as A or ACD; of what is true "
                "or false: yes or no."
            )
        }

    def clean_answer(self) -> str:
        """The letters in order, however they were typed."""
        typed: str = self.cleaned_data["answer"]
        if typed.lower() in (YES, NO):
            return typed.lower()
        letters = [sign for sign in typed.upper() if sign not in " ,，、;；"]
        known = all(sign in LETTERS for sign in letters)
        return "".join(sorted(set(letters))) if known else typed
