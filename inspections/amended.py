"""Amendments as pages and papers show them: what stood there, and what does now."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inspections.models import OUTCOMES, Amendment, Inspection, Item, Status
from safety.core import formats

LABELS: dict[str, str | Promise] = {
    "outcome": _("Result"),
    "deducted": _("Deduct"),
    "said": _("Answer"),
    "note": _("Note"),
    "score": _("Score"),
    "status": _("Status"),
    "started_at": _("Began at"),
    "ended_at": _("Ended at"),
}


class Changed(NamedTuple):
    """One thing that is otherwise."""

    label: str | Promise
    before: str
    after: str


class Shown(NamedTuple):
    """An amendment with what it has changed, in words."""

    amendment: Amendment
    changed: Sequence[Changed]

    @property
    def on_paper(self) -> str:
        """All of it in a paragraph."""
        said = self.amendment
        parts = [f"{each.label}: {each.before} → {each.after}" for each in self.changed]
        about = f"{said.item.code} {said.item}" if said.item else ""
        words = "; ".join(filter(None, [about, said.text, *parts]))
        return f"{formats.moment(said.at)}: {words} ({said.reason})"


def of(inspection: Inspection) -> list[Shown]:
    """What was amended, the first first."""
    rows = inspection.amendments.select_related("item")
    return [Shown(each, list(_changed(each))) for each in rows]


def first_score(shown: Sequence[Shown]) -> str:
    """The score at the end of the walk, where it is another one by now."""
    told = [each.amendment for each in shown if "score" in each.amendment.after]
    if not told or told[0].before["score"] == told[-1].after["score"]:
        return ""
    return _word("score", told[0].before["score"], None)


def _changed(amendment: Amendment) -> Iterable[Changed]:
    for name, label in LABELS.items():
        before, after = amendment.before.get(name, ""), amendment.after.get(name, "")
        if before != after:
            words = (_word(name, text, amendment.item) for text in (before, after))
            yield Changed(label, *words)


def _word(name: str, text: str, item: Item | None) -> str:
    """What a kept text says to a reader."""
    if not text:
        return formats.DASH
    if name == "status":
        return str(Status(text).label)
    if name == "outcome":
        return str(OUTCOMES.get(text, text))
    if name in ("deducted", "score"):
        return formats.number(Decimal(text))
    if name.endswith("_at"):
        return formats.moment(datetime.fromisoformat(text))
    options: dict[str, Any] = dict(item.coded_options) if item else {}
    return str(options.get(text, text))
