"""Drills that units have planned."""

from safety.core.planned import register
from training.services import matching

register("drills.count", matching.against)
