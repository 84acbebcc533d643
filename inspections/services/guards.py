"""Who may do what about a hazard, and when: the one place that decides.

A move needs a person (a user without one does no field act), a permission at the
hazard's unit, and what DOMAIN 1.7 asks: nobody verifies what he has rectified or is
responsible for, and what was found from above is verified from there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import (
    FROM,
    Closer,
    Deputy,
    Hazard,
    Level,
    Move,
    Policy,
    State,
    Verb,
)
from safety.accounts.models import User
from safety.org.models import Kind, Unit
from safety.people.models import Person, person_of

RANK = {kind.value: rank for rank, kind in enumerate(Kind)}
FIXES = {Verb.SUBMIT, Verb.FIX}
# What whoever is responsible does, or his deputy.
OWNERS = {Verb.BEGIN, Verb.SUBMIT, Verb.ASK}


class Nobody:
    """In place of an account, for who acts without one: it holds nothing anywhere."""

    pk = None

    def unit_ids_for(self, permission: str) -> frozenset[int]:  # noqa: ARG002
        """None, whatever is asked."""
        return frozenset()

    def unit_kinds_for(self, permission: str) -> frozenset[str]:  # noqa: ARG002
        """None, whatever is asked."""
        return frozenset()


@dataclass(frozen=True)
class Actor:
    """An account, and the person whose account it is, if any."""

    user: User | Nobody
    person: Person | None

    @classmethod
    def of(cls, user: User) -> "Actor":
        return cls(user, person_of(user))


def no_person() -> str:
    """Why a user without a person does nothing in the field."""
    return _(
        "Your account is linked to no person of the register, and what is done about "
        "a hazard is done by a person. Ask your company’s administrator to link it."
    )


def acted_for(deputy: Person | None, today: date) -> dict[int, Person]:
    """For whom somebody is the deputy on a day, by key."""
    rows = Deputy.objects.in_force(today).filter(deputy=deputy)
    counted = rows.filter(person__status=Person.Status.COUNTED)
    return {row.person_id: row.person for row in counted.select_related("person__user")}


def acts_for_somebody(actor: "Actor") -> bool:
    """Whether the actor is anybody's deputy today."""
    return actor.person is not None and bool(
        acted_for(actor.person, timezone.localdate())
    )


def verified_from(policy: Policy, found_from: str) -> str:
    """At which level of the tree, or above, somebody must be to verify a hazard."""
    kinds = [policy.closer]
    if policy.level_of_finder_closes and found_from:
        kinds.append(found_from)
    highest = min(kinds, key=RANK.__getitem__)
    # Where the project closes, its teams do, too, for who holds it there.
    return Kind.TEAM if highest == Kind.PROJECT else highest


@dataclass(frozen=True)
class Ground:
    """A unit, what is above it, and what somebody holds there."""

    unit: Unit
    user: User | Nobody

    def rank(self, permission: str) -> int | None:
        """How high in the tree a permission is held that reaches here."""
        held = self.user.unit_ids_for(permission)
        above = self.unit.above.items()
        return min((RANK[row.kind] for key, row in above if key in held), default=None)

    def holds(self, permission: str, at_least: str = Kind.TEAM) -> bool:
        """Whether a permission is held here, from a level of the tree or above it."""
        rank = self.rank(permission)
        return rank is not None and rank <= RANK[at_least]

    @property
    def found_from(self) -> str:
        """Where somebody stands who finds something here."""
        rank = self.rank("inspections.report")
        lowest = RANK[Kind.PROJECT]
        kinds = {RANK[closer.value]: closer.value for closer in Closer}
        return kinds[lowest if rank is None else min(rank, lowest)]


class Case:
    """One hazard before one actor."""

    def __init__(self, hazard: Hazard, actor: Actor) -> None:
        self.hazard, self.actor = hazard, actor
        self.ground = Ground(hazard.unit, actor.user)

    @cached_property
    def policy(self) -> Policy:
        """The policy for the hazard: the one in force when it was found."""
        return Policy.objects.in_force(self.hazard.level, self.hazard.found_on)

    @cached_property
    def moves(self) -> list[Move]:
        """What was done, in order."""
        return list(self.hazard.moves.order_by("pk"))

    @property
    def last(self) -> int:
        """The key of the last move; 0 before the first."""
        return self.moves[-1].pk if self.moves else 0

    def may(self, verb: str) -> bool:
        """Whether the actor may ever do this about the hazard, whatever its state."""
        return self.actor.person is not None and MAY[verb](self)

    def why_not_now(self, verb: str) -> str:
        """Why it cannot be done at this moment, in words; empty when it can."""
        if self.hazard.state not in FROM[verb]:
            state = State(self.hazard.state).label
            return _("This cannot be done now: the hazard is “%(state)s”.") % {
                "state": state
            }
        return NOT_NOW[verb](self) if verb in NOT_NOW else ""

    def can(self, verb: str) -> bool:
        """Whether the actor can do it now."""
        return self.may(verb) and not self.why_not_now(verb)

    # --- who ----------------------------------------------------------------

    def is_mine(self) -> bool:
        """Whether the actor is the one who shall rectify, or acts for that one."""
        owner = self.hazard.responsible_id
        return self.actor.person.pk == owner or owner in self.on_leave  # type: ignore[union-attr]

    @cached_property
    def on_leave(self) -> dict[int, Person]:
        """For whom the actor is the deputy today, by key."""
        return acted_for(self.actor.person, self.hazard.unit.today)

    def on_behalf(self, verb: str) -> Person | None:
        """For whom a deputy does something; nobody where it is the actor's own right.

        Who is responsible and on leave is named, whoever might do it besides.
        """
        if verb in OWNERS:
            return self.on_leave.get(self.hazard.responsible_id or 0)
        if verb in {Verb.VERIFY, Verb.SEND_BACK} and not self._verifies_alone():
            return self._verifier_on_leave()
        return None

    def assigns(self) -> bool:
        return self.ground.holds("inspections.assign")

    def rectifies(self) -> bool:
        return self.ground.holds("inspections.rectify") or self.is_mine()

    def verifies(self) -> bool:
        """Somebody else than who rectified or is responsible, from high enough.

        A deputy verifies for who might; neither of the two may have put it right.
        """
        if self.actor.person.pk in self.fixers:  # type: ignore[union-attr]
            return False
        return self._verifies_alone() or self._verifier_on_leave() is not None

    @cached_property
    def fixers(self) -> set[int | None]:
        """Who has put it right, for whom, and who was to: none of them verifies."""
        fixers: set[int | None] = {
            move.by_id for move in self.moves if move.verb in FIXES
        }
        fixers |= {self.hazard.rectified_by_id, self.hazard.responsible_id}
        fixers |= {move.on_behalf_id for move in self.moves if move.verb in FIXES}
        return fixers

    def _verifies_alone(self) -> bool:
        """By what the actor holds, or because he found it."""
        me = self.actor.person.pk  # type: ignore[union-attr]
        if self.policy.finder_may_close and me == self.hazard.found_by_id:
            return True
        return self.ground.holds("inspections.verify", self.verified_from)

    def _verifier_on_leave(self) -> Person | None:
        """Somebody on leave who might verify it, and for whom the actor acts."""
        for key, person in self.on_leave.items():
            if key in self.fixers or not (person.user and person.user.is_active):
                continue
            ground = Ground(self.hazard.unit, person.user)
            is_finder = self.policy.finder_may_close and key == self.hazard.found_by_id
            if is_finder or ground.holds("inspections.verify", self.verified_from):
                return person
        return None

    @property
    def verified_from(self) -> str:
        """At which level of the tree, or above, somebody must be to verify it."""
        return verified_from(self.policy, self.hazard.found_from)

    def reopens(self) -> bool:
        return self.ground.holds("inspections.reopen", Kind.COMPANY)

    def downgrades(self) -> bool:
        return self.ground.holds("inspections.downgrade", Kind.COMPANY)

    def takes_back(self) -> bool:
        mine = self.hazard.found_by_id == self.actor.person.pk  # type: ignore[union-attr]
        return mine and self.ground.holds("inspections.report")

    def voids(self) -> bool:
        """Voiding a major hazard is no way around downgrading it."""
        if self.hazard.level == Level.MAJOR:
            return self.downgrades()
        return self.assigns()

    def decides(self) -> bool:
        """Whether the actor may grant or refuse time that somebody else asked for."""
        asked = [move for move in self.moves if move.verb == Verb.ASK]
        is_own = bool(asked) and asked[-1].by_id == self.actor.person.pk  # type: ignore[union-attr]
        return self.assigns() and not is_own

    def suspends(self) -> bool:
        """Whoever is in charge of the site stops work, and lets it go on."""
        return self.assigns()

    def pauses(self) -> bool:
        """Nobody of the project keeps from those above it what they must know."""
        return self.ground.holds("inspections.assign", Kind.COMPANY)

    # --- when ---------------------------------------------------------------

    def too_late_to_take_back(self) -> str:
        """A report is taken back within minutes, before anybody else has acted."""
        others = [m for m in self.moves if m.verb not in {Verb.REPORT, Verb.FIX}]
        given = timedelta(minutes=self.policy.minutes_to_take_back)
        if not self.moves or others or timezone.now() - self.moves[0].at > given:
            return _(
                "A report is taken back within %(minutes)s minutes, before anybody "
                "else has done something about it."
            ) % {"minutes": self.policy.minutes_to_take_back}
        return ""

    def too_late_to_reopen(self) -> str:
        given = timedelta(days=self.policy.days_to_reopen)
        closed = self.hazard.verified_on
        if closed and self.hazard.unit.today - closed > given:
            return _(
                "A hazard is reopened within %(days)s days. Report it again, as a "
                "repeat."
            ) % {"days": self.policy.days_to_reopen}
        return ""

    def asked_already(self) -> str:
        asked = self.hazard.extension_asked
        return _("More time is asked for already.") if asked else ""

    def nothing_asked(self) -> str:
        asked = self.hazard.extension_asked
        return "" if asked else _("Nobody has asked for more time.")

    def is_general(self) -> str:
        is_major = self.hazard.level == Level.MAJOR
        return "" if is_major else _("The hazard is general already.")

    def is_suspended(self) -> str:
        suspended = self.hazard.work_suspended_at
        return _("Work is suspended already.") if suspended else ""

    def is_not_suspended(self) -> str:
        suspended = self.hazard.work_suspended_at
        return "" if suspended else _("Work is not suspended.")

    def is_paused(self) -> str:
        return _("It is paused already.") if self.hazard.paused_at else ""

    def is_not_paused(self) -> str:
        return "" if self.hazard.paused_at else _("It is not paused.")


MAY: dict[str, Callable[[Case], bool]] = {
    Verb.ACCEPT: Case.assigns,
    Verb.DECLINE: Case.assigns,
    Verb.MERGE: Case.assigns,
    Verb.ASSIGN: Case.assigns,
    Verb.BEGIN: Case.rectifies,
    Verb.SUBMIT: Case.rectifies,
    Verb.ASK: Case.rectifies,
    Verb.VERIFY: Case.verifies,
    Verb.SEND_BACK: Case.verifies,
    Verb.REOPEN: Case.reopens,
    Verb.WITHDRAW: Case.takes_back,
    Verb.VOID: Case.voids,
    Verb.GRANT: Case.decides,
    Verb.REFUSE: Case.decides,
    Verb.DOWNGRADE: Case.downgrades,
    Verb.SUSPEND: Case.suspends,
    Verb.RESUME: Case.suspends,
    Verb.PAUSE: Case.pauses,
    Verb.UNPAUSE: Case.pauses,
}
NOT_NOW: dict[str, Callable[[Case], str]] = {
    Verb.WITHDRAW: Case.too_late_to_take_back,
    Verb.REOPEN: Case.too_late_to_reopen,
    Verb.ASK: Case.asked_already,
    Verb.GRANT: Case.nothing_asked,
    Verb.REFUSE: Case.nothing_asked,
    Verb.DOWNGRADE: Case.is_general,
    Verb.SUSPEND: Case.is_suspended,
    Verb.RESUME: Case.is_not_suspended,
    Verb.PAUSE: Case.is_paused,
    Verb.UNPAUSE: Case.is_not_paused,
}
