"""One file on its way in: read, understood, staged, examined, and maybe written."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.core.declare.records import Bad
from safety.records.bad_rows import write_bad_rows
from safety.records.check import drop_bad, examine
from safety.records.fill import Filled, Filler, Said
from safety.records.heads import first, understand
from safety.records.models import Load, State
from safety.records.read import opened, refusal
from safety.records.registry import kinds
from safety.records.stage import Stage
from safety.records.write import keep, outlook, write


def silent(_share: float) -> None:
    """Nobody wants to hear how far it is."""


@dataclass
class Work:
    """A file that has been read and examined.

    ``bad_path`` is where the bad rows go when the good ones are loaded without them.
    """

    load: Load
    path: Path
    stage: Stage
    filled: Filled
    viewer: User | None
    bad_path: Path | None = None

    @property
    def rows(self) -> int:
        """The number of rows in the file."""
        return self.filled.rows

    @property
    def rejected(self) -> int:
        """The number of bad ones."""
        return self.stage.rejected

    def wrong(self) -> Iterator[Bad]:
        """Everything that is wrong, in the order of the file."""
        return self.stage.wrong()

    def outlook(self) -> "Counter[str]":
        """What writing the good rows would do."""
        drop_bad(self.stage)
        return outlook(self.stage)

    def trial(self) -> "Counter[str] | None":
        """What `write` would do, and return."""
        return None if self._is_refused else self.outlook()

    def write(self) -> "Counter[str] | None":
        """Write the good rows; None, and nothing, if there are bad ones not to skip.

        Raises Refused when somebody else was quicker.
        """
        if self._is_refused:
            return None
        try:
            with self._bad_rows_kept(), transaction.atomic():
                return self._write_at_rest()
        except IntegrityError as error:
            raise refusal(self._sentence(str(error))) from error
        except ValidationError as error:
            raise refusal(" ".join(error.messages)) from error

    @property
    def _is_refused(self) -> bool:
        return bool(self.rejected) and not self.load.skip_bad

    @contextmanager
    def _bad_rows_kept(self) -> Iterator[None]:
        """Have the bad rows in a file of theirs, unless the block fails."""
        self._keep_bad_rows()
        try:
            yield
        except BaseException:
            if self.bad_path:
                self.bad_path.unlink(missing_ok=True)
            raise

    def _keep_bad_rows(self) -> None:
        if self.rejected and self.bad_path:
            write_bad_rows(self.path, self.bad_path, self.wrong())

    def _write_at_rest(self) -> "Counter[str] | None":
        """Write while nobody else can: what was found before must still be so."""
        stage = self.stage
        if stage.kind.hold:
            stage.kind.hold(stage.rows())
        if stage.has_moved_on():
            _examined(stage, self.viewer, self.load)
            if self._is_refused:
                return None
            self._keep_bad_rows()
        drop_bad(stage)
        counts = write(stage, "load")
        numbers = {name: counts[name] for name in ("created", "updated", "unchanged")}
        told: dict[str, int | str] = {**numbers}
        if self.load.restate:
            told["why"] = self.load.restate
        keep(self.load, "load", told, by=self.load.by_id)
        numbers |= {"rows": self.rows, "rejected": self.rejected}
        if not self.load.end(State.LOADED, message="", **numbers):
            raise refusal(_("This load was given up meanwhile. Load the file again."))
        return counts

    def _sentence(self, error: str) -> str:
        """What a constraint that stopped the write promises, if it can be told."""
        for constraint in self.stage.kind.model._meta.constraints:
            if constraint.name in error:
                return str(constraint.get_violation_error_message())
        return _("Somebody changed the same records meanwhile. Load the file again.")


def _examined(stage: Stage, viewer: User | None, load: Load) -> None:
    """Note what is wrong with the rows, as the load is asked to take them."""
    examine(stage, viewer, skip_bad=load.skip_bad, restate=load.restate)


# A workbook takes memory for each of its rows: a page asks for more of them as CSV.
MOST_OF_WORKBOOK = 300_000


@contextmanager
def working(
    load: Load, path: Path, say: Said = silent, bad_path: Path | None = None
) -> Iterator[Work]:
    """Read and examine a file; nothing is written yet. Raises Refused.

    ``load`` says of which kind it is, under which name, for whom and how.
    """
    kind, viewer = kinds()[load.kind], load.by
    with opened(path, load.name) as reading:
        if load.file and reading.height > MOST_OF_WORKBOOK:
            raise refusal(_("Save a sheet of so many rows as CSV and load that."))
        heads = understand(first(reading.lines), kind, load.columns)
        present = tuple(cell for cell in heads if cell)
        stage = Stage(kind, present, load.pk or 0, load.by_id)
        with stage.opened():
            filled = Filler(stage, heads).fill(reading, say)
            if not filled.rows:
                raise refusal(_("There are no rows below the names of the columns."))
            _examined(stage, viewer, load)
            yield Work(load, path, stage, filled, viewer, bad_path)
