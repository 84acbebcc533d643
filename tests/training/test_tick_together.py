"""Marshals who tick one list at once, over bad lines: what they said is kept."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safety.indicators import drain
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.line import Line
from tests.people.test_demo import values
from training.models import Drill
from training.services import drills

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
PEOPLE, MARSHALS = 4, 2
# Who is said to be here, or not, by all marshals at once; one round after the other.
ROUNDS = st.lists(
    st.dictionaries(st.integers(0, PEOPLE - 1), st.booleans(), min_size=1),
    min_size=1,
    max_size=3,
)


def ticking(user: Any, drill: Drill, people: list[Person], said: Any) -> Line:
    """The ticks of one marshal in one round, each in copies."""
    url = f"/training/drills/{drill.pk}/tick/"
    yes = {True: {"is_here": "yes"}, False: {}}
    forms = [(url, {"key": people[n].pk, **yes[here]}) for n, here in said.items()]
    return Line(user, forms)


def numbers(unit: Unit) -> tuple[Any, Any]:
    drain.drain()
    codes = ("drills.count", "drills.person_times")
    found = values(unit.code, "2019", *codes)
    return found[codes[0]], found[codes[1]]


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROUNDS, st.sampled_from(["draft", "final", "voided"]))
def test_participations_are_what_the_last_round_said(
    rounds: list[dict[int, bool]], status: str
) -> None:
    project = make.project(code=f"P{uuid4().hex[:8]}")
    people = [make.person(project) for _each in range(PEOPLE)]
    marshals = [make.user("safety_officer", project) for _each in range(MARSHALS)]
    drill = make.drill(project, status="draft")
    here: dict[int, bool] = {}
    lines: list[Line] = []
    for said in rounds:
        sent = [ticking(user, drill, people, said) for user in marshals]
        with ThreadPoolExecutor(MARSHALS) as pool:
            list(pool.map(Line.send_all, sent))
        for late in lines:  # a copy that was long on its way
            late.send(0)
        lines += sent
        here |= said
    there = {people[n].pk for n, is_here in here.items() if is_here}
    ever = {people[n].pk for n in here if any(said.get(n) for said in rounds)}
    kept = drill.participations
    assert set(kept.counted().values_list("person", flat=True)) == there
    assert sorted(kept.values_list("person", flat=True)) == sorted(ever)
    if status != "draft" and there:
        drills.finish(drill, by=None)
    if status == "voided":
        drills.void(drill, "Entered twice", by=None)
    is_counted = bool(status == "final" and there)
    assert numbers(project) == ((1, len(there)) if is_counted else (0, 0))
