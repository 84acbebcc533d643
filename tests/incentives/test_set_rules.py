"""By which rules cards are given: inherited, changed at a unit, and for what."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from safety.incentives.models import Behaviour, CardRule
from safety.org.models import Unit
from tests import make
from tests.pages import fields, text
from tests.things_incentives import BEHAVIOUR

pytestmark = pytest.mark.django_db
RULES = "/incentives/rules/"


@pytest.fixture
def company() -> Unit:
    return make.company(code="C1", name="Northern")


@pytest.fixture
def project(company: Unit) -> Unit:
    return make.project(code="P1", name="Baiyinhua", parent=company)


@pytest.fixture
def manager(client: Client, company: Unit) -> Client:
    client.force_login(make.user("company_safety", company))
    return client


@pytest.fixture
def headquarters(client: Client) -> Client:
    client.force_login(make.user("hq_safety", make.group()))
    return client


def set_rule(client: Client, unit: str, **said: Any) -> str:
    """Change what the page of the unit's rule shows; what the answer says."""
    address = reverse("incentives:set-card-rule", query={"unit": unit})
    known = fields(client.get(address))
    return text(client.post(address, {**known, **said}, follow=True))


def values_at(unit: Unit) -> str:
    return CardRule.objects.in_force_at(unit).face_values


def test_the_groups_rule_comes_with_its_source(manager: Client, project: Unit) -> None:
    page = text(manager.get(RULES, {"unit": project.code}))
    assert "RMB 2, RMB 5, RMB 10, RMB 20" in page
    assert "Above RMB 10" in page
    assert "Proposed by Anzhu" in page
    assert "Proposed, not law" in page


def test_a_unit_has_the_rule_of_the_nearest_unit_above(
    manager: Client, company: Unit, project: Unit
) -> None:
    page = set_rule(manager, "C1", face_values="10, 3 3.50", standard="3.50")
    assert "The rule of Northern is saved" in page
    assert "Never asked" not in page
    assert values_at(make.team(parent=project)) == "3 3.5 10"
    set_rule(manager, "P1", face_values="1", standard="1", free_up_to="")
    assert (values_at(project), values_at(company)) == ("1", "3 3.5 10")
    page = text(manager.get(RULES, {"unit": "C1"}))
    assert "Units below with a rule of their own Baiyinhua" in page
    assert "Never asked" in text(manager.get(RULES, {"unit": "P1"}))


def test_a_unit_drops_its_own_rule(manager: Client, project: Unit) -> None:
    own = make.card_rule(project, face_values="7")
    page = text(manager.get(RULES, {"unit": "P1"}))
    assert "Face values RMB 7 " in page
    dropped = reverse("incentives:drop-card-rule", args=[own.pk])
    assert "holds at Baiyinhua again" in text(manager.get(dropped))
    page = text(manager.post(dropped, follow=True))
    assert "Baiyinhua has the rule of the unit above again" in page
    assert values_at(project) == "2 5 10 20"


def test_headquarters_changes_the_groups_rule(headquarters: Client) -> None:
    group = make.group()
    page = set_rule(
        headquarters, group.code, issuers=["safety_officer"], of_issuer_a_day="3"
    )
    assert "Given by Safety officer Face" in page
    assert CardRule.objects.count() == 1
    assert CardRule.objects.in_force_at(group).of_issuer_a_day == 3


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"face_values": "2 five"}, "Write amounts like 2 5 10"),
        ({"face_values": "0 5"}, "A face value is between 0.01 and"),
        ({"face_values": "0.005 5"}, "A face value is between 0.01 and"),
        ({"face_values": "NaN 5"}, "Write amounts like 2 5 10"),
        ({"face_values": "2 Infinity"}, "A face value is between 0.01 and"),
        ({"face_values": "1 2 3 4 5 6 7"}, "At most 6 face values"),
        ({"standard": "6"}, "Choose one of the face values"),
        ({"issuers": ["clerk"]}, "Select a valid choice"),
    ],
)
def test_what_makes_no_rule_is_refused(
    manager: Client, project: Unit, said: dict[str, Any], why: str
) -> None:
    assert why in set_rule(manager, "P1", **said)
    assert values_at(project) == "2 5 10 20"


def test_a_rule_names_roles_that_may_issue(project: Unit) -> None:
    rule = make.card_rule(project, issuers="project_manager")
    manager = make.user("project_manager", project.parent)
    assert rule.lets_issue(manager, project)
    assert not rule.lets_issue(make.user("safety_officer", project), project)
    elsewhere = make.project(parent=make.company(code="C2"))
    assert not rule.lets_issue(manager, elsewhere)
    assert rule.amounts[0] == Decimal(2)


def test_headquarters_words_behaviours(headquarters: Client) -> None:
    headquarters.post(reverse("incentives:add-behaviour"), BEHAVIOUR)
    added = Behaviour.objects.get(term=BEHAVIOUR["term"])
    said = {**BEHAVIOUR, "name": "Drove slowly", "term": "Something else"}
    page = text(headquarters.post(added.get_absolute_url(), said, follow=True))
    assert "“Drove slowly” is saved" in page
    changed = Behaviour.objects.get(pk=added.pk)
    assert (changed.term, changed.is_offered) == (BEHAVIOUR["term"], False)
    page = text(headquarters.post(reverse("incentives:add-behaviour"), BEHAVIOUR))
    assert "There is a behaviour of this term already" in page
