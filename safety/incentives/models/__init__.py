"""The aggregates of this app, one per file."""

from safety.incentives.models.award import Award
from safety.incentives.models.card import STATES, Card, CardState

__all__ = ["STATES", "Award", "Card", "CardState"]
