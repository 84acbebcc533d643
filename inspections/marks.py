"""How risk and state of a hazard look, in lists and on pages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inspections.models import (
    OUTCOMES,
    Answering,
    ChecklistVersion,
    Item,
    Mark,
    Plan,
    Risk,
    Section,
    State,
)
from inspections.scoring import Part
from safety.core.formats import DASH, number
from safety.core.paging import Count
from safety.core.templatetags.anzhu import icon
from safety.org.models import WEEKDAYS

ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
STATES = dict(State.choices)


def risk(value: str, size: str = "s") -> SafeString | str:
    """The coloured square of a risk, with words for who hears the page."""
    if value not in Risk.values:
        return DASH
    heard = _("Risk %(number)s of 4, 1 the gravest") % {"number": value}
    square = '<span class="az-risk r{} {}"><span aria-hidden="true">{}</span>'
    return format_html(
        square + '<span class="az-vh">{}</span></span>',
        *(value, size, ROMAN[value], heard),
    )


def state(value: str) -> SafeString:
    """The state with its pie, tick or cross."""
    return format_html('<span class="az-state {}">{}</span>', value, STATES[value])


def days_since(day: date | None) -> int | None:
    """Days from a day until today; None where there is none."""
    return (timezone.localdate() - day).days if day else None


def days_over(due: date | None) -> int | None:
    """Days since a day was missed; None where none was."""
    days = days_since(due)
    return days if days and days > 0 else None


def in_days(days: int) -> str:
    """``3 days``."""
    said = ngettext("%(days)s day", "%(days)s days", days)
    return said % {"days": number(days)}


def age(found: date | None) -> str:
    """How long ago something that is still open was found."""
    days = days_since(found)
    return DASH if days is None else _("%(days)s d") % {"days": number(days)}


def deadline(due: date | None) -> SafeString | str:
    """How much time there is until a day, or that it was missed."""
    if due is None:
        return DASH
    left = (due - timezone.localdate()).days
    if left > 1:
        return _("%(time)s left") % {"time": in_days(left)}
    if left < 0:
        said, css = _("%(time)s over") % {"time": in_days(-left)}, "bad"
    else:
        said, css = (_("today") if left == 0 else _("tomorrow")), "warn"
    return format_html('<span class="az-tag {}">{}{}</span>', css, icon("clock"), said)


def verdict(state: str) -> str:
    """What whoever looked again said of a fix; empty where nobody has."""
    if state == State.CLOSED:
        return _("Put right")
    return _("Sent back") if state else ""


# Of open hazards by days since they were found: (from, to or None, how many).
Ages = Iterable[tuple[int, int | None, Count]]


def ages(by_age: Ages) -> SafeString:
    """Hazards by age as a bar of as many parts, and the numbers in words below it."""
    found = list(by_age)
    whole = sum(count.number for _least, _most, count in found)
    if not whole:
        return SafeString("")
    parts, at = [], 0.0
    for place, (_least, _most, count) in enumerate(found, 1):
        width = 100 * count.number / whole
        parts.append((place, round(at, 2), round(width, 2)))
        at += width
    rect = '<rect class="a{}" x="{}%" width="{}%" height="100%"/>'
    bar, words = format_html_join("", rect, parts), []
    for least, most, count in found:
        days = f"{least}–{most}" if most is not None else f"{least}+"
        words.append((_("%(days)s d") % {"days": days}, count.label))
    said = format_html_join("", "<span>{} <b>{}</b></span>", words)
    whole_bar = (
        '<svg aria-hidden="true">{}</svg><span class="az-row">'
        '<span class="az-vh">{}</span>{}</span>'
    )
    return format_html(whole_bar, bar, _("Open hazards by age in days"), said)


def asks(item: Item) -> list[str]:
    """What an item asks beside its text, in a few words each."""
    points = item.most and _("%(n)s points") % {"n": number(item.most)}
    is_plain = item.answering in (Answering.CHECK, Answering.DEDUCTION)
    said = [
        "" if item.part == Part.GENERAL else item.get_part_display(),
        "" if is_plain else item.get_answering_display(),
        points,
        _limits(item),
        *item.shown_options,
        item.photo_on_fail and _("Photo when it fails"),
        item.note_on_fail and _("Note when it fails"),
        item.raises_hazard and _("A fail raises a hazard"),
        item.asked_if and _("Asked if %(code)s: %(answer)s") % _condition(item),
        item.clause,
    ]
    return [str(each) for each in said if each]


def _limits(item: Item) -> str:
    low, high = ("" if each is None else number(each) for each in (item.low, item.high))
    if low and high:
        return _("%(low)s to %(high)s %(unit)s") % {
            "low": low,
            "high": high,
            "unit": item.measured_in,
        }
    unit = item.measured_in
    return f"≥ {low} {unit}" if low else f"≤ {high} {unit}" if high else unit


def _condition(item: Item) -> dict[str, str]:
    answer = str(OUTCOMES.get(item.asked_when, item.asked_when))
    return {"code": item.asked_if, "answer": answer}


def outline(version: ChecklistVersion) -> list[tuple[Section, list[Any]]]:
    """A version as pages show it: sections, each with (item, what it asks)."""
    return [
        (section, [(item, asks(item)) for item in items])
        for section, items in version.outline
    ]


# How far a version was checked, as a class of the note that says so.
UNSURE = {Mark.MEMORY, Mark.PROPOSED, Mark.PARTLY}


def doubts(version: ChecklistVersion) -> list[str]:
    """What a page says above a version whose texts or points were not fully checked."""
    said = {
        _("Names of the items"): (version.names_mark, version.get_names_mark_display()),
        _("Points"): (version.scores_mark, version.get_scores_mark_display()),
    }
    return [
        f"{what}: {label}" for what, (mark, label) in said.items() if mark in UNSURE
    ]


# --- plans ------------------------------------------------------------------
PLAN_TONES = {"running": "ok", "paused": "warn", "ended": "line"}
PLAN_STATES = dict(Plan.State.choices)
OCCURRENCES = {
    "due": ("", gettext_lazy("Due")),
    "late": ("warn", gettext_lazy("Late")),
    "missed": ("bad", gettext_lazy("Missed")),
    "done": ("ok", gettext_lazy("Done")),
    "done-late": ("warn", gettext_lazy("Done late")),
    "withdrawn": ("line", gettext_lazy("Withdrawn")),
    "planned": ("line", gettext_lazy("Planned")),
}


def plan_state(value: str) -> SafeString:
    """Whether a plan runs, as a tag."""
    tag = '<span class="az-tag {}">{}</span>'
    return format_html(tag, PLAN_TONES[value], PLAN_STATES[value])


def occurrence(tone: str) -> SafeString:
    """How far a planned inspection has come, as a tag."""
    css, label = OCCURRENCES[tone]
    return format_html('<span class="az-tag {}">{}</span>', css, label)


def joined(names: Iterable[Any]) -> SafeString:
    """Names or links, one after the other."""
    return format_html_join(_(", "), "{}", ((name,) for name in names))


def rule(plan: Plan) -> str:
    """How often a plan asks, in words: ``Weekly: Monday, Wednesday``."""
    said = str(plan.get_repeat_display())
    if plan.every > 1:
        said = _("%(repeat)s, every %(n)s") % {"repeat": said, "n": plan.every}
    days = [str(WEEKDAYS[day]) for day in plan.weekdays.split(",") if day]
    if not days:
        return said
    which = [str(plan.get_nth_display())] if plan.nth else []
    return f"{said}{_(': ')}{' '.join([*which, _(', ').join(days)])}"
