"""An inspection as it is walked: sections, what is asked, and the score so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inspections.models import (
    ABSENT,
    FAIL,
    PASS,
    SCORED,
    Answer,
    Answering,
    AnswerPhoto,
    ChecklistVersion,
    HazardPhoto,
    Inspection,
    Item,
    Scale,
    Scoring,
    Section,
)
from inspections.scoring import Grade, Line, Part, Total, points, table, total
from safety.core.formats import DASH, number

# What must be answered before the end; texts and dates may stay away.
DEMANDED = (
    Answering.CHECK,
    Answering.DEDUCTION,
    Answering.NUMBER,
    Answering.CHOICE,
    Answering.PHOTO,
)


GRADES = {
    Grade.EXCELLENT: _("Excellent"),
    Grade.QUALIFIED: _("Qualified"),
    Grade.UNQUALIFIED: _("Unqualified"),
}


@dataclass(frozen=True)
class Stop:
    """One section on the way: its number from 1, its checklist, its items."""

    number: int
    version: ChecklistVersion
    section: Section
    items: list[Item]


class Walk:
    """The state of an inspection, read with the same few questions at any length."""

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection
        rows = inspection.sheets.select_related("version__checklist")
        self.versions = [sheet.version for sheet in rows]
        found = Answer.objects.filter(inspection=inspection).select_related("hazard")
        self.answers: dict[int, Answer] = {each.item_id: each for each in found}

    @cached_property
    def photos(self) -> dict[int, list[AnswerPhoto]]:
        """The photos of answers by the keys of their items."""
        found: dict[int, list[AnswerPhoto]] = {}
        rows = AnswerPhoto.objects.counted()
        rows = rows.filter(answer__inspection=self.inspection)
        for photo in rows.select_related("file", "answer", "by"):
            found.setdefault(photo.answer.item_id, []).append(photo)
        return found

    @cached_property
    def stops(self) -> list[Stop]:
        """All sections of all checklists, in their order."""
        rows = [
            (version, section, items)
            for version in self.versions
            for section, items in version.outline
            if items
        ]
        return [Stop(number, *row) for number, row in enumerate(rows, 1)]

    @cached_property
    def items(self) -> dict[int, Item]:
        """All items by their keys."""
        return {item.pk: item for stop in self.stops for item in stop.items}

    def stop_of(self, item: Item) -> Stop:
        """The section in which an item stands."""
        return next(stop for stop in self.stops if item in stop.items)

    def is_asked(self, version: ChecklistVersion, item: Item) -> bool:
        """Whether an item's condition, if it has one, is met."""
        if not item.asked_if:
            return True
        earlier = next((e for e in version.items if e.code == item.asked_if), None)
        answer = self.answers.get(earlier.pk) if earlier else None
        if answer is None or earlier is None or not self.is_asked(version, earlier):
            return False
        return item.asked_when in (answer.outcome, answer.said)

    def asked(self, stop: Stop) -> list[Item]:
        """The items of a section that are asked."""
        return [item for item in stop.items if self.is_asked(stop.version, item)]

    def is_answered(self, item: Item) -> bool:
        """Whether an item has what it demands, its note apart."""
        answer = self.answers.get(item.pk)
        if item.answering == Answering.PHOTO:
            return item.pk in self.photos
        return bool(answer and (answer.outcome or answer.said))

    def has_failed(self, item: Item) -> bool:
        """Whether an item is answered, and not well."""
        answer = self.answers.get(item.pk)
        return bool(answer and answer.outcome == FAIL)

    def card(self, item: Item) -> dict[str, Any]:
        """An item with its answer; failed, what it loses, and a point less or more."""
        answer = self.answers.get(item.pk) or Answer(item=item)
        said = answer.get_outcome_display() or answer.said or DASH
        shown: dict[str, Any] = {"item": item, "answer": answer, "told": said}
        shown["photos"] = self.photos.get(item.pk, [])
        shown["tone"] = {PASS: "ok", FAIL: "bad"}.get(answer.outcome, "line")
        if answer.outcome == FAIL:
            amount = lost(item, answer)
            if item.answering == Answering.DEDUCTION:
                shown["told"] = f"−{number(amount)}"
            shown |= {"lost": amount, "less": amount - 1, "more": amount + 1}
        return shown

    def words(self, answer: Answer) -> str:
        """An answer in a line: result, what it loses, what was said and noted."""
        answers, self.answers = self.answers, {answer.item_id: answer}
        told = self.card(answer.item)["told"]
        self.answers = answers
        return " · ".join(filter(None, (told, answer.note)))

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many of the demanded items are answered, and how many there are."""
        demanded = [
            item
            for stop in self.stops
            for item in self.asked(stop)
            if item.answering in DEMANDED
        ]
        return sum(map(self.is_answered, demanded)), len(demanded)

    @cached_property
    def pictured(self) -> set[int]:
        """Items that want a photo, and whose hazard has one: that is as good."""
        made = [
            (key, answer.hazard_id)
            for key, answer in self.answers.items()
            if answer.raised and self.items[key].photo_on_fail
        ]
        hazards = [hazard for _key, hazard in made]
        rows = HazardPhoto.objects.counted().filter(hazard__in=hazards)
        pictured = set(rows.values_list("hazard", flat=True))
        return {key for key, hazard in made if hazard in pictured}

    def _is_pictured(self, item: Item) -> bool:
        return item.pk in self.photos or item.pk in self.pictured

    def missing(self) -> Iterator[tuple[Stop, Item, str]]:
        """What keeps it from its end: ``answer``, ``note``, ``photo``, ``hazard``."""
        for stop in self.stops:
            for item in self.asked(stop):
                answer = self.answers.get(item.pk)
                if item.answering in DEMANDED and not self.is_answered(item):
                    yield stop, item, "answer"
                elif answer and answer.outcome == FAIL:
                    if item.note_on_fail and not answer.note:
                        yield stop, item, "note"
                    if item.photo_on_fail and not self._is_pictured(item):
                        yield stop, item, "photo"
                    if item.raises_hazard and not answer.raised:
                        yield stop, item, "hazard"

    # --- the score --------------------------------------------------------------
    @cached_property
    def total(self) -> Total | None:
        """The score of what is answered; None where nothing is scored.

        Tables of JGJ 59 make a total with a grade; what is scored by points alone makes
        one without. ValidationError where no numbers of JGJ 59 are in force.
        """
        tables = [v for v in self.versions if v.scoring == Scoring.JGJ59]
        if tables:
            rules = Scale.objects.in_force(self.inspection.inspected_on)
            found: dict[str, list[Fraction | None]] = {}
            for version in tables:
                # A category that headquarters has given no weight counts nowhere.
                if version.category in rules.weights:
                    scored = table(self._lines(version), rules)
                    found.setdefault(version.category, []).append(scored)
            return total(found, rules)
        pointed = [v for v in self.versions if v.scoring == Scoring.POINTS]
        if not pointed:
            return None
        return Total(points(line for v in pointed for line in self._lines(v)), None)

    @cached_property
    def no_score(self) -> str:
        """Why what is answered cannot be scored; empty where it can."""
        try:
            bool(self.total)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        return ""

    @property
    def score(self) -> Decimal | None:
        """The score in hundredths, for a record."""
        if self.total is None or self.total.score is None:
            return None
        of = self.total.score
        exact = Decimal(of.numerator) / Decimal(of.denominator)
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def grade(self) -> str:
        """The grade in words; empty where there is none."""
        return str(GRADES[self.total.grade]) if self.total and self.total.grade else ""

    def _lines(self, version: ChecklistVersion) -> Iterator[Line]:
        for item in version.items:
            answer = self.answers.get(item.pk)
            if item.answering in SCORED and answer and answer.outcome:
                most = item.most or Decimal(1)
                is_absent = answer.outcome == ABSENT
                got = most if answer.outcome == PASS else most - lost(item, answer)
                is_absent = is_absent or not self.is_asked(version, item)
                yield Line(most, got, Part(item.part), is_absent)


def lost(item: Item, answer: Answer) -> Decimal:
    """The points that a failed item loses."""
    most: Decimal = item.most or Decimal(1)
    if item.answering == Answering.DEDUCTION and answer.deducted is not None:
        most = min(answer.deducted, most)
    return most
