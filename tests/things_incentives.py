"""Prize cards and awards that addresses name, made at a unit."""

from typing import Any

from safety.incentives.models import Badge
from safety.incentives.services import badges
from safety.org.models import Unit
from tests import make
from tests.things import name_at


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
