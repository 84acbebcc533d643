"""Prize cards and awards that addresses name, made at a unit."""

from decimal import Decimal
from typing import Any

from safety.incentives.models import (
    Badge,
    Behaviour,
    Budget,
    CardRule,
    Good,
    Settlement,
    SignalRule,
    Violation,
)
from safety.incentives.services import badges, printing
from safety.journal import write as journal
from safety.org.models import Unit
from tests import make
from tests.make import FIRST_DAY
from tests.things import name_at
from tests.things_training import drawing

RULE = {
    "issuers": ["safety_officer"],
    "face_values": "2 5",
    "standard": "5",
    "of_issuer_a_day": "9",
    "of_pair_a_week": "1",
    "of_worker_a_day": "1",
    "share_of_own_team": "30",
    "days_late": "7",
    "source": "Ours",
    "mark": "P",
}
BEHAVIOUR = {
    "name": "Slowed down",
    "name_zh": "减速慢行",
    "term": "减速慢行",
    "source": "Ours",
    "mark": "P",
}
SETTLED = {
    "until": str(FIRST_DAY),
    "clerk": "Li Si",
    "clerk_drawn": drawing(),
    "second": "Wang Wu",
    "second_drawn": drawing(),
}
BUDGET = {"period": "2031-06", "amount": "500", "warn_at": "80", "reason": "Plan"}


def card(at: Unit) -> dict[str, Any]:
    person = make.person(at, name=name_at(at))
    return {"key": make.card(at, person, behaviour=name_at(at)).pk}


def serials(at: Unit) -> dict[str, Any]:
    """A card that can be redeemed, as a counter names it."""
    return {"serials": make.card(at).serial}


def award(at: Unit) -> dict[str, Any]:
    person = make.person(at, name=name_at(at))
    return {"key": make.award(at, person, title=name_at(at)).pk}


def badge(at: Unit) -> dict[str, Any]:
    """The code of somebody who has a card."""
    person = make.person(at, name=name_at(at))
    make.card(at, person, behaviour=name_at(at))
    badges.give([person.pk], by=None)
    return {"secret": Badge.objects.get(person=person).secret}


def card_rule(at: Unit) -> dict[str, Any]:
    """The rule of the unit's own; it has one at most."""
    own = CardRule.objects.filter(unit=at).first()
    return {"key": (own or make.card_rule(at)).pk}


def behaviour(_at: Unit) -> dict[str, Any]:
    return {"key": Behaviour.objects.all()[0].pk}


def violation(at: Unit) -> dict[str, Any]:
    person = make.person(at, name=name_at(at))
    made = Violation(unit=at, person=person, day=at.today, what=name_at(at))
    journal.save(made, "add", by=None)
    return {"key": made.pk}


def violated(at: Unit) -> dict[str, Any]:
    """What a form says of somebody there."""
    said = {"day": str(at.today), "what": "No harness", "reported_by": "Li Si"}
    return said | {"person": make.person(at).employee_no}


def budget(at: Unit) -> dict[str, Any]:
    """One of a year of its own: a unit has one for a period."""
    year = 1950 + Budget.objects.count()
    return {"key": make.budget(at, period=str(year), reason=name_at(at)).pk}


def deed(at: Unit) -> dict[str, Any]:
    """What the form of a card says of somebody who may get one."""
    if not Budget.objects.filter(unit=at).exists():
        make.budget(at, period=str(at.today.year))
    return {
        "worker": make.person(at, name=name_at(at), category="worker").employee_no,
        "behaviour": Behaviour.objects.all()[0].pk,
        "amount": "5",
    }


def batch(at: Unit) -> dict[str, Any]:
    """Paper cards that were printed for a unit."""
    return {"key": printing.prepare(at, Decimal(5), 2, by=None).pk}


def paper_card(at: Unit) -> dict[str, Any]:
    """The code of one of them."""
    made = printing.prepare(at, Decimal(5), 1, by=None)
    return {"secret": made.cards.get().secret}


def signal_rule(_at: Unit) -> dict[str, Any]:
    return {"key": SignalRule.objects.latest("pk").pk}


def proposal(at: Unit) -> dict[str, Any]:
    """A card that waits for approval."""
    return {"key": make.proposal(at, note=name_at(at)).pk}


def waiting(at: Unit) -> dict[str, Any]:
    """The same, as the form that answers names it."""
    if not Budget.objects.filter(unit=at).exists():
        make.budget(at, period=str(at.today.year))
    return {"cards": make.proposal(at).pk}


def settlement(at: Unit) -> dict[str, Any]:
    """What the counter of the unit has paid for a card."""
    person = make.person(at, name=name_at(at))
    made = Settlement(unit=at, since_on=FIRST_DAY, until_on=FIRST_DAY)
    made.by = make.user("clerk", at)
    journal.save(made, "settle", by=None)
    fields = {"redeemed_on": FIRST_DAY, "redeemed_in": at, "settlement": made}
    make.card(at, person, **fields)
    return {"key": made.pk}


def good(at: Unit) -> dict[str, Any]:
    """A line of the price list of a unit."""
    name = f"{name_at(at)} {Good.objects.count()}"
    made = Good(unit=at, name=name, price=Decimal(3), from_on=make.FIRST_DAY)
    journal.save(made, "add", by=None)
    return {"key": made.pk}
