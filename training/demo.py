"""The sample group teaches and rehearses: 2019 as it was published, and this year."""

from pathlib import Path
from tempfile import TemporaryDirectory

from inspections.sample.staff import Staff
from safety.org.models import Kind, Unit
from safety.people.sample import plan
from safety.records import sample
from safety.records.sample import Report
from training.sample import drills, history, rehearsing, teaching
from training.sample.people import Pupils


def load(small: bool, progress: Report) -> None:  # noqa: FBT001 (the command's word)
    """Add sessions and drills with their people; a second time nothing changes."""
    chosen = plan.small() if small else plan.full()
    today = Unit.objects.get(kind=Kind.GROUP).today
    pupils = Pupils(chosen, Staff())
    taught = history.records(
        chosen, pupils, history.SMALL if small else history.FULL, today
    )
    rehearsed = drills.records(
        chosen, pupils, drills.SMALL if small else drills.FULL, today
    )
    with TemporaryDirectory() as folder:
        for kind, columns, rows in (
            ("sessions", history.SESSIONS, taught.sessions),
            ("attendances", history.ATTENDANCES, taught.attendances),
            ("drills", drills.DRILLS, rehearsed.drills),
            ("participations", drills.PARTICIPATIONS, rehearsed.participations),
        ):
            sample.load(sample.write(Path(folder), kind, columns, rows), progress)
    rehearsing.go_on()
    progress("emergency plans", 1, 1)
    teaching.go_on()
    progress("courses", 1, 1)
