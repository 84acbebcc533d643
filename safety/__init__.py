"""Anzhu: the site, and the ground everything stands on."""

from safety.celery import app as celery_app

__all__ = ["celery_app"]
