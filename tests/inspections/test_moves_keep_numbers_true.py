"""Random moves at random moments: every number stays what the oracle says."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from inspections.models import Criterion, Hazard, Move, Policy
from inspections.services import hazards
from inspections.services.guards import Actor
from inspections.services.hazards import Call, Overtaken
from tests import make
from tests.indicators.life import Life
from tests.indicators.test_values_equal_the_oracle import Course

FIXES = {"measures": "Rails", "budget": 0, "contingency_plan": "Rope", "standard": "A"}


class Loop(Life):
    """A life in which hazards also go through their closed loop."""

    def __init__(self, random: Random, *, dated_moves: bool = False) -> None:
        super().__init__(random, dated_moves=dated_moves)
        Policy.objects.update(photo_to_report=False, photo_to_submit=False)
        self.actors = []
        for _ in range(3):
            person = make.person()
            user = make.user("administrator", make.group(), person=person)
            self.actors.append(Actor(user, person))

    def step(self) -> None:
        """Mostly what happens in any life; often a hazard goes on."""
        if self.random.random() < 0.35:
            super().step()
            return
        with time_machine.travel(self.day(), tick=False):
            try:
                self.random.choice([self.find, *[self.go_on] * 7])()
            except (Overtaken, PermissionDenied, ValidationError):
                return

    def call(self) -> Call:
        return Call(self.random.choice(self.actors), note="Because")

    def find(self) -> None:
        hazard = Hazard(
            unit=self.unit(),
            found_on=self.day(),
            description="Edge open",
            criterion=self.random.choice([None, None, Criterion.objects.first()]),
        )
        hazards.report(hazard, self.call(), is_fixed=self.random.random() < 0.3)

    def go_on(self) -> None:
        """Some verb about some hazard; what the guards refuse does not happen."""
        hazard = self.one_of(Hazard)
        if hazard is None:
            return
        later: Any = hazard.due_on + timedelta(days=9)
        verbs: list[tuple[Any, dict[str, Any]]] = [
            (hazards.assign, {"to": self.someone()}),
            (hazards.begin, {}),
            *[(hazards.submit, FIXES)] * 3,
            *[(hazards.verify, {})] * 2,
            *[(hazards.send_back, {})] * 2,
            (hazards.reopen, {}),
            (hazards.void, {}),
            (hazards.downgrade, {}),
            (hazards.ask_extension, {"until": later}),
            (hazards.grant_extension, {}),
        ]
        verb, told = self.random.choice(verbs)
        verb(hazard, self.call(), **told)


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    "course",
    [
        Course(5, dated=False, often=False, starts_on=26, lived=Loop),
        Course(9, dated=True, often=True, starts_on=1, batch=2, lived=Loop),
    ],
)
def test_numbers_are_true_whatever_is_moved(course: Course) -> None:
    course.run()
    verbs = set(Move.objects.values_list("verb", flat=True))
    assert {"report", "assign", "submit", "verify", "send-back"} <= verbs
