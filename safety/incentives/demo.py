"""The sample group gives prize cards and awards: 2019 as published, and this year."""

from pathlib import Path
from tempfile import TemporaryDirectory

from inspections.sample.staff import Staff
from safety.incentives.sample import giving, history
from safety.org.models import Kind, Unit
from safety.people.sample import plan
from safety.records import sample
from safety.records.sample import Report


def load(small: bool, progress: Report) -> None:  # noqa: FBT001 (the command's word)
    """Cards and awards of files, then what a site does; once."""
    chosen = plan.small() if small else plan.full()
    goal = history.SMALL if small else history.FULL
    today = Unit.objects.get(kind=Kind.GROUP).today
    given = history.records(chosen, Staff(), goal, today)
    with TemporaryDirectory() as folder:
        for kind, columns, rows in (
            ("cards", history.CARDS, given.cards),
            ("awards", history.AWARDS, given.awards),
        ):
            sample.load(sample.write(Path(folder), kind, columns, rows), progress)
    giving.go_on()
    progress("prize cards", 1, 1)
