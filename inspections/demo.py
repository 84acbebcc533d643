"""The sample group has the starter library, and inspects with it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from inspections.sample import history, live, published
from inspections.sample.staff import Staff
from inspections.services import library
from safety.org.models import Kind, Unit
from safety.people.sample import plan
from safety.records import sample
from safety.records.sample import Report


def load(small: bool, progress: Report) -> None:  # noqa: FBT001 (the command's word)
    """Add library, inspections and hazards; a second time nothing changes."""
    group = Unit.objects.get(kind=Kind.GROUP)
    library.add_starters(group, by=None)
    progress("checklists", 1, 1)
    chosen = plan.small() if small else plan.full()
    goal = published.SMALL if small else published.FULL
    found = history.records(chosen, Staff(), goal, group.today)
    with TemporaryDirectory() as folder:
        for kind, columns, rows in (
            ("inspections", history.INSPECTIONS, found.inspections),
            ("hazards", history.HAZARDS, found.hazards),
        ):
            file = sample.write(Path(folder), kind, columns, rows)
            sample.load(file, progress)
    live.go_on()
    progress("site", 1, 1)
