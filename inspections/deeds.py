"""What can be done about a hazard, as pages show it: words, form and verb of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inspections.forms import moves, triage
from inspections.models import Hazard, Move, Verb
from inspections.services import flags, hazards, merging, public_reports
from inspections.services.guards import Case

Text = str | Promise


@dataclass(frozen=True)
class Deed:
    """A move as a button and a page.

    ``is_one_tap``: the button on the hazard's page does it at once, without a form.
    ``refuses``: the verb whose other answer it is; the two stand side by side.
    """

    verb: str
    slug: str
    action: Text
    said: Text
    icon: str
    act: Callable[..., Move]
    form: type[moves.MoveForm] = moves.MoveForm
    text: Text = ""
    is_one_tap: bool = False
    is_grave: bool = False
    refuses: str = ""

    def url(self, hazard: Hazard) -> str:
        """The address of its page."""
        return reverse(f"inspections:{self.slug}", args=[hazard.pk])


# The order of the buttons: what comes next in the loop stands first.
DEEDS: Sequence[Deed] = (
    Deed(
        Verb.ACCEPT,
        "accept-report",
        _("Accept"),
        _("It is a hazard now, and counts."),
        "check",
        public_reports.accept,
        triage.AcceptForm,
    ),
    Deed(
        Verb.VERIFY,
        "verify-hazard",
        _("Verify and close"),
        _("Verified and closed."),
        "circle-check",
        hazards.verify,
        is_one_tap=True,
        text=_("You have seen that it is put right."),
    ),
    Deed(
        Verb.SEND_BACK,
        "send-back-hazard",
        _("Send back"),
        _("Sent back."),
        "arrow-back-up",
        hazards.send_back,
        moves.SendBackForm,
        is_grave=True,
        refuses=Verb.VERIFY,
    ),
    Deed(
        Verb.GRANT,
        "grant-extension",
        _("Grant more time"),
        _("More time is granted."),
        "calendar-due",
        hazards.grant_extension,
        text=_("Reminders follow the new day; numbers keep the first one."),
    ),
    Deed(
        Verb.REFUSE,
        "refuse-extension",
        _("Refuse more time"),
        _("The day it is due stays."),
        "x",
        hazards.refuse_extension,
        moves.ReasonForm,
        refuses=Verb.GRANT,
    ),
    Deed(
        Verb.SUBMIT,
        "submit-hazard",
        _("Report as rectified"),
        _("It waits for somebody else to verify it."),
        "check",
        hazards.submit,
        moves.SubmitForm,
    ),
    Deed(
        Verb.BEGIN,
        "begin-hazard",
        _("Begin"),
        _("Rectification has begun."),
        "tool",
        hazards.begin,
        is_one_tap=True,
        text=_("Work on it has begun."),
    ),
    Deed(
        Verb.ASSIGN,
        "assign-hazard",
        _("Assign"),
        _("Assigned."),
        "user-check",
        hazards.assign,
        moves.AssignForm,
    ),
    Deed(
        Verb.ASK,
        "ask-extension",
        _("Ask for more time"),
        _("More time is asked for."),
        "clock-pause",
        hazards.ask_extension,
        moves.ExtensionForm,
    ),
    Deed(
        Verb.MERGE,
        "merge-hazard",
        _("Merge with another"),
        _("It is part of the other one now."),
        "arrow-merge",
        merging.merge,
        triage.MergeForm,
        text=_("Its words and photos go along; it counts nowhere from then on."),
    ),
    Deed(
        Verb.DECLINE,
        "decline-report",
        _("Decline"),
        _("Declined; the reporter reads why."),
        "x",
        public_reports.decline,
        triage.DeclineForm,
        is_grave=True,
        refuses=Verb.ACCEPT,
    ),
    Deed(
        Verb.SUSPEND,
        "suspend-work",
        _("Suspend work"),
        _("Work is suspended."),
        "hand-stop",
        flags.suspend_work,
        moves.ReasonForm,
        text=_("Nobody works there until you say that work goes on."),
        is_grave=True,
    ),
    Deed(
        Verb.RESUME,
        "resume-work",
        _("Resume work"),
        _("Work goes on."),
        "player-play",
        flags.resume_work,
        moves.ReasonForm,
    ),
    Deed(
        Verb.PAUSE,
        "pause-escalation",
        _("Pause escalation"),
        _("Escalation is paused."),
        "clock-pause",
        flags.pause,
        moves.ReasonForm,
        text=_("Nobody is told while it is paused; the time does not count."),
    ),
    Deed(
        Verb.UNPAUSE,
        "resume-escalation",
        _("Resume escalation"),
        _("Escalation goes on."),
        "clock",
        flags.unpause,
        moves.ReasonForm,
    ),
    Deed(
        Verb.WITHDRAW,
        "take-back-hazard",
        _("Take the report back"),
        _("Your report is taken back."),
        "arrow-back-up",
        hazards.take_back,
        text=_("You reported it by mistake: it counts nowhere, and its history stays."),
        is_grave=True,
    ),
    Deed(
        Verb.REOPEN,
        "reopen-hazard",
        _("Reopen"),
        _("Reopened: it is to be rectified and verified once more."),
        "lock-open",
        hazards.reopen,
        moves.ReasonForm,
        is_grave=True,
    ),
    Deed(
        Verb.DOWNGRADE,
        "downgrade-hazard",
        _("Downgrade to general"),
        _("It is a general hazard now."),
        "arrow-down",
        hazards.downgrade,
        moves.ReasonForm,
        is_grave=True,
    ),
    Deed(
        Verb.VOID,
        "void-hazard",
        _("Void"),
        _("Voided: it counts nowhere."),
        "x",
        hazards.void,
        moves.ReasonForm,
        is_grave=True,
    ),
)
BY_VERB: dict[str, Deed] = {deed.verb: deed for deed in DEEDS}


def open_to(case: Case) -> list[Deed]:
    """What the actor can do about a hazard now, the next thing first.

    What nobody has to rectify yet is given to somebody.
    """
    found = [deed for deed in DEEDS if case.can(deed.verb)]
    if case.hazard.responsible_id is None:
        found.sort(key=lambda deed: deed.verb != Verb.ASSIGN)
    return found


def facts_of(form: Any) -> dict[str, Any]:
    """What a form gives its verb."""
    return form.facts if isinstance(form, moves.MoveForm) else {}
