"""The chain of hashes of the closing book: made link by link, and proved again."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from safety.closing.models import Entry, Verb
from safety.indicators import published, rebuild, registry, sql
from safety.indicators.read import measures_of
from safety.journal.models import Change
from safety.org.models import ClosedMonth

AT_ONCE = 5000
CHANGE = ("pk", "label", "key", "verb", "before", "after", "by", "at", "load")
LOCK = f"LOCK TABLE {Change._meta.db_table} IN SHARE MODE"


def digest_of(lines: Iterable[str]) -> str:
    """The SHA-256 of some lines, each with its end."""
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode())
        found.update(b"\n")
    return found.hexdigest()


def plain(said: Any) -> str:
    """JSON that is the same for the same content, on either database."""
    return json.dumps(said, sort_keys=True, default=_text)


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def hold_changes() -> None:
    """Until the transaction ends nobody else changes a record.

    Whoever has changed one and not committed yet is waited for; so the number of the
    last Change means the same for ever. (SQLite has one writer anyway.)
    """
    if connection.vendor == "postgresql":
        sql.run(LOCK)


def last_change() -> int:
    """The number of the last Change."""
    return Change.objects.aggregate(last=Max("pk"))["last"] or 0


def settled() -> int:
    """The number of the last Change, before which none will appear any more."""
    with transaction.atomic():
        hold_changes()
        return last_change()


class ChangesHash:
    """The hash of all changes up to one, made from that of those up to an earlier one.

    It may be read on in steps: a long way before the lock is taken, the rest under it.
    """

    def __init__(self, number: int = 0, known: str = "") -> None:
        self.number, self._known = number, known
        self._found = hashlib.sha256(known.encode())

    @classmethod
    def of_last_entry(cls) -> "ChangesHash":
        """What the last entry has."""
        entry = Entry.objects.order_by("-pk").first()
        return cls(entry.change, entry.changes_hash) if entry else cls()

    def read_to(self, number: int) -> str:
        """Read on to a Change, and say the hash up to it."""
        for line in _changes(self.number, number):
            self._known = ""
            self._found.update(line.encode())
        self.number = number
        return self._known or self._found.hexdigest()


def _changes(after: int, until: int) -> Iterator[str]:
    rows = Change.objects.filter(pk__gt=after, pk__lte=until).order_by("pk")
    for row in rows.values_list(*CHANGE).iterator(chunk_size=AT_ONCE):
        yield plain(row)


def seal(entry: Entry, changes: str) -> Entry:
    """Give a new entry, whose rows are all there, its hashes, and save them."""
    before = Entry.objects.filter(pk__lt=entry.pk).order_by("-pk").first()
    entry.changes_hash, entry.previous = changes, before.hash if before else ""
    entry.kept_hash = digest_of(published.lines(entry.pk))
    entry.hash = digest_of([plain(entry.said())])
    entry.save()
    return entry


# --- proof --------------------------------------------------------------------------


def faults() -> Iterator[str]:
    """What does not agree with the closing book, as sentences; else none."""
    previous, read = "", ChangesHash()
    for entry in Entry.objects.order_by("pk"):
        number = {"number": entry.pk}
        if entry.previous != previous:
            yield _("Entry %(number)s does not follow the one before it.") % number
        if entry.kept_hash != digest_of(published.lines(entry.pk)):
            yield _("What entry %(number)s has published was changed.") % number
        if _is_hidden(entry):
            yield _("What entry %(number)s has published is kept from view.") % number
        if entry.changes_hash != read.read_to(entry.change):
            yield _("A change of records before entry %(number)s was changed.") % number
        if entry.hash != digest_of([plain(entry.said())]):
            yield _("Entry %(number)s was changed.") % number
        previous, read = entry.hash, ChangesHash(entry.change, entry.changes_hash)
    yield from _states()


def _is_hidden(entry: Entry) -> bool:
    """Whether a measure is said to be newer whose definition it closed with."""
    newer = published.newer_than(entry.pk)
    versions = rebuild.versions() if newer else {}
    return any(
        entry.definitions.get(code) == version
        and not newer.isdisjoint(measures_of(registry.indicators()[code]))
        for code, version in versions.items()
    )


def _states() -> Iterator[str]:
    """Months that are closed, or open, other than the entries say."""
    expected: dict[tuple[int, int], int] = {}
    for entry in Entry.objects.order_by("pk"):
        if entry.verb == Verb.CLOSE:
            expected |= dict.fromkeys(published.closed_by(entry.pk), entry.pk)
        elif entry.verb == Verb.REOPEN:
            for unit, month in entry.told["months"]:
                expected.pop((unit, month), None)
    rows = ClosedMonth.objects.active().values_list("unit_id", "month", "entry")
    found = {(unit, month): entry for unit, month, entry in rows}
    if found != expected:
        yield _("Months are closed, or open, other than the closing book says.")
