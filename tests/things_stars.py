"""Stars and what is beside them that addresses name, made at a unit."""

from datetime import timedelta
from typing import Any

from safety.incentives.models import (
    About,
    Behaviour,
    Duty,
    Objection,
    Pick,
    Selection,
    StarRule,
)
from safety.incentives.services import observing, selecting
from safety.journal import write as journal
from safety.org.models import Kind, Unit
from tests import make
from tests.things import name_at


def selection(at: Unit) -> dict[str, Any]:
    """A selection of stars that is begun, with somebody who got a card."""
    make.card(at, make.person(at, name=name_at(at)))
    return {"key": _unlike_others(at).pk}


def published(at: Unit) -> dict[str, Any]:
    """A star that was published, and takes objections."""
    return {"key": _published(at).pk}


def objection(at: Unit) -> dict[str, Any]:
    """An objection without an answer."""
    made = Objection(text=name_at(at))
    selecting.object_to(_published(at), made, by=make.user())
    return {"key": made.pk}


def confirmed(at: Unit) -> dict[str, Any]:
    """A star that has the award and not the prize."""
    star = _published(at)
    chosen = star.selection
    chosen.objections_until = chosen.published_on = at.today - timedelta(days=1)
    journal.save(chosen, "publish", by=None)
    selecting.confirm(chosen, by=make.user())
    return {"key": star.pk}


def candidate(at: Unit) -> dict[str, Any]:
    """Somebody who can be picked, as an address names him."""
    chosen = _begun(at)
    person = make.person(at, name=name_at(at))
    make.card(at, person)
    return {"key": chosen.pk, "employee_no": person.employee_no}


def picked(at: Unit) -> dict[str, Any]:
    """A star of a committee that may change its mind."""
    return {"key": _picked(at).pk}


def star_rule(_at: Unit) -> dict[str, Any]:
    return {"key": StarRule.objects.latest("pk").pk}


def committee(at: Unit) -> dict[str, Any]:
    """Somebody of a committee, as its form names him."""
    person = make.person(at)
    make.user("safety_officer", at, person=person)
    return {"committee": person.employee_no}


def contest(at: Unit) -> dict[str, Any]:
    """A contest of a team of the unit."""
    made = make.contest(at, title=f"{name_at(at)} {make.person().employee_no}")
    return {"key": made.pk}


def entrants(at: Unit) -> dict[str, Any]:
    """A checklist and a team that a form of a contest names."""
    site = at if at.kind == Kind.PROJECT else make.project(parent=at)
    team = make.team(parent=site)
    return {"checklist": make.checklist(at).pk, "teams": [team.pk]}


def suggestion(at: Unit) -> dict[str, Any]:
    """A card for a suggestion."""
    term = Behaviour.objects.get(about=About.SUGGESTION).term
    person = make.person(at, name=name_at(at))
    return {"key": make.card(at, person, behaviour=term, note=name_at(at)).pk}


def point(at: Unit) -> dict[str, Any]:
    """A place."""
    return {"token": make.place(at, name=f"Gate {make.person().employee_no}").token}


def watcher(at: Unit) -> dict[str, Any]:
    return {"person": make.person(at).employee_no}


def duty(at: Unit) -> dict[str, Any]:
    """Somebody on duty at a place."""
    place = make.place(at, name=f"Gate {make.person().employee_no}")
    made = Duty(
        place=place, person=make.person(at), first_on=at.today, last_on=at.today
    )
    observing.add(made, by=make.user().pk)
    return {"key": made.pk}


def _unlike_others(at: Unit) -> Selection:
    return make.selection(at, title=f"{name_at(at)} {make.person().employee_no}")


def _begun(at: Unit) -> Selection:
    chosen = _unlike_others(at)
    member = make.person(at, name=name_at(at))
    make.user("project_staff", at, person=member)
    return selecting.save(chosen, [member], by=None)


def _picked(at: Unit) -> Pick:
    chosen = _begun(at)
    star = make.person(at, name=name_at(at))
    make.card(at, star)
    member = chosen.members.get().person
    return selecting.pick(chosen, star, name_at(at), by=member.user)


def _published(at: Unit) -> Pick:
    star = _picked(at)
    selecting.publish(star.selection, by=make.user())
    star.selection.refresh_from_db()
    return star


STARS = {"title": "Star", "period": "2019-01", "stars": "2", "prize": "200"}
REASON = {"reason": "Because"}
CONTEST = {"title": "Clean", "period": "2019-01", "prize": "100"}
