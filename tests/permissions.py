"""Who may do what, and which address does what. `test_permissions` compares.

A new page needs one line in `ADDRESSES`: what it does (a line of `WHO`) and, where its
address or form names a thing, how to make such a thing at a unit (`tests.things`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from safety.accounts.permissions import Role
from safety.org.models import Kind, Unit
from tests import things, things_drills
from tests import things_deliveries as deliveries
from tests import things_incentives as incentives
from tests import things_stars as stars
from tests import things_training as training

# WOrker, Project Staff, Safety Officer, Project Manager, Company Leader, Company
# Safety manager, HeadQuarters safety manager, Redemption Clerk, AUditor, ADministrator
WHO = """
                            WO PS SO PM CL CS HQ RC AU AD
org.view                     x  x  x  x  x  x  x  x  x  x
org.change                   .  .  .  .  .  x  x  .  .  x
org.change_place             .  .  x  x  .  x  x  .  .  x
org.change_calendar          .  .  .  .  .  .  x  .  .  x
people.view                  .  x  x  x  x  x  x  .  x  x
people.view_private          .  .  x  x  .  x  x  .  x  x
people.change                .  .  x  x  .  x  x  .  .  x
people.change_contractor     .  .  .  .  .  x  x  .  .  x
people.change_hours          .  x  x  x  .  x  x  .  .  x
incidents.view               .  .  x  x  x  x  x  .  x  x
incidents.change             .  .  x  x  .  x  x  .  .  x
inspections.view             .  x  x  x  x  x  x  .  x  x
inspections.change           .  x  x  x  .  x  x  .  .  x
inspections.plan             .  .  x  x  .  x  x  .  .  x
inspections.report           .  x  x  x  x  x  x  .  .  x
inspections.assign           .  .  x  x  .  x  x  .  .  x
inspections.rectify          .  x  x  x  .  x  x  .  .  x
inspections.verify           .  .  x  x  .  x  x  .  .  x
inspections.reopen           .  .  .  .  .  x  x  .  .  x
inspections.downgrade        .  .  .  .  .  x  x  .  .  x
inspections.escalation       .  .  .  .  .  x  x  .  .  x
inspections.policy           .  .  .  .  .  .  x  .  .  x
checklists.view              .  x  x  x  x  x  x  .  x  x
checklists.change            .  .  x  x  .  x  x  .  .  x
courses.view                 .  x  x  x  x  x  x  .  x  x
courses.change               .  .  x  x  .  x  x  .  .  x
courses.policy               .  .  .  .  .  .  x  .  .  x
training.view                .  x  x  x  x  x  x  .  x  x
training.change              .  x  x  x  .  x  x  .  .  x
training.correct             .  .  x  x  .  x  x  .  .  x
drills.plan                  .  .  x  x  .  x  x  .  .  x
closing.view                 .  x  x  x  x  x  x  .  x  x
closing.hand_in              .  .  x  x  .  x  x  .  .  x
closing.review               .  .  .  .  .  x  x  .  .  x
closing.close                .  .  .  .  .  .  x  .  .  x
closing.restate              .  .  x  x  .  x  x  .  .  x
closing.approve              .  .  .  .  .  .  x  .  .  x
incentives.view              .  x  x  x  x  x  x  x  x  x
incentives.issue             .  x  x  x  x  x  x  .  .  x
incentives.approve           .  .  .  x  x  x  x  .  .  x
incentives.rule              .  .  .  .  .  x  x  .  .  x
incentives.policy            .  .  .  .  .  .  x  .  .  x
incentives.redeem            .  .  .  .  .  .  .  x  .  x
incentives.budget            .  .  .  x  .  x  x  .  .  x
incentives.select            .  .  x  x  .  x  x  .  .  x
incentives.object            .  x  x  x  x  x  x  .  .  x
incentives.signals           .  .  .  x  .  x  x  .  x  x
incentives.audit             .  .  .  .  .  x  x  .  .  x
incentives.change            .  .  x  x  .  x  x  .  .  x
indicators.view              .  x  x  x  x  x  x  .  x  x
reports.note                 .  .  x  x  .  x  x  .  .  x
deliveries.view              .  .  x  x  .  x  x  .  x  x
deliveries.change            .  .  .  .  .  x  x  .  .  x
indicators.target            .  .  .  .  .  x  x  .  .  x
indicators.weigh             .  .  .  .  .  .  x  .  .  x
records.view                 .  .  x  x  .  x  x  .  x  x
records.load                 .  .  x  x  .  x  x  .  .  x
accounts.view                .  .  .  .  .  x  x  .  x  x
accounts.change              .  .  .  .  .  x  x  .  .  x
notices.robots               .  .  x  x  .  x  x  .  .  x
notices.view                 .  .  .  .  .  .  .  .  .  x
"""
# Beside the lines of `WHO`: whoever is logged in, and everybody in the world.
ANYBODY, PUBLIC = "anybody", "public"
# Nobody of the cast: what only one person may, whom the cast does not have.
NOBODY = "nobody"

Maker = Callable[[Unit], dict[str, Any]]


def permitted() -> dict[str, frozenset[Role]]:
    """`WHO` as the project writes it: the roles by app.verb."""
    _head, *lines = WHO.strip("\n").splitlines()
    rows = {verb: marks for verb, *marks in map(str.split, lines)}
    return {
        verb: frozenset(r for r, mark in zip(Role, marks, strict=True) if mark == "x")
        for verb, marks in rows.items()
    }


@dataclass(frozen=True)
class Address:
    """What an address does.

    ``thing`` makes what the address names, at a unit; ``sees`` is the app.verb by which
    it is seen. ``form`` is a body that works; ``names`` makes the part of it that
    names things at a unit. A scoped page is about ``?unit=``. What is the group's
    lies at no unit: whoever may, may it from everywhere. What is inherited is seen from
    below, too, and changed where it is (its own tests say so). Where seeing the thing
    is enough, the form alone says where something is done.
    """

    may: str
    methods: str = "GET"
    post: str = ""
    thing: Maker | None = None
    sees: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    names: Maker | None = None
    is_scoped: bool = False
    is_groups: bool = False
    is_inherited: bool = False
    seeing_is_enough: bool = False
    query: Mapping[str, str] = field(default_factory=dict)
    at: str = Kind.PROJECT
    # Answers to a GET that is allowed, and to a form that works.
    ok: tuple[int, ...] = (200,)
    done: tuple[int, ...] = (302,)

    def verb(self, method: str) -> str:
        """The app.verb of a method."""
        return self.post or self.may if method == "POST" else self.may


FORM, VERB = "GET POST", "POST"
SCHOOL = (200, 302, 404)
GONE = (404,)  # of what the user does not have
# Of moves: what the form says, and where somebody must stand.
NEW, NO = {"description": "New"}, {"why": "safe"}
FIXED, WHY = {"measures": "Rails set", "photos": things.PHOTO}, {"note": "Not right"}
UNTIL = {"until": "2030-01-01", "note": "No tube"}
HERE, ABOVE = Kind.PROJECT, Kind.COMPANY
SECRET = (200, 302)  # asks for the password first

ADDRESSES: dict[str, Address] = {
    # the site
    "home": Address(ANYBODY, is_scoped=True),
    "search": Address(ANYBODY, query={"q": "zz"}),
    "me": Address(ANYBODY),
    "accounts:list-views": Address(ANYBODY, query={"path": "/people/"}),
    "accounts:save-view": Address(ANYBODY, VERB, form={"name": "A", "path": "/"}),
    "accounts:forget-view": Address(NOBODY, VERB, thing=things.saved_view, sees=NOBODY),
    "pick-unit": Address(ANYBODY, is_scoped=True),
    "pick-period": Address(ANYBODY),
    "choose-language": Address(PUBLIC, VERB, form=things.LANGUAGE),
    "choose-theme": Address(PUBLIC, VERB, form={"theme": "dark", "next": "/"}),
    # without a line
    "service-worker": Address(PUBLIC),
    "no-line": Address(PUBLIC),
    "view-queue": Address(ANYBODY),
    "list-kept": Address(ANYBODY),
    "give-token": Address(ANYBODY),
    # the way in
    "account_login": Address(PUBLIC, FORM, ok=(200, 302)),
    "account_logout": Address(PUBLIC, FORM, ok=(200, 302)),
    "account_reauthenticate": Address(ANYBODY, FORM, ok=(200, 403)),
    "account_change_password": Address(ANYBODY, FORM, ok=(200, 302)),
    "account_set_password": Address(ANYBODY, FORM, ok=(302,)),
    "account_reset_password": Address(PUBLIC, FORM, form={"email": "a@example.com"}),
    "account_reset_password_done": Address(PUBLIC),
    "account_reset_password_from_key": Address(
        PUBLIC, FORM, thing=lambda _at: {"uidb36": "1", "key": "abc-def"}
    ),
    "account_reset_password_from_key_done": Address(PUBLIC),
    "account_inactive": Address(PUBLIC),
    "mfa_index": Address(ANYBODY),
    "mfa_authenticate": Address(PUBLIC, FORM, ok=(302,)),
    "mfa_reauthenticate": Address(ANYBODY, FORM, ok=(200, 302, 403)),
    "mfa_activate_totp": Address(ANYBODY, FORM, ok=SECRET),
    "mfa_deactivate_totp": Address(ANYBODY, FORM, ok=GONE),
    "mfa_view_recovery_codes": Address(ANYBODY, ok=(*SECRET, 404)),
    "mfa_generate_recovery_codes": Address(ANYBODY, FORM, ok=SECRET),
    "mfa_download_recovery_codes": Address(ANYBODY, ok=(*SECRET, 404)),
    # accounts
    "accounts:list-users": Address("accounts.view", is_scoped=True),
    "accounts:view-user": Address("accounts.view", thing=things.account),
    "accounts:invite-user": Address(
        "accounts.change",
        FORM,
        form=things.ACCOUNT | {"role": "worker"},
        names=things.at_unit,
        is_scoped=True,
    ),
    "accounts:change-user": Address(
        "accounts.change",
        FORM,
        thing=things.account,
        sees="accounts.view",
        form={"name": "New", "email": "new@example.com"},
    ),
    "accounts:leave-user": Address(
        "accounts.change",
        FORM,
        thing=things.account,
        sees="accounts.view",
        form={"leaves_on": things.DAY},
    ),
    "accounts:grant-role": Address(
        "accounts.change",
        FORM,
        thing=things.account,
        sees="accounts.view",
        form={"role": "clerk"},
        names=things.at_unit,
        is_scoped=True,
        seeing_is_enough=True,
    ),
    "accounts:invite-again": Address(
        "accounts.change", VERB, thing=things.account, sees="accounts.view"
    ),
    "accounts:reset-second-factor": Address(
        "accounts.change", FORM, thing=things.account, sees="accounts.view"
    ),
    "accounts:withdraw-grant": Address(
        "accounts.change", VERB, thing=things.grant, sees="accounts.view"
    ),
    # the inbox, which only its owner sees, and letters
    "notices:view-inbox": Address(ANYBODY),
    "notices:read-inbox": Address(ANYBODY, VERB),
    "notices:view-notice": Address(NOBODY, thing=things.notice),
    "notices:open-notice": Address(NOBODY, VERB, thing=things.notice),
    "notices:list-robots": Address("notices.robots", is_scoped=True),
    "notices:add-robot": Address(
        "notices.robots",
        FORM,
        form=things.ROBOT,
        names=things.at_unit,
        is_scoped=True,
    ),
    "notices:change-robot": Address(
        "notices.robots", FORM, thing=things.robot, form=things.ROBOT_AGAIN
    ),
    "notices:try-robot": Address("notices.robots", VERB, thing=things.robot),
    "notices:say-again": Address("notices.robots", VERB, thing=things.robot),
    "notices:list-messages": Address("notices.view", is_scoped=True),
    "notices:view-message": Address("notices.view", thing=things.letter),
    "notices:send-message": Address("notices.view", VERB, thing=things.letter),
    # organisation
    "org:list-units": Address("org.view", is_scoped=True),
    "org:choose-unit": Address("org.view", query={"may": "org.view"}),
    "org:view-unit": Address("org.view", thing=things.unit),
    "org:add-unit": Address(
        "org.change", FORM, thing=things.unit, sees="org.view", form=things.UNIT
    ),
    "org:change-unit": Address(
        "org.change", FORM, thing=things.unit, sees="org.view", form=things.UNIT
    ),
    "org:move-unit": Address(
        "org.change",
        FORM,
        thing=things.project,
        sees="org.view",
        names=lambda at: {"to": at.code},
        at=Kind.COMPANY,
    ),
    "org:list-places": Address("org.view", is_scoped=True),
    "org:add-place": Address(
        "org.change_place",
        FORM,
        form={"name": "New"},
        names=things.at_unit,
        is_scoped=True,
    ),
    "org:print-places": Address("org.view", is_scoped=True),
    "org:view-place": Address("org.view", thing=things.place),
    "org:change-place": Address(
        "org.change_place",
        FORM,
        thing=things.place,
        sees="org.view",
        form={"name": "New"},
        names=things.at_unit,
    ),
    "org:list-calendar": Address("org.view"),
    "org:add-calendar": Address("org.change_calendar", FORM, form=things.CALENDAR),
    "org:change-calendar": Address(
        "org.change_calendar", FORM, sees="org.view", form=things.CALENDAR
    ),
    "org:add-day": Address("org.change_calendar", FORM, form=things.DAY_OFF),
    "org:change-day": Address(
        "org.change_calendar",
        FORM,
        is_groups=True,
        thing=things.day,
        sees="org.view",
        form=things.DAY_OFF,
    ),
    "org:remove-day": Address(
        "org.change_calendar", FORM, is_groups=True, thing=things.day, sees="org.view"
    ),
    # indicators
    "indicators:list-indicators": Address("indicators.view", is_scoped=True),
    "indicators:view-league": Address("indicators.view", is_scoped=True),
    "indicators:set-weights": Address(
        "indicators.weigh", FORM, form=things.WEIGHTS, is_groups=True
    ),
    "indicators:export-panel": Address(
        "indicators.view", thing=things.panel, is_groups=True, is_scoped=True
    ),
    "indicators:list-targets": Address("indicators.view", is_scoped=True),
    "indicators:set-target": Address(
        "indicators.target",
        FORM,
        thing=things.indicator,
        is_groups=True,
        is_scoped=True,
        form={"target": "5", "is_higher_better": "True"},
    ),
    "indicators:view-indicator": Address(
        "indicators.view", thing=things.indicator, is_groups=True, is_scoped=True
    ),
    "indicators:list-records": Address(
        "indicators.view", thing=things.indicator, is_groups=True, is_scoped=True
    ),
    # reports
    "reports:list-reports": Address("indicators.view", is_scoped=True),
    "reports:view-report": Address(
        "indicators.view", thing=things.written_report, is_groups=True, is_scoped=True
    ),
    "reports:download-report": Address(
        "indicators.view", thing=things.report_file, is_groups=True, is_scoped=True
    ),
    "reports:write-note": Address(
        "reports.note",
        FORM,
        thing=things.written_report,
        form={"text": "Late"},
        is_groups=True,
        is_scoped=True,
    ),
    # reports that leave by themselves, and the archive, where a reader sees his own
    "deliveries:list-deliveries": Address("deliveries.view", is_scoped=True),
    "deliveries:view-delivery": Address("deliveries.view", thing=deliveries.delivery),
    "deliveries:send-again": Address(
        "deliveries.change", VERB, thing=deliveries.failed
    ),
    "deliveries:confirm-delivery": Address(NOBODY, VERB, thing=deliveries.delivery),
    "deliveries:list-schedules": Address("deliveries.view", is_scoped=True),
    "deliveries:add-schedule": Address(
        "deliveries.change",
        FORM,
        form=deliveries.SCHEDULE,
        names=things.at_unit,
        is_scoped=True,
    ),
    "deliveries:view-schedule": Address("deliveries.view", thing=deliveries.schedule),
    "deliveries:change-schedule": Address(
        "deliveries.change",
        FORM,
        thing=deliveries.schedule,
        sees="deliveries.view",
        form=deliveries.SCHEDULE_AGAIN,
    ),
    "deliveries:add-recipient": Address(
        "deliveries.change",
        FORM,
        thing=deliveries.schedule,
        sees="deliveries.view",
        form={"address": "owner@example.org", "reason": "The owner asks"},
    ),
    "deliveries:end-recipient": Address(
        "deliveries.change", VERB, thing=deliveries.recipient
    ),
    # Whoever has the address of a letter.
    "open-delivery": Address(PUBLIC, FORM, thing=deliveries.opened, is_groups=True),
    "open-delivery-file": Address(PUBLIC, thing=deliveries.opened_file, is_groups=True),
    # people
    "people:list-people": Address("people.view", is_scoped=True),
    "people:register-person": Address(
        "people.change",
        FORM,
        form=things.PERSON | {"start_on": things.DAY},
        names=things.at_unit,
        is_scoped=True,
    ),
    "people:choose-person": Address("people.view"),
    "people:view-person": Address("people.view", thing=things.person),
    "people:change-person": Address(
        "people.change",
        FORM,
        thing=things.person,
        sees="people.view",
        form=things.PERSON,
    ),
    "people:post-person": Address(
        "people.change",
        FORM,
        thing=things.person,
        sees="people.view",
        form={"start_on": things.DAY},
        names=lambda at: things.at_unit(things.below(at)),
        is_scoped=True,
    ),
    "people:add-posting": Address(
        "people.change",
        FORM,
        form={"start_on": things.DAY},
        names=things.new_posting,
        is_scoped=True,
    ),
    "people:change-posting": Address(
        "people.change",
        FORM,
        thing=things.posting,
        sees="people.view",
        form={"start_on": things.DAY},
        names=things.at_unit,
    ),
    "people:void-posting": Address(
        "people.change", FORM, thing=things.posting, sees="people.view"
    ),
    "people:list-contractors": Address("people.view"),
    "people:add-contractor": Address(
        "people.change_contractor", FORM, form=things.CONTRACTOR
    ),
    "people:choose-contractor": Address("people.view"),
    "people:view-contractor": Address(
        "people.view", is_groups=True, thing=things.contractor
    ),
    "people:change-contractor": Address(
        "people.change_contractor",
        FORM,
        is_groups=True,
        thing=things.contractor,
        sees="people.view",
        form=things.CONTRACTOR,
    ),
    "people:roster": Address("people.view", is_scoped=True),
    "people:list-hours": Address(
        "people.view", FORM, post="people.change_hours", is_scoped=True
    ),
    "people:close-unit": Address(
        "org.change",
        FORM,
        thing=things.unit,
        sees="org.view",
        form={"closed_on": things.DAY, "ending": "none"},
    ),
    # files of records
    "files:add-file": Address(ANYBODY, VERB, form={"photo": things.PHOTO}, done=(201,)),
    "files:view-file": Address("people.view", thing=things.mishap_photo),
    "files:view-thumbnail": Address("people.view", thing=things.mishap_photo),
    # the month close
    "closing:view-month": Address("closing.view", is_scoped=True),
    "closing:hand-in": Address("closing.hand_in", FORM, is_scoped=True),
    "closing:send-back": Address("closing.review", FORM, is_scoped=True),
    "closing:close-month": Address("closing.close", FORM, is_scoped=True),
    "closing:reopen-month": Address("closing.close", FORM, is_scoped=True),
    "closing:set-due-days": Address(
        "closing.close",
        FORM,
        form={"project": "3", "company": "4", "group": "5"},
        is_groups=True,
    ),
    "closing:list-entries": Address("closing.view", is_scoped=True),
    "closing:list-late-months": Address("closing.view", is_scoped=True),
    "closing:list-restatements": Address("closing.view", is_scoped=True),
    "closing:view-restatement": Address("closing.view", is_scoped=True),
    "closing:approve-restatements": Address("closing.approve", FORM, is_scoped=True),
    "closing:ask-evidence": Address("closing.approve", FORM, is_scoped=True),
    "closing:answer-evidence": Address(
        "closing.hand_in", FORM, thing=things.evidence, sees="closing.view"
    ),
    # prize cards and awards
    "incentives:list-cards": Address("incentives.view", is_scoped=True),
    "incentives:view-card": Address("incentives.view", thing=incentives.card),
    "incentives:void-card": Address(
        "incentives.change",
        FORM,
        thing=incentives.card,
        sees="incentives.view",
        form={"reason": "Twice"},
    ),
    "incentives:redeem-cards": Address(
        "incentives.redeem",
        FORM,
        names=incentives.serials,
        form={"drawn": training.drawing()},
        is_scoped=True,
    ),
    "incentives:print-badges": Address("incentives.change", FORM, is_scoped=True),
    "incentives:sheet-of-badges": Address("incentives.change", is_scoped=True),
    "incentives:view-badge": Address(
        "incentives.change", FORM, thing=things.person, sees="incentives.change"
    ),
    "incentives:print-cards": Address(
        "incentives.change",
        FORM,
        form={"amount": "5", "number": "2"},
        is_scoped=True,
    ),
    "incentives:view-batch": Address(
        "incentives.change", FORM, thing=incentives.batch, sees="incentives.change"
    ),
    "incentives:sheet-of-cards": Address("incentives.change", thing=incentives.batch),
    "open-card": Address(
        PUBLIC, thing=incentives.paper_card, is_groups=True, ok=(200, 302)
    ),
    "incentives:list-goods": Address("incentives.view", is_scoped=True),
    "incentives:add-good": Address(
        "incentives.change",
        FORM,
        form={"name": "Towel", "price": "3", "from_on": "2026-01-01"},
        is_scoped=True,
    ),
    "incentives:change-good": Address(
        "incentives.change", FORM, thing=incentives.good, sees="incentives.change"
    ),
    "incentives:redeem-wallet": Address(
        "incentives.redeem", FORM, thing=incentives.badge, is_scoped=True
    ),
    # Whoever has scanned it, or has the address.
    "open-badge": Address(
        PUBLIC, thing=incentives.badge, is_groups=True, ok=(200, 302)
    ),
    "incentives:view-ledger": Address("incentives.view", is_scoped=True),
    "incentives:issue-card": Address(
        "incentives.issue", FORM, names=incentives.deed, is_scoped=True
    ),
    "incentives:approve-cards": Address(
        "incentives.approve", FORM, names=incentives.waiting, is_scoped=True
    ),
    "incentives:view-proposal": Address("incentives.view", thing=incentives.proposal),
    "incentives:withdraw-proposal": Address(
        "incentives.issue", FORM, thing=incentives.proposal, sees="incentives.view"
    ),
    "incentives:list-rules": Address("incentives.view", is_scoped=True),
    "incentives:set-card-rule": Address(
        "incentives.rule", FORM, form=incentives.RULE, is_scoped=True
    ),
    "incentives:drop-card-rule": Address(
        "incentives.rule", FORM, thing=incentives.card_rule, sees="incentives.view"
    ),
    "incentives:add-behaviour": Address(
        "incentives.policy", FORM, form=incentives.BEHAVIOUR
    ),
    "incentives:change-behaviour": Address(
        "incentives.policy",
        FORM,
        is_groups=True,
        thing=incentives.behaviour,
        sees="incentives.view",
        form=incentives.BEHAVIOUR,
    ),
    "incentives:list-settlements": Address("incentives.view", is_scoped=True),
    "incentives:view-settlement": Address(
        "incentives.view", thing=incentives.settlement
    ),
    "incentives:print-settlement": Address(
        "incentives.view", thing=incentives.settlement
    ),
    "incentives:settle-cards": Address(
        "incentives.redeem",
        FORM,
        form=incentives.SETTLED,
        is_scoped=True,
        done=(200,),  # nothing waits
    ),
    "incentives:list-violations": Address("incentives.change", is_scoped=True),
    "incentives:view-violation": Address(
        "incentives.change", thing=incentives.violation, sees="incentives.change"
    ),
    "incentives:add-violation": Address(
        "incentives.change", FORM, names=incentives.violated, is_scoped=True
    ),
    "incentives:void-violation": Address(
        "incentives.change",
        FORM,
        thing=incentives.violation,
        sees="incentives.change",
        form={"reason": "Twice"},
    ),
    "incentives:list-budgets": Address("incentives.view", is_scoped=True),
    "incentives:view-budget": Address("incentives.view", thing=incentives.budget),
    "incentives:add-budget": Address(
        "incentives.budget", FORM, form=incentives.BUDGET, is_scoped=True
    ),
    "incentives:change-budget": Address(
        "incentives.budget",
        FORM,
        thing=incentives.budget,
        sees="incentives.view",
        form=incentives.BUDGET,
    ),
    "incentives:view-signals": Address("incentives.signals", is_scoped=True),
    "incentives:view-audit": Address("incentives.signals", is_scoped=True),
    "incentives:audit-card": Address(
        "incentives.audit",
        FORM,
        thing=incentives.card,
        sees="incentives.view",
        form={"finding": "true", "note": "Asked him on the site"},
    ),
    "incentives:list-signal-rules": Address("incentives.signals"),
    "incentives:change-signal-rule": Address(
        "incentives.policy",
        FORM,
        thing=incentives.signal_rule,
        is_groups=True,
        sees="incentives.signals",
        form={"value": "2", "mark": "P", "source": "Order 1"},
    ),
    "incentives:list-awards": Address("incentives.view", is_scoped=True),
    "incentives:view-award": Address("incentives.view", thing=incentives.award),
    "incentives:print-award": Address("people.view", thing=incentives.award),
    "incentives:list-selections": Address("incentives.view", is_scoped=True),
    "incentives:add-selection": Address(
        "incentives.select",
        FORM,
        form=stars.STARS,
        names=stars.committee,
        is_scoped=True,
    ),
    "incentives:view-selection": Address("incentives.view", thing=stars.selection),
    "incentives:change-selection": Address(
        "incentives.select",
        FORM,
        thing=stars.selection,
        sees="incentives.view",
        form=stars.STARS,
        names=stars.committee,
    ),
    "incentives:void-selection": Address(
        "incentives.select",
        FORM,
        thing=stars.selection,
        sees="incentives.view",
        form=stars.REASON,
    ),
    "incentives:publish-selection": Address(
        "incentives.select", VERB, thing=stars.selection, sees="incentives.view"
    ),
    "incentives:choose-again": Address(
        "incentives.select", VERB, thing=stars.selection, sees="incentives.view"
    ),
    "incentives:confirm-selection": Address(
        "incentives.select", VERB, thing=stars.selection, sees="incentives.view"
    ),
    "incentives:view-candidate": Address("people.view", thing=stars.candidate),
    "incentives:pick-star": Address(
        NOBODY, FORM, thing=stars.candidate, sees="people.view"
    ),
    "incentives:exclude-candidate": Address(
        "incentives.select",
        FORM,
        thing=stars.candidate,
        sees="people.view",
        form=stars.REASON,
    ),
    "incentives:take-back-star": Address(
        NOBODY, VERB, thing=stars.picked, sees="incentives.view"
    ),
    "incentives:object-to-star": Address(
        "incentives.object",
        FORM,
        thing=stars.published,
        sees="incentives.view",
        form={"text": "He was not there"},
    ),
    "incentives:pay-star": Address(
        "incentives.select", FORM, thing=stars.confirmed, sees="incentives.view"
    ),
    "incentives:answer-objection": Address(
        "incentives.select",
        FORM,
        thing=stars.objection,
        sees="incentives.view",
        form={"is_upheld": "no", "answer": "He was"},
    ),
    "incentives:list-contests": Address("incentives.view", is_scoped=True),
    "incentives:add-contest": Address(
        "incentives.select",
        FORM,
        form=stars.CONTEST,
        names=stars.entrants,
        is_scoped=True,
    ),
    "incentives:view-contest": Address("incentives.view", thing=stars.contest),
    "incentives:change-contest": Address(
        "incentives.select", FORM, thing=stars.contest, sees="incentives.view"
    ),
    "incentives:confirm-contest": Address(
        "incentives.select", FORM, thing=stars.contest, sees="incentives.view"
    ),
    "incentives:void-contest": Address(
        "incentives.select", VERB, thing=stars.contest, sees="incentives.view"
    ),
    "incentives:view-wall": Address("incentives.view", is_scoped=True),
    "incentives:change-consent": Address(
        "incentives.select",
        FORM,
        thing=things.person,
        sees="people.view",
        form={"is_given": "yes"},
    ),
    "incentives:list-suggestions": Address("incentives.view", is_scoped=True),
    "incentives:review-suggestion": Address(
        "incentives.select",
        FORM,
        thing=stars.suggestion,
        sees="incentives.view",
        form={"is_adopted": "yes", "reason": "Cheap"},
    ),
    "incentives:view-point": Address("incentives.view", thing=stars.point),
    "incentives:add-duty": Address(
        "incentives.select",
        FORM,
        thing=stars.point,
        sees="incentives.view",
        form={"first_on": "2019-06-01", "last_on": "2019-06-30"},
        names=stars.watcher,
    ),
    "incentives:tick-visit": Address("incentives.view", VERB, thing=stars.point),
    "incentives:void-duty": Address(
        "incentives.select", VERB, thing=stars.duty, sees="incentives.view"
    ),
    "incentives:list-star-rules": Address("incentives.view"),
    "incentives:change-star-rule": Address(
        "incentives.policy",
        FORM,
        thing=stars.star_rule,
        is_groups=True,
        sees="incentives.view",
        form={"value": "2", "mark": "P", "source": "Order 1"},
    ),
    # drills
    "training:list-drills": Address("training.view", is_scoped=True),
    "training:view-drill": Address("training.view", thing=things_drills.drill),
    "training:start-drill": Address(
        "training.change",
        FORM,
        form={"plan": "Fire", "kind": "functional"},
        is_scoped=True,
    ),
    "training:add-drill": Address(
        "training.change", FORM, form=things_drills.DRILL, is_scoped=True
    ),
    **{
        f"training:{name}": Address(
            "training.change", methods, thing=thing, sees="training.view", form=form
        )
        for name, methods, thing, form in (
            ("change-drill", FORM, things_drills.drill, things_drills.DRILL),
            ("void-drill", FORM, things_drills.drill, {"reason": "Twice"}),
            ("muster-drill", "GET", things_drills.open_drill, {}),
            ("tick-drill", VERB, things_drills.open_drill, {}),
            ("finish-drill", VERB, things_drills.open_drill, {}),
            ("note-drill", VERB, things_drills.open_drill, {}),
            (
                "give-role-drill",
                VERB,
                things_drills.open_drill,
                {"role-role": "medical"},
            ),
            ("count-drill", VERB, things_drills.open_drill, {}),
            ("add-photos-drill", FORM, things_drills.drill, {"photos": things.PHOTO}),
            ("add-gap", VERB, things_drills.drill, {"what": "Locked exit"}),
            ("void-gap", VERB, things_drills.gap, {}),
        )
    },
    "training:print-drill": Address("training.view", thing=things_drills.drill),
    "training:evaluate-drill": Address(
        "training.change",
        FORM,
        thing=things_drills.to_evaluate,
        sees="training.view",
        form={"result": "met"},
    ),
    "training:raise-gap": Address(
        "inspections.report",
        FORM,
        thing=things_drills.gap,
        sees="training.view",
        form={"description": "Locked exit", "photos": things.PHOTO},
    ),
    "training:revise-gap": Address(
        "training.change",
        FORM,
        thing=things_drills.gap,
        sees="training.view",
        form={"due_on": "2031-01-01"},
        names=things_drills.reviser,
    ),
    "training:view-drill-year": Address("training.view", is_scoped=True),
    "training:list-late-drills": Address("training.view", is_scoped=True),
    "training:propose-drill-year": Address("drills.plan", VERB, is_scoped=True),
    "training:add-planned-drill": Address(
        "drills.plan", FORM, form=things_drills.SPAN, is_scoped=True
    ),
    "training:change-planned-drill": Address(
        "drills.plan",
        FORM,
        thing=things_drills.planned,
        sees="training.view",
        form=things_drills.SPAN,
    ),
    "training:void-planned-drill": Address(
        "drills.plan", VERB, thing=things_drills.planned, sees="training.view"
    ),
    "training:add-drill-rule": Address("courses.policy", FORM, form=things_drills.RULE),
    "training:change-drill-rule": Address(
        "courses.policy",
        FORM,
        is_groups=True,
        thing=things_drills.rule,
        sees="training.view",
        form=things_drills.RULE,
    ),
    "training:list-evaluation-items": Address("training.view"),
    "training:add-evaluation-item": Address(
        "courses.policy", FORM, form=things_drills.ITEM
    ),
    "training:change-evaluation-item": Address(
        "courses.policy",
        FORM,
        is_groups=True,
        thing=things_drills.item,
        sees="training.view",
        form=things_drills.ITEM,
    ),
    "training:list-emergency-plans": Address("training.view", is_scoped=True),
    "training:view-emergency-plan": Address(
        "training.view", thing=things_drills.emergency_plan, is_inherited=True
    ),
    "training:add-emergency-plan": Address(
        "drills.plan",
        FORM,
        form=things_drills.PLAN,
        names=things.at_unit,
        is_scoped=True,
    ),
    **{
        f"training:{name}": Address(
            "drills.plan",
            FORM,
            thing=things_drills.emergency_plan,
            sees="training.view",
            form=form,
            is_inherited=True,
        )
        for name, form in (
            ("change-emergency-plan", things_drills.PLAN),
            ("add-plan-version", things_drills.PLAN),
            ("withdraw-emergency-plan", {}),
        )
    },
    # incidents
    "incidents:list-incidents": Address("incidents.view", is_scoped=True),
    "incidents:view-incident": Address("incidents.view", thing=things.incident),
    "incidents:add-incident": Address(
        "incidents.change", FORM, form=things.INCIDENT, is_scoped=True
    ),
    "incidents:change-incident": Address(
        "incidents.change",
        FORM,
        thing=things.incident,
        sees="incidents.view",
        form=things.INCIDENT,
    ),
    "incidents:void-incident": Address(
        "incidents.change",
        FORM,
        thing=things.incident,
        sees="incidents.view",
        form={"reason": "Twice"},
    ),
    # inspections and hazards
    "inspections:list-inspections": Address("inspections.view", is_scoped=True),
    "inspections:view-inspection": Address("inspections.view", thing=things.inspection),
    "inspections:list-hazards": Address("inspections.view", is_scoped=True),
    "inspections:view-hazard": Address("inspections.view", thing=things.hazard),
    "inspections:report-hazard": Address(
        "inspections.report",
        FORM,
        form=things.HAZARD,
        names=things.at_unit,
        is_scoped=True,
    ),
    # Nobody of the cast has begun to report something.
    "inspections:discard-hazard-draft": Address("inspections.report", FORM, ok=GONE),
    "inspections:verify-hazards": Address("inspections.verify", is_scoped=True),
    **{
        f"inspections:{name}": Address(
            may,
            FORM,
            thing=thing,
            sees=may if thing is things.in_triage else "inspections.view",
            form=form,
            at=at,
        )
        for name, may, thing, form, at in (
            ("begin-hazard", "inspections.rectify", things.hazard, {}, HERE),
            ("submit-hazard", "inspections.rectify", things.hazard, FIXED, HERE),
            ("verify-hazard", "inspections.verify", things.awaiting, {}, HERE),
            ("send-back-hazard", "inspections.verify", things.awaiting, WHY, HERE),
            ("ask-extension", "inspections.rectify", things.hazard, UNTIL, HERE),
            ("grant-extension", "inspections.assign", things.asking, {}, HERE),
            ("refuse-extension", "inspections.assign", things.asking, WHY, HERE),
            ("void-hazard", "inspections.assign", things.hazard, WHY, HERE),
            ("accept-report", "inspections.assign", things.in_triage, NEW, HERE),
            ("decline-report", "inspections.assign", things.in_triage, NO, HERE),
            ("take-back-hazard", NOBODY, things.hazard, {}, HERE),
            ("reopen-hazard", "inspections.reopen", things.closed, WHY, ABOVE),
            ("downgrade-hazard", "inspections.downgrade", things.major, WHY, ABOVE),
            ("suspend-work", "inspections.assign", things.hazard, WHY, HERE),
            ("resume-work", "inspections.assign", things.suspended, WHY, HERE),
            ("pause-escalation", "inspections.assign", things.hazard, WHY, ABOVE),
            ("resume-escalation", "inspections.assign", things.paused, WHY, ABOVE),
        )
    },
    "inspections:assign-hazard": Address(
        "inspections.assign",
        FORM,
        thing=things.hazard,
        sees="inspections.view",
        names=lambda at: {"to": things.person(at)["employee_no"]},
    ),
    **{
        f"inspections:{verb}-many": Address(
            "inspections.view", FORM, post=f"inspections.{verb}", names=names
        )
        for verb, names in (("assign", things.given), ("verify", things.fixed))
    },
    "inspections:view-batch": Address(NOBODY, thing=things.batch, sees=NOBODY),
    "inspections:undo-batch": Address(NOBODY, VERB, thing=things.batch, sees=NOBODY),
    "inspections:merge-hazard": Address(
        "inspections.assign",
        FORM,
        thing=things.hazard,
        sees="inspections.view",
        names=things.another_hazard,
    ),
    "inspections:print-hazard": Address("inspections.view", thing=things.hazard),
    "inspections:print-inspection": Address("inspections.view", thing=things.walk),
    "inspections:link-hazard": Address(
        "inspections.assign", FORM, thing=things.hazard, sees="inspections.view"
    ),
    "inspections:revoke-link": Address(
        "inspections.assign", VERB, thing=things.linked, sees="inspections.view"
    ),
    "fix-by-link": Address(PUBLIC, FORM, thing=things.link, form=FIXED, is_groups=True),
    "photo-by-link": Address(PUBLIC, thing=things.photo_by_link, is_groups=True),
    "inspections:list-reports": Address("inspections.assign", is_scoped=True),
    # Whoever stands there, or has the address.
    "report-publicly": Address(
        PUBLIC, FORM, thing=things.place, form={"words": "New"}, is_groups=True
    ),
    "follow-report": Address(PUBLIC, thing=things.report, is_groups=True),
    "inspections:add-photos": Address(
        "inspections.rectify",
        FORM,
        thing=lambda at: {**things.hazard(at), "purpose": "after"},
        sees="inspections.view",
        form={"photos": things.PHOTO},
    ),
    "inspections:void-photo": Address(
        "inspections.assign",
        FORM,
        thing=things.hazard_photo,
        sees="inspections.view",
    ),
    "inspections:list-rules": Address("inspections.view"),
    "inspections:add-policy": Address("inspections.policy", FORM, form=things.POLICY),
    "inspections:add-criterion": Address(
        "inspections.policy", FORM, form=things.CRITERION
    ),
    "inspections:add-category": Address(
        "inspections.policy", FORM, form=things.CATEGORY
    ),
    "inspections:add-scale": Address("inspections.policy", FORM, form=things.SCALE),
    "inspections:add-rung": Address("inspections.policy", FORM, form=things.RUNG),
    "inspections:add-shift": Address("inspections.policy", FORM, form=things.SHIFT),
    "inspections:add-tag": Address("inspections.policy", FORM, form=things.TAG),
    "inspections:view-deputies": Address("inspections.view"),
    "inspections:add-deputy": Address(
        "inspections.view", FORM, form=things.ON_LEAVE, names=things.new_deputy
    ),
    "inspections:remove-deputy": Address(
        "accounts.change", VERB, thing=things.deputy, sees="inspections.view"
    ),
    "inspections:view-escalation": Address("inspections.escalation", is_scoped=True),
    "inspections:turn-on-escalation": Address(
        "inspections.escalation", VERB, form={"backlog": "known"}, is_scoped=True
    ),
    "inspections:turn-off-escalation": Address(
        "inspections.escalation", VERB, is_scoped=True
    ),
    **{
        f"inspections:change-{noun}": Address(
            "inspections.policy",
            FORM,
            is_groups=True,
            thing=thing,
            sees="inspections.view",
            form=form,
        )
        for noun, thing, form in (
            ("policy", things.policy, things.POLICY),
            ("criterion", things.criterion, things.CRITERION),
            ("category", things.category, things.CATEGORY),
            ("scale", things.scale, things.SCALE),
            ("rung", things.rung, things.RUNG),
            ("shift", things.shift, things.SHIFT),
            ("tag", things.tag, things.TAG),
        )
    },
    # plans
    "inspections:list-plans": Address("inspections.view", is_scoped=True),
    "inspections:list-occurrences": Address("inspections.view", is_scoped=True),
    "inspections:view-agenda": Address("inspections.view", is_scoped=True),
    "inspections:view-plan": Address(
        "inspections.view", thing=things.plan, is_inherited=True
    ),
    "inspections:preview-plan": Address("inspections.plan", is_scoped=True),
    "inspections:add-plan": Address(
        "inspections.plan",
        FORM,
        form=things.PLAN,
        names=things.new_plan,
        is_scoped=True,
        is_inherited=True,
    ),
    "inspections:change-plan": Address(
        "inspections.plan",
        FORM,
        thing=things.plan,
        sees="inspections.view",
        form=things.PLAN,
        names=things.new_plan,
        is_inherited=True,
    ),
    **{
        f"inspections:{name}-plan": Address(
            "inspections.plan",
            methods,
            thing=things.plan,
            sees="inspections.view",
            is_inherited=True,
        )
        for name, methods in (("pause", VERB), ("resume", VERB), ("end", FORM))
    },
    "inspections:view-occurrence": Address("inspections.view", thing=things.occurrence),
    "inspections:begin-occurrence": Address(
        "inspections.change", VERB, thing=things.occurrence, sees="inspections.view"
    ),
    "inspections:list-unfinished": Address("inspections.view"),
    "inspections:start-inspection": Address(
        "inspections.change",
        FORM,
        form={"programme": "qhse", "form": "self"},
        names=things.new_walk,
        is_scoped=True,
        is_inherited=True,
    ),
    "inspections:view-whole": Address(
        "inspections.change", thing=things.walk, sees="inspections.view"
    ),
    # Without a checklist there is nothing to begin.
    "inspections:view-blank": Address("inspections.change", ok=GONE, is_scoped=True),
    "inspections:view-blank-occurrence": Address(
        "inspections.change", thing=things.occurrence, sees="inspections.view"
    ),
    # Without an item there is nothing to raise: it leads back to the walk.
    "inspections:raise-hazard-inspection": Address(
        "inspections.change",
        FORM,
        thing=things.walk,
        sees="inspections.view",
        ok=(302,),
    ),
    **{
        f"inspections:{name}-inspection": Address(
            "inspections.change", methods, thing=thing, sees="inspections.view"
        )
        for name, methods, thing in (
            ("answer", FORM, things.walk),
            ("pass-section", VERB, things.walk),
            ("undo-pass", VERB, things.walk),
            ("copy-last", VERB, things.walk),
            ("add-photos", VERB, things.walk),
            ("void-photo", VERB, things.walk),
            ("describe", FORM, things.walk),
        )
    },
    "inspections:finish-inspection": Address(
        "inspections.change",
        FORM,
        thing=things.answered,
        sees="inspections.view",
        form={"why_not": "absent"},
    ),
    "inspections:discard-inspection": Address(
        "inspections.change", FORM, thing=things.answered, sees="inspections.view"
    ),
    # Without an item there is nothing to amend: it leads back.
    "inspections:amend-answer-inspection": Address(
        "inspections.change",
        FORM,
        thing=things.inspection,
        sees="inspections.view",
        ok=(302,),
    ),
    "inspections:amend-inspection": Address(
        "inspections.change",
        FORM,
        thing=things.inspection,
        sees="inspections.view",
        form={"text": "Two rails", "reason": "Counted anew"},
    ),
    "inspections:void-inspection": Address(
        "inspections.change",
        FORM,
        thing=things.inspection,
        sees="inspections.view",
        form={"reason": "Of another site"},
    ),
    # checklists
    "inspections:list-checklists": Address("checklists.view", is_scoped=True),
    "inspections:view-checklist": Address(
        "checklists.view", thing=things.checklist, is_inherited=True
    ),
    "inspections:preview-checklist": Address(
        "checklists.view", thing=things.checklist, is_inherited=True
    ),
    "inspections:add-checklist": Address(
        "checklists.change",
        FORM,
        form={"code": "NEW", "name": "New"},
        names=things.at_unit,
        is_scoped=True,
    ),
    "inspections:upload-checklist": Address(
        "checklists.change",
        FORM,
        form={"content": "code: NEW\nname: New\n"},
        names=lambda at: {"owner": at.code},
        is_scoped=True,
    ),
    "inspections:add-starters": Address("checklists.change", FORM, is_scoped=True),
    **{
        f"inspections:{name}": Address(
            "checklists.change",
            methods,
            thing=thing,
            sees="checklists.view",
            form=form,
            is_inherited=True,
        )
        for name, methods, thing, form in (
            ("change-checklist", FORM, things.checklist, {"code": "C", "name": "New"}),
            ("withdraw-checklist", FORM, things.checklist, {}),
            ("begin-version", VERB, things.checklist, {}),
            ("edit-checklist", "GET", things.draft, {}),
            ("arrange-checklist", VERB, things.draft, {}),
            ("change-version", FORM, things.draft, {"scoring": "none"}),
            ("publish-checklist", FORM, things.draft, {}),
            ("discard-draft", FORM, things.draft, {}),
            ("add-section", FORM, things.draft, {"name": "New"}),
            ("change-section", FORM, things.section, {"name": "New"}),
            ("add-item", FORM, things.section, things.ITEM),
            ("change-item", FORM, things.item, things.ITEM),
        )
    },
    # training
    "training:list-sessions": Address("training.view", is_scoped=True),
    "training:view-session": Address("training.view", thing=training.session),
    "training:add-session": Address(
        "training.change", FORM, form=training.SESSION, is_scoped=True
    ),
    "training:start-session": Address(
        "training.change",
        FORM,
        form={"topic": "Edges", "kind": "toolbox"},
        names=training.group,
        is_scoped=True,
    ),
    **{
        f"training:{name}-session": Address(
            "training.change", methods, thing=thing, sees="training.view", form=form
        )
        for name, methods, thing, form in (
            ("open", VERB, training.planned, {}),
            ("close", VERB, training.attended, {}),
            ("tick-all", VERB, training.attended, {}),
            ("untick", VERB, training.attended, {}),
            ("show-code", "GET", training.attended, {}),
            ("keep-paper", FORM, training.attended, {"head_count": "1"}),
            ("invite", FORM, training.planned, {"whom": "roster"}),
            ("uninvite", VERB, training.planned, {"person": "1"}),
            ("add-guest", FORM, training.guest_near, training.GUEST),
        )
    },
    # Without a person there is nobody to tick.
    "training:attend-session": Address(
        "training.change",
        FORM,
        post="training.change",
        thing=training.attended,
        sees="training.view",
    ),
    # Whoever has scanned the code, or has the address.
    "sign-in": Address(
        PUBLIC,
        FORM,
        thing=training.code,
        form=training.SIGNED,
        is_groups=True,
    ),
    "signed-in": Address(PUBLIC, thing=training.signed_in, is_groups=True),
    "training:credit-person": Address(
        "training.change", FORM, thing=training.somebody_there, sees="training.view"
    ),
    "training:change-session": Address(
        "training.change",
        FORM,
        thing=training.planned,
        sees="training.view",
        form=training.SESSION,
    ),
    "training:void-session": Address(
        "training.change",
        FORM,
        thing=training.planned,
        sees="training.view",
        form={"reason": "Typed twice"},
    ),
    "training:take-off-session-photo": Address(
        "training.change", FORM, thing=training.session_photo, sees="training.view"
    ),
    "training:list-courses": Address("courses.view", is_scoped=True),
    "training:view-course": Address(
        "courses.view", thing=training.course, is_inherited=True
    ),
    "training:add-course": Address(
        "courses.change",
        FORM,
        form=training.COURSE,
        names=things.at_unit,
        is_scoped=True,
    ),
    "training:count-course": Address(
        "courses.policy",
        FORM,
        thing=training.course,
        sees="courses.view",
        form={"from_month": "2019-06", "reason": "Talks are not counted"},
        is_inherited=True,
    ),
    **{
        f"training:{name}-course": Address(
            "courses.change",
            FORM,
            thing=training.course,
            sees="courses.view",
            form=form,
            is_inherited=True,
        )
        for name, form in (("change", training.COURSE), ("withdraw", {}))
    },
    **{
        f"training:{name}": Address(
            "courses.change",
            methods,
            thing=thing,
            sees="courses.view",
            form=form,
            is_inherited=True,
        )
        for name, methods, thing, form in (
            ("list-questions", "GET", training.course, {}),
            ("add-question", FORM, training.course, training.QUESTION),
            ("change-question", FORM, training.question, training.QUESTION),
            ("withdraw-question", FORM, training.question, {}),
            ("add-lesson", FORM, training.course, training.LESSON),
            ("change-lesson", FORM, training.lesson, training.LESSON),
            ("withdraw-lesson", FORM, training.lesson, {}),
            ("remove-lesson-file", FORM, training.lesson_file, {}),
            ("change-exam", FORM, training.examined, training.EXAM),
        )
    },
    "training:give-school-code": Address(
        "people.change",
        FORM,
        thing=training.holder,
        sees="people.view",
        done=(200,),
    ),
    # The online school: whoever has no code is asked for one. An account whose person
    # is posted there learns, too.
    "school": Address(PUBLIC, ok=SCHOOL),
    "school-sign-in": Address(PUBLIC, FORM, form=training.NO_CODE, done=(200,)),
    "school-sign-out": Address(PUBLIC, VERB),
    **{
        name: Address(
            PUBLIC, methods, thing=thing, is_groups=True, ok=SCHOOL, done=SCHOOL
        )
        for name, methods, thing in (
            ("school-course", "GET", training.course),
            ("begin-course", VERB, training.course),
            ("school-lesson", "GET", training.lesson),
            ("beat-lesson", VERB, training.lesson),
            ("finish-lesson", VERB, training.lesson),
            ("school-file", "GET", training.file_of_lesson),
            ("begin-exam", VERB, training.course),
            ("school-exam", "GET", training.attempt),
            ("answer-exam", VERB, training.asked),
            ("hand-in-exam", VERB, training.attempt),
        )
    },
    "training:list-certificates": Address("training.view", is_scoped=True),
    "training:view-certificate": Address("training.view", thing=training.certificate),
    "training:add-certificate": Address(
        "training.change",
        FORM,
        thing=training.holder,
        sees="training.view",
        form=training.CERTIFICATE,
    ),
    **{
        f"training:{name}-certificate": Address(
            "training.change",
            FORM,
            thing=training.certificate,
            sees="training.view",
            form=form,
        )
        for name, form in (("change", training.CERTIFICATE), ("void", training.WHY))
    },
    "training:print-session": Address("training.view", thing=training.session),
    "training:print-certificate": Address("training.view", thing=training.issued),
    "verify-certificate": Address(PUBLIC, thing=training.verified, is_groups=True),
    "training:view-own-file": Address(ANYBODY),
    "training:view-training-file": Address("training.view", thing=training.holder),
    "training:print-training-file": Address("training.view", thing=training.holder),
    "training:list-lacking": Address("training.view", is_scoped=True),
    "training:list-owing": Address("training.view", is_scoped=True),
    "training:view-coverage": Address("training.view", is_scoped=True),
    "training:list-requirements": Address("courses.view", is_scoped=True),
    "training:add-requirement": Address(
        "courses.change",
        FORM,
        form=training.REQUIREMENT,
        names=training.new_requirement,
        is_scoped=True,
        is_inherited=True,
    ),
    "training:withdraw-requirement": Address(
        "courses.change",
        FORM,
        thing=training.requirement,
        sees="courses.view",
        is_inherited=True,
    ),
    "training:change-validity": Address(
        "courses.policy",
        FORM,
        is_groups=True,
        thing=training.validity,
        sees="courses.view",
        form=training.VALIDITY,
    ),
    "training:add-reminder": Address("courses.policy", FORM, form=training.REMINDER),
    "training:change-reminder": Address(
        "courses.policy",
        FORM,
        is_groups=True,
        thing=training.reminder,
        sees="courses.view",
        form=training.REMINDER,
    ),
    "training:add-hours": Address("courses.policy", FORM, form=training.HOURS),
    "training:change-hours": Address(
        "courses.policy",
        FORM,
        is_groups=True,
        thing=training.hours_rule,
        sees="courses.view",
        form=training.HOURS,
    ),
    # files
    "records:list-loads": Address("records.view"),
    "records:add-load": Address("records.load", FORM, form=things.FILE),
    "records:view-load": Address("records.view", thing=things.load),
    "records:watch-load": Address("records.view", thing=things.load),
    "records:download-load": Address(
        "records.view", thing=lambda at: {**things.load(at), "which": "file"}
    ),
    "records:check-load": Address(
        "records.load",
        VERB,
        thing=things.load,
        sees="records.view",
        form=things.COLUMNS,
    ),
    "records:apply-load": Address(
        "records.load", VERB, thing=things.load, sees="records.view"
    ),
    "records:undo-load": Address(
        "records.load",
        FORM,
        thing=things.load,
        sees="records.view",
        form={"reason": "Twice"},
    ),
    "records:list-kinds": Address("records.view"),
    "records:view-kind": Address(
        "records.view", thing=lambda _at: {"name": "people"}, is_groups=True
    ),
    "records:view-record": Address("records.view", thing=things.record),
    "records:download-template": Address(
        "records.view",
        thing=lambda _at: {"name": "people", "suffix": "csv"},
        is_groups=True,
    ),
}
