"""One table of role × permission: the whole answer to "who may do that?".

A permission is ``app.verb``. A role is granted at a unit and holds for all below it.
``tests/test_permissions.py`` walks every URL against this table.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What people are; held at a unit and everything below it."""

    WORKER = "worker", _("Worker")
    PROJECT_STAFF = "project_staff", _("Project staff")
    SAFETY_OFFICER = "safety_officer", _("Safety officer")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    COMPANY_LEADER = "company_leader", _("Company leader")
    COMPANY_SAFETY = "company_safety", _("Company safety manager")
    HQ_SAFETY = "hq_safety", _("Headquarters safety manager")
    CLERK = "clerk", _("Redemption clerk")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


R = Role
EVERYBODY = frozenset(Role)
READERS = EVERYBODY - {R.WORKER, R.CLERK}
SITE = frozenset({R.SAFETY_OFFICER, R.PROJECT_MANAGER})
SAFETY_MANAGERS = frozenset({R.COMPANY_SAFETY, R.HQ_SAFETY, R.ADMINISTRATOR})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "org.view": EVERYBODY,
    "org.change": SAFETY_MANAGERS,
    "org.change_place": SITE | SAFETY_MANAGERS,
    "org.change_calendar": frozenset({R.HQ_SAFETY, R.ADMINISTRATOR}),
    "people.view": READERS,
    "people.change": SITE | SAFETY_MANAGERS,
    # Gender, phone and e-mail: personal data, for those whose work needs it.
    "people.view_private": SITE | SAFETY_MANAGERS | {R.AUDITOR},
    "people.change_contractor": SAFETY_MANAGERS,
    "people.change_hours": SITE | SAFETY_MANAGERS | {R.PROJECT_STAFF},
    # What hurt somebody, in words: for who answers for the site, or is above it.
    "incidents.view": SITE | SAFETY_MANAGERS | {R.COMPANY_LEADER, R.AUDITOR},
    "incidents.change": SITE | SAFETY_MANAGERS,
    "inspections.view": READERS,
    "inspections.change": SITE | SAFETY_MANAGERS | {R.PROJECT_STAFF},
    "inspections.plan": SITE | SAFETY_MANAGERS,
    "inspections.report": SITE | SAFETY_MANAGERS | {R.PROJECT_STAFF, R.COMPANY_LEADER},
    "inspections.assign": SITE | SAFETY_MANAGERS,
    # Whoever is responsible for a hazard may rectify it without.
    "inspections.rectify": SITE | SAFETY_MANAGERS | {R.PROJECT_STAFF},
    "inspections.verify": SITE | SAFETY_MANAGERS,
    # Held above the project only.
    "inspections.reopen": SAFETY_MANAGERS,
    "inspections.downgrade": SAFETY_MANAGERS,
    # Turned on for a unit and all below it.
    "inspections.escalation": SAFETY_MANAGERS,
    "inspections.policy": frozenset({R.HQ_SAFETY, R.ADMINISTRATOR}),
    # A unit's checklists are used by all below it, and changed where they belong.
    "checklists.view": READERS,
    "checklists.change": SITE | SAFETY_MANAGERS,
    # A unit's courses are taught by all below it, and changed where they belong.
    "courses.view": READERS,
    "courses.change": SITE | SAFETY_MANAGERS,
    # Hours that law asks, for the whole group.
    "courses.policy": frozenset({R.HQ_SAFETY, R.ADMINISTRATOR}),
    "training.view": READERS,
    # Sessions and drills: whoever teaches or leads them enters them.
    "training.change": SITE | SAFETY_MANAGERS | {R.PROJECT_STAFF},
    # What has ended and counts already.
    "training.correct": SITE | SAFETY_MANAGERS,
    # Emergency plans of a unit, rehearsed by all below it, and which drills a year has.
    "drills.plan": SITE | SAFETY_MANAGERS,
    # Months: a project's is handed in, a company's reviewed, and all closed as one.
    "closing.view": READERS,
    "closing.hand_in": SITE | SAFETY_MANAGERS,
    "closing.review": SAFETY_MANAGERS,
    "closing.close": frozenset({R.HQ_SAFETY, R.ADMINISTRATOR}),
    # Records of a closed month: what differs from what was published shows.
    "closing.restate": SITE | SAFETY_MANAGERS,
    "closing.approve": frozenset({R.HQ_SAFETY, R.ADMINISTRATOR}),
    "incentives.view": READERS | {R.CLERK},
    # As the rule of the unit says, which may name fewer of these roles.
    "incentives.issue": READERS - {R.AUDITOR},
    # Cards for which the rule wants a leader; never one's own.
    "incentives.approve": SAFETY_MANAGERS | {R.PROJECT_MANAGER, R.COMPANY_LEADER},
    # Rules of a unit and of all below it; what cards are given for, what makes stars.
    "incentives.rule": SAFETY_MANAGERS,
    "incentives.policy": frozenset({R.HQ_SAFETY, R.ADMINISTRATOR}),
    # At a counter, where whoever issues cards has nothing to do.
    "incentives.redeem": frozenset({R.CLERK, R.ADMINISTRATOR}),
    # Who answers for a project asks for money, who manages it grants it.
    "incentives.budget": SAFETY_MANAGERS | {R.PROJECT_MANAGER},
    # Stars: whoever begins, publishes, confirms and pays; the committee picks.
    "incentives.select": SITE | SAFETY_MANAGERS,
    # What somebody says against a star that was published.
    "incentives.object": READERS - {R.AUDITOR},
    # Where to look for fraud: nobody whose own cards are looked at on a phone.
    "incentives.signals": SAFETY_MANAGERS | {R.PROJECT_MANAGER, R.AUDITOR},
    # Which cards are asked about, and what was found: above the site that gives them.
    "incentives.audit": SAFETY_MANAGERS,
    # Registers of cards and awards.
    "incentives.change": SITE | SAFETY_MANAGERS,
    "indicators.view": READERS,
    # What stands in a unit's report with one's name; the report itself is its numbers.
    "reports.note": SITE | SAFETY_MANAGERS,
    # Who gets reports by themselves, and all that was ever sent.
    "deliveries.view": SITE | SAFETY_MANAGERS | {R.AUDITOR},
    "deliveries.change": SAFETY_MANAGERS,
    # What a unit and all below it aim at in a year, and where it becomes worrying.
    "indicators.target": SAFETY_MANAGERS,
    # What the shares of the league table count for.
    "indicators.weigh": frozenset({R.HQ_SAFETY, R.ADMINISTRATOR}),
    "records.view": SITE | SAFETY_MANAGERS | {R.AUDITOR},
    "records.load": SITE | SAFETY_MANAGERS,
    "accounts.view": SAFETY_MANAGERS | {R.AUDITOR},
    "accounts.change": SAFETY_MANAGERS,
    # Where chat groups of a unit are told.
    "notices.robots": SITE | SAFETY_MANAGERS,
    "notices.view": frozenset({R.ADMINISTRATOR}),
}

# Who may give (and take back) which role at and below his own unit: whoever holds
# accounts.change, and nobody more than he has himself.
GIVES: dict[Role, frozenset[Role]] = {
    R.COMPANY_SAFETY: EVERYBODY - {R.HQ_SAFETY, R.ADMINISTRATOR},
    R.HQ_SAFETY: EVERYBODY - {R.ADMINISTRATOR},
    R.ADMINISTRATOR: EVERYBODY,
}
