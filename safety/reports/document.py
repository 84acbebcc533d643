"""A report of a unit and period as one reader gets it, in the language of the moment.

    document = build(report, unit, period, viewer)

What it says is fixed from then on: page, PDF and Excel are made of it alone, without
another look at the clock or the database, so that the same document is the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.access import Viewer
from safety.core.months import Period
from safety.indicators import read
from safety.indicators.subjects import VIEW
from safety.org.models import Kind, Unit
from safety.reports import lead
from safety.reports.blocks import Block, MissingBlock
from safety.reports.gathering import Gathered, Want
from safety.reports.models import Note
from safety.reports.sections import MAKERS
from safety.reports.structure import Report, Section

log = structlog.get_logger(__name__)


class NotSeen(Exception):
    """The reader may not see numbers of the unit."""


class Everyone:
    """Whoever runs commands on the machine: held nowhere, he sees everything."""

    def unit_ids_for(self, _permission: str) -> frozenset[int]:
        """The tops of the tree."""
        return frozenset(Unit.objects.filter(parent=None).values_list("pk", flat=True))

    def unit_kinds_for(self, _permission: str) -> frozenset[str]:
        """What the tops are."""
        return frozenset({Kind.GROUP})


@dataclass(frozen=True)
class Signed:
    """A manager's note, and who wrote it when."""

    text: str
    by: str


@dataclass(frozen=True)
class Document:
    """What a report says to one reader, in one language.

    ``state`` says whether its figures may still move; ``above`` is what the unit is
    part of.
    """

    name: str
    file_name: str
    language: str
    title: str
    unit: str
    above: str
    period: str
    state: str
    headline: str
    sentences: Sequence[str]
    note: Signed | None
    blocks: Sequence[Block]

    @property
    def place(self) -> str:
        """The unit, and what it is part of."""
        if not self.above:
            return self.unit
        # Translators: a unit and what it is part of; Chinese has the larger first.
        return _("%(unit)s, %(above)s") % {"unit": self.unit, "above": self.above}

    @property
    def heading(self) -> str:
        """Title and period in one line."""
        return _("%(title)s, %(period)s") % {
            "title": self.title,
            "period": self.period,
        }


def build(report: Report, unit: Unit, period: Period, viewer: Viewer) -> Document:
    """The report for a reader. Raises NotSeen; ValueError when it is not for the unit.

    A section that fails is stated in the report and logged.
    """
    units = Unit.objects.visible_to(viewer, VIEW).select_related("parent")
    seen = units.filter(pk=unit.pk).first()
    if seen is None:
        raise NotSeen
    if not report.is_for(unit):
        raise ValueError(
            _("“%(report)s” is not for a unit like %(unit)s.")
            % {"report": report.title, "unit": unit}
        )
    period = report.fitted(period)
    gathered = Gathered(viewer, unit, period)
    parts = report.parts(unit)
    gathered.read(_wanted(report, parts, gathered))
    return Document(
        name=report.name,
        file_name=f"{report.name}-{unit.code}-{period}",
        language=get_language() or "en",
        title=str(report.title),
        unit=str(unit),
        above=str(seen.parent or ""),
        period=formats.period(period),
        state=_state(gathered),
        headline=lead.headline(gathered, report.leads),
        sentences=lead.sentences(gathered, report.leads),
        note=_note(report, unit, period),
        blocks=list(filter(None, (_made(report, part, gathered) for part in parts))),
    )


def _wanted(report: Report, parts: Sequence[Section], gathered: Gathered) -> list[Want]:
    wanted = list(lead.needed(gathered, report.leads))
    for part in parts:
        wanted += MAKERS[type(part)].wants(part, gathered)
    return wanted


def _made(report: Report, part: Section, gathered: Gathered) -> Block | None:
    """A section; what goes wrong in one is said in its place, and spoils no other."""
    try:
        return MAKERS[type(part)].block(part, gathered)
    except Exception:
        log.exception(
            "report_section_failed",
            report=report.name,
            section=type(part).__name__,
            unit=gathered.unit.code,
            period=str(gathered.period),
        )
        why = _("This part could not be made. The administrator can see why.")
        return MissingBlock(str(part.title), why=why)


def _state(gathered: Gathered) -> str:
    """Whether figures may still move."""
    if any(each.is_closed for each in gathered.own):
        return _("Closed: figures as published.")
    state = _("Open: figures may still move.")
    if read.is_stale(gathered.period):
        waits = _("Some changes are not counted in them yet.")
        return f"{state} {waits}"
    return state


def _note(report: Report, unit: Unit, period: Period) -> Signed | None:
    note = Note.objects.of(report.name, unit, period).select_related("written_by")
    found = note.first()
    if found is None or not found.text:
        return None
    by = f"{found.written_by}, {formats.moment(found.written_at)}"
    return Signed(found.text, by)
