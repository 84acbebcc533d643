"""Schedules of reports, their delivery, and the archive of what was sent."""
