"""The closing book, and what the units hand in before."""

from safety.closing.models.due import DueDay, Nudge, Step
from safety.closing.models.entry import Entry, Verb
from safety.closing.models.evidence import Evidence
from safety.closing.models.handed_in import Return, ReturnSignature

__all__ = [
    "DueDay",
    "Entry",
    "Evidence",
    "Nudge",
    "Return",
    "ReturnSignature",
    "Step",
    "Verb",
]
