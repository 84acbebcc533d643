"""Who is told at a rung: from the bottom up, whoever holds the role nearest above.

Where nobody holds it, the next rung's people are told instead: a gap in the list of
roles keeps nothing from those who must know.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from inspections.models import Who
from inspections.services.guards import RANK
from safety.accounts.models import Grant, User
from safety.accounts.permissions import Role
from safety.notices.models import Robot
from safety.org.models import Ancestry, Kind

ROLES: dict[str, Role] = {
    Who.PROJECT_MANAGER: Role.PROJECT_MANAGER,
    Who.COMPANY_SAFETY: Role.COMPANY_SAFETY,
    Who.COMPANY_LEADER: Role.COMPANY_LEADER,
    Who.HEADQUARTERS: Role.HQ_SAFETY,
}
# Who verifies, by the level of the tree at which somebody must be to do it.
VERIFIES: dict[str, Role] = {
    Kind.TEAM: Role.SAFETY_OFFICER,
    Kind.PROJECT: Role.SAFETY_OFFICER,
    Kind.COMPANY: Role.COMPANY_SAFETY,
    Kind.GROUP: Role.HQ_SAFETY,
}
# At which level of the tree chat groups are told of a rung; the project by default.
LEVELS: dict[str, Kind] = {
    Who.COMPANY_SAFETY: Kind.COMPANY,
    Who.COMPANY_LEADER: Kind.COMPANY,
    Who.HEADQUARTERS: Kind.GROUP,
}


class About(NamedTuple):
    """What of a hazard says who is told: unit, owner and fixer (their accounts)."""

    unit_id: int
    owner_id: int | None
    fixer_id: int | None
    verified_from: str


class Audience:
    """The people and chat groups of some units, asked for in three queries."""

    def __init__(self, unit_ids: Collection[int], today: date | None = None) -> None:
        today = today or timezone.localdate()
        above = Ancestry.objects.current().filter(unit__in=unit_ids)
        self._above: dict[int, list[tuple[int, int]]] = {}
        for unit, key, kind in above.values_list(
            "unit_id", "ancestor_id", "ancestor__kind"
        ):
            self._above.setdefault(unit, []).append((-RANK[kind], key))
        roles = {*ROLES.values(), *VERIFIES.values()}
        open_accounts = User.objects.in_force(today)
        units = {key for rows in self._above.values() for _rank, key in rows}
        grants = Grant.objects.filter(role__in=roles, user__in=open_accounts)
        self._held: dict[tuple[int, str], set[int]] = {}
        for key, role, user in grants.filter(unit__in=units).values_list(
            "unit_id", "role", "user_id"
        ):
            self._held.setdefault((key, role), set()).add(user)
        robots = Robot.objects.filter(unit__in=units, is_on=True)
        self._robots: dict[int, list[int]] = {}
        for key, robot in robots.values_list("unit_id", "pk"):
            self._robots.setdefault(key, []).append(robot)

    def groups(self, who: str, unit: int) -> list[int]:
        """Keys of the robots of chat groups at the level of those who are told."""
        rank = RANK[LEVELS.get(who, Kind.PROJECT)]
        return [
            robot
            for below, key in self._above.get(unit, ())
            for robot in self._robots.get(key, ())
            if min(-below, RANK[Kind.PROJECT]) == rank
        ]

    def told(self, who: str, about: About) -> set[int]:
        """Keys of the accounts that are told; empty where nobody is above at all."""
        start = Who.PROJECT_MANAGER
        if who == Who.OWNER and about.owner_id:
            return {about.owner_id}
        if who == Who.VERIFIER:
            role = VERIFIES[about.verified_from]
            found = self._nearest(about.unit_id, role) - {
                about.fixer_id,
                about.owner_id,
            }
            if found:
                return found
        elif who != Who.OWNER:
            start = Who(who)
        order = list(ROLES)
        for each in order[order.index(start) :]:
            if found := self._nearest(about.unit_id, ROLES[each]):
                return found
        return set()

    def _nearest(self, unit: int, role: str) -> set[int]:
        """Who holds a role at the unit, or at the nearest above it."""
        for _rank, key in sorted(self._above.get(unit, ())):
            if found := self._held.get((key, role)):
                return set(found)
        return set()
