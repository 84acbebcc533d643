"""Which fields of a checklist stand in a file, and how a text is a value of one."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Field, JSONField, Model
from django.utils.translation import gettext as _
from django.utils.translation import override

from inspections.models import Checklist, ChecklistVersion, Item, Section
from safety.core.fields import HundredthsField
from safety.core.text import seen

OF_CHECKLIST = ("code", "name", "name_zh", "programme")
OF_VERSION = (
    *("scoring", "category", "names_mark", "scores_mark", "source"),
    *("note", "note_zh"),
)
OF_SECTION = ("name", "name_zh")
OF_ITEM = (
    *("code", "topic", "topic_zh", "text", "text_zh", "answering", "part", "most"),
    *("guidance", "guidance_zh", "clause", "measured_in", "low", "high", "options"),
    *("photo_on_fail", "note_on_fail", "raises_hazard", "hazard_category"),
    *("hazard_level", "days_to_rectify", "asked_if", "asked_when"),
)
NAMES: dict[type[Model], tuple[str, ...]] = {
    Checklist: OF_CHECKLIST,
    ChecklistVersion: OF_VERSION,
    Section: OF_SECTION,
    Item: OF_ITEM,
}
YES, NO = {"yes", "true", "1", "是", "√", "✓", "y"}, {"no", "false", "0", "否", "n"}
SEPARATOR = "|"
FAILS = "fail"


def field(model: type[Model], name: str) -> "Field[Any, Any]":
    """A field of one of the four models."""
    return model._meta.get_field(name)  # type: ignore[return-value]


def in_every_language(text: Callable[[], str]) -> Iterator[str]:
    """A text as readers of each language see it."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield text()


def tidy(text: str) -> str:
    """A text as it is kept: what one sees of it, with plain line ends."""
    return seen(text.replace("\r\n", "\n")).strip()


def value_of(of: "Field[Any, Any]", text: str) -> Any:
    """The value that a text is; ValidationError with what would be right."""
    if isinstance(of, BooleanField):
        return _yes_or_no(text)
    if isinstance(of, JSONField):
        return options_of(text)
    if of.choices:
        return _choice(of, text)
    return of.to_python(text)


def text_of(of: "Field[Any, Any]", value: Any) -> str:
    """The text of a value; empty where it is the field's default."""
    if isinstance(of, BooleanField):
        return "yes" if value else ""
    if isinstance(of, JSONField):
        return "\n".join(map(_option_line, value))
    if value is None or value == of.get_default():
        return ""
    if isinstance(of, HundredthsField):
        return plain_number(value)
    return str(value)


def plain_number(amount: Decimal) -> str:
    """A number without needless zeros, like 10 or 2.5."""
    text = f"{amount:.2f}"
    return text.rstrip("0").rstrip(".")


def _yes_or_no(text: str) -> bool:
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise ValidationError(_("Write yes or no."))


def _choice(of: "Field[Any, Any]", text: str) -> str:
    found = _choices(of).get(text.casefold())
    if found is None:
        codes = ", ".join(str(code) for code, _label in of.flatchoices if code)
        raise ValidationError(_("Write one of: %(codes)s.") % {"codes": codes})
    return found


@cache
def _choices(of: "Field[Any, Any]") -> dict[str, str]:
    """The codes of a field by themselves and by their labels."""
    found = {}
    for code, label in of.flatchoices:
        for said in in_every_language(label.__str__):
            found[said.casefold()] = str(code)
    return found | {str(code).casefold(): str(code) for code, _ in of.flatchoices}


def options_of(text: str) -> list[dict[str, Any]]:
    """The options of a choice: a line each, ``code | English | 中文 | fail``."""
    return [_option(line) for line in text.splitlines() if line.strip()]


def _option(line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split(SEPARATOR)]
    code, name, name_zh, fails = [*parts, "", "", "", ""][:4]
    is_right = fails in ("", FAILS) and len(parts) <= 4
    if not is_right or not code or not (name or name_zh):
        raise ValidationError(
            _("Write each option in a line: code | English | 中文, and | fail if bad.")
        )
    return {"code": code, "name": name, "name_zh": name_zh, "fails": fails == FAILS}


def _option_line(option: dict[str, Any]) -> str:
    parts = [option["code"], option["name"], option["name_zh"]]
    return f" {SEPARATOR} ".join(parts + [FAILS] * option["fails"])
