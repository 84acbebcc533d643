"""A project with people of every role, and hazards in every state."""

from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from inspections.models import Hazard, Move, Policy, Verb
from safety.accounts.models import User
from safety.accounts.permissions import Role
from safety.journal import write as journal
from tests import make

AT = {
    Role.COMPANY_LEADER: "company",
    Role.COMPANY_SAFETY: "company",
    Role.AUDITOR: "company",
    Role.HQ_SAFETY: "group",
    Role.ADMINISTRATOR: "group",
}


class Scene:
    """``users[role]`` holds the role where such people sit; all have a person.

    The crew's foreman is a project's staff without an account in the cast.
    """

    def __init__(self) -> None:
        self.company = make.company()
        self.project = make.project(code="P01", parent=self.company)
        places = {
            "project": self.project,
            "company": self.company,
            "group": make.group(),
        }
        self.users: dict[str, User] = {}
        for role in Role:
            unit = places[AT.get(role, "project")]
            person = make.person(unit, name=f"{role.label}")
            self.users[role] = make.user(role, unit, person=person)
        self.foreman = make.person(self.project, name="Foreman")
        self.reporter = make.person(self.project, name="Reporter")
        self.today = timezone.localdate()
        # Photos are compulsory only where a test is about them.
        Policy.objects.update(photo_to_report=False, photo_to_submit=False)

    def client(self, role: str) -> Client:
        client = Client()
        client.force_login(self.users[role])
        return client

    def person(self, role: str) -> Any:
        return self.users[role].person

    def unlink(self, person: Any) -> None:
        """Let an account be nobody's any more."""
        person.user = None
        journal.save(person, "unlink", by=None)

    def hazard(self, state: str, **fields: Any) -> Hazard:
        """A hazard in a state, with what led there."""
        told: dict[str, dict[str, Any]] = {
            "draft": {"status": "voided", "uncounted": "draft"},
            "triage": {"status": "voided", "uncounted": "triage"},
            "declined": {"status": "voided", "uncounted": "declined"},
            "voided": {"status": "voided"},
            "reported": {},
            "assigned": {"responsible": self.foreman},
            "rectifying": {"responsible": self.foreman, "begun_at": timezone.now()},
            "awaiting": {
                "responsible": self.foreman,
                "rectified_on": self.today,
                "rectified_by": self.foreman,
            },
            "closed": {
                "responsible": self.foreman,
                "rectified_on": self.today,
                "rectified_by": self.foreman,
                "verified_on": self.today,
                "verified_by": self.person(Role.SAFETY_OFFICER),
            },
        }
        day: date = fields.pop("found_on", self.today)
        made = make.hazard(self.project, day, **{**told[state], **fields})
        return Hazard.objects.get(pk=made.pk)

    def reported_by(self, role: str, hazard: Hazard) -> Move:
        """Keep that somebody of a role reported it just now."""
        hazard.found_by = self.person(role)
        journal.save(hazard, "change", by=None)
        move = Move(
            hazard=hazard, verb=Verb.REPORT, by=hazard.found_by, user=self.users[role]
        )
        move.save()
        return move


def url(hazard: Hazard, verb: str) -> str:
    return f"/inspections/hazards/{hazard.pk}/{verb}/"


def again(hazard: Hazard) -> Hazard:
    return Hazard.objects.get(pk=hazard.pk)
