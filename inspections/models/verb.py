"""What can be done about a hazard."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """What can be done about a hazard; the label says that it was done."""

    REPORT = "report", _("Reported")
    ACCEPT = "accept", _("Accepted as a hazard")
    DECLINE = "decline", _("Declined")
    MERGE = "merge", _("Merged into another hazard")
    TAKE_IN = "take-in", _("Took in a double")
    ASSIGN = "assign", _("Assigned")
    BEGIN = "begin", _("Rectification begun")
    SUBMIT = "submit", _("Reported as rectified")
    FIX = "fix", _("Fixed on the spot")
    VERIFY = "verify", _("Verified and closed")
    SEND_BACK = "send-back", _("Sent back")
    REOPEN = "reopen", _("Reopened")
    WITHDRAW = "take-back", _("Taken back by the reporter")
    VOID = "void", _("Voided")
    ASK = "ask-extension", _("More time asked for")
    GRANT = "grant-extension", _("More time granted")
    REFUSE = "refuse-extension", _("More time refused")
    DOWNGRADE = "downgrade", _("Downgraded to general")
    SUSPEND = "suspend-work", _("Work suspended")
    RESUME = "resume-work", _("Work resumed")
    PAUSE = "pause-escalation", _("Escalation paused")
    UNPAUSE = "resume-escalation", _("Escalation goes on")
    UNDO = "undo", _("Taken back by whoever did it")
