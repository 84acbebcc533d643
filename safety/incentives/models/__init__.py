"""The aggregates of this app, one per file."""

from safety.incentives.models.award import Award
from safety.incentives.models.badge import Badge
from safety.incentives.models.behaviour import About, Behaviour
from safety.incentives.models.budget import Budget
from safety.incentives.models.card import STATES, Card, CardState
from safety.incentives.models.consent import Consent
from safety.incentives.models.contest import Contest, ContestState, Entrant
from safety.incentives.models.entry import Account, Entry, Movement
from safety.incentives.models.good import Good, HandedOut
from safety.incentives.models.observation import Duty, Visit
from safety.incentives.models.photo import CardPhoto
from safety.incentives.models.printed_card import PaperState, PrintedBatch, PrintedCard
from safety.incentives.models.proof import Proof
from safety.incentives.models.proposal import Answer, Proposal
from safety.incentives.models.redemption import Redemption
from safety.incentives.models.rule import CardRule
from safety.incentives.models.selection import (
    Exclusion,
    Member,
    Objection,
    Payment,
    Pick,
    Selection,
    SelectionState,
)
from safety.incentives.models.settlement import Settlement, SettlementSignature
from safety.incentives.models.signal import CardAudit, Finding, Limit, SignalRule
from safety.incentives.models.star_rule import Measure, StarRule
from safety.incentives.models.suggestion import Review
from safety.incentives.models.violation import Violation

__all__ = [
    "STATES",
    "About",
    "Account",
    "Answer",
    "Award",
    "Badge",
    "Behaviour",
    "Budget",
    "Card",
    "CardAudit",
    "CardPhoto",
    "CardRule",
    "CardState",
    "Consent",
    "Contest",
    "ContestState",
    "Duty",
    "Entrant",
    "Entry",
    "Exclusion",
    "Finding",
    "Good",
    "HandedOut",
    "Limit",
    "Measure",
    "Member",
    "Movement",
    "Objection",
    "PaperState",
    "Payment",
    "Pick",
    "PrintedBatch",
    "PrintedCard",
    "Proof",
    "Proposal",
    "Redemption",
    "Review",
    "Selection",
    "SelectionState",
    "Settlement",
    "SettlementSignature",
    "SignalRule",
    "StarRule",
    "Violation",
    "Visit",
]
