"""Keeping robots: their address beside the journal, of which a page shows the end."""

from django.db import transaction

from safety.journal import write as journal
from safety.notices.groups import require_known
from safety.notices.models import Robot

SHOWN = 4  # characters of an address, so that one is told from another


def save(robot: Robot, verb: str, *, address: str, key: str, by: int | None) -> Robot:
    """Save a robot; an empty address or key stays as it is.

    Raises ValidationError for an address that is not the service's.
    """
    with transaction.atomic():
        robot.secret_url = address or robot.secret_url
        robot.secret_key = key or robot.secret_key
        host = require_known(robot.secret_url, robot.service).hostname
        robot.tail = f"{host}/…{robot.secret_url[-SHOWN:]}"
        journal.save(robot, verb, by=by)
        robot.save(update_fields=["secret_url", "secret_key"])
    return robot
