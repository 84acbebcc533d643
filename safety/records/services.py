"""What becomes of a `Load` when somebody works on it: checked, loaded, taken back."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.core.declare.records import Kind
from safety.core.doorbell import ring_on_commit
from safety.records.cells import FAULT
from safety.records.heads import first
from safety.records.hold import held, is_held
from safety.records.models import CUT_SHORT, WORK, Load, State
from safety.records.read import FORMATS, Line, Refused, opened, refusal
from safety.records.registry import kinds
from safety.records.sink import sink
from safety.records.undo import undo
from safety.records.work import Work, working

TASK = "records.work"
# Files and loads up to here are done while the page waits.
SMALL, SMALL_ONE_BY_ONE = 512 * 1024, 16 * 1024  # bytes
FEW = 5000  # records
# What a page takes.
MOST_BYTES = 500 * 1024 * 1024
SAMPLE = 3


class Taken(Exception):
    """Somebody else is at work on this load, or has been."""


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def at_work(load: Load, state: State) -> Iterator[None]:
    """Work on a load in this state; however the block ends, the row says so.

    Raises Taken when another process was quicker.
    """
    with held(load.pk) as got:
        if not (got and load.move(state)):
            raise Taken
        try:
            yield
        except Refused as refused:
            refused_as = State.REFUSED if state != State.UNDOING else State.LOADED
            load.end(refused_as, message=str(refused))
            raise
        except BaseException:
            load.end(CUT_SHORT[state], message=interrupted())
            raise


def interrupted() -> str:
    """What is said of work that did not end."""
    return _("The work was cut short; nothing of it was kept.")


def end_cut_short() -> None:
    """Say of loads that their work was cut short when nobody is at work on them."""
    for load in Load.objects.at_work():
        if not is_held(load.pk):
            load.end(CUT_SHORT[load.state], message=interrupted())


# --- from a page ------------------------------------------------------------
def receive(upload: "UploadedFile[Any]", kind: Kind, *, by: User) -> Load:
    """Keep an uploaded file and read its first lines. Raises Refused."""
    name = Path(upload.name or "").name
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise refusal(_("Choose a .csv or an .xlsx file."))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{suffix}"
        with path.open("wb") as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
        load = Load(kind=kind.name, name=name[-255:], by=by, sha256=digest(path))
        load.sample = _first_lines(path)
        load.language = get_language() or ""
        with path.open("rb") as file:
            load.file.save(f"{kind.name}{suffix}", File(file), save=True)
    return load


def _first_lines(path: Path) -> list[Line]:
    """The heads and a few lines below them, without what no database keeps."""
    with opened(path) as reading:
        heads = first(reading.lines)
        below = islice(reading.lines, SAMPLE)
        return [heads, *([c.replace(FAULT, "")[:80] for c in line] for line in below)]


def remembered(kind: Kind, by: User) -> dict[str, str]:
    """What the user said of heads of such files before, the latest last."""
    loads = Load.objects.filter(kind=kind.name, by=by).exclude(columns={})
    said: dict[str, str] = {}
    for columns in reversed(loads.values_list("columns", flat=True)[:20]):
        said.update(columns)
    return said


def begin(load: Load, state: State, **fields: object) -> bool:
    """Ask for a step: a small one is done at once, others by a worker.

    False when the load is not where this step can follow.
    """
    if not load.move(state, **fields):
        return False
    if _is_small(load):
        work_on(load)
    else:
        ring_on_commit(TASK)
    return True


def _is_small(load: Load) -> bool:
    if load.state == State.TO_UNDO:
        return load.created + load.updated <= FEW
    most = SMALL_ONE_BY_ONE if kinds()[load.kind].enter else SMALL
    return load.file.size <= most


def work_on(load: Load) -> None:
    """Do the step that a load waits for; what refuses it is said in the load."""
    state = WORK[load.state]
    try:
        with override(load.language or None), at_work(load, state):
            STEPS[state](load)
    except (Taken, Refused):
        load.refresh_from_db()


def _check(load: Load) -> None:
    """Find out what loading would do, and everything that is wrong."""
    with _local(load) as path, working(load, path) as work:
        _keep_errors(load, work)
        numbers = {"rows": work.rows, "rejected": work.rejected}
        load.end(State.CHECKED, message="", **numbers, **_findings(work))


def _findings(work: Work) -> dict[str, object]:
    counts = work.outlook()
    return {
        "created": counts["created"],
        "updated": counts["updated"],
        "unchanged": counts["unchanged"],
        "totals": [{**asdict(t), "agrees": t.agrees} for t in work.filled.totals],
    }


def _carry_out(load: Load) -> None:
    """Load the file, or, when bad rows have turned up since, go back to the check."""
    with _local(load) as path:
        bad = path.with_stem("bad")
        with working(load, path, bad_path=bad) as work:
            if work.write() is None:
                _keep_errors(load, work)
                message = _("Records have changed since the check. Look at it again.")
                numbers = {"rows": work.rows, "rejected": work.rejected}
                load.end(State.CHECKED, message=message, **numbers, **_findings(work))
        if bad.exists():
            _keep(load, "bad", bad)


def _take_back(load: Load) -> None:
    undo(load, load.undone_by_id)


STEPS: Mapping[State, Callable[[Load], None]] = {
    State.CHECKING: _check,
    State.LOADING: _carry_out,
    State.UNDOING: _take_back,
}


def _keep_errors(load: Load, work: Work) -> None:
    """Keep what is wrong as a file that people can open, and the page reads."""
    if not work.rejected:
        load.errors = ""
        load.save(update_fields=["errors"])
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "errors.csv"
        with sink(path, with_mark=True) as put:
            put(["row", "column", "value", "message"])
            for bad in work.wrong():
                put([str(bad.row or ""), *bad[1:]])
        _keep(load, "errors", path)


def _keep(load: Load, field: str, path: Path) -> None:
    with path.open("rb") as file:
        getattr(load, field).save(f"{load.pk}-{path.name}", File(file), save=False)
    load.save(update_fields=[field])


@contextmanager
def _local(load: Load) -> Iterator[Path]:
    """A load's file on the disk of this machine, wherever it is kept."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file{Path(load.name).suffix}"
        with load.file.open("rb") as source, path.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        yield path
