"""The aggregates of this app, one per file."""

from safety.notices.models.message import LEASE, LETTERS, Message
from safety.notices.models.notice import DIGEST, Notice, Telling
from safety.notices.models.robot import Robot

__all__ = ["DIGEST", "LEASE", "LETTERS", "Message", "Notice", "Robot", "Telling"]
