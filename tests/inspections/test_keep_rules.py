"""Rules for hazards: rows that headquarters changes, with source and certainty."""

from typing import Any

import pytest
from django.test import Client

from inspections.models import Category, Criterion, Policy
from safety.journal.models import Change
from tests import make, things
from tests.pages import fields, text

pytestmark = pytest.mark.django_db
RULES = "/inspections/hazards/rules/"


@pytest.fixture
def headquarters(client: Client) -> Client:
    client.force_login(make.user("hq_safety"))
    return client


def test_every_rule_says_how_sure_it_is(headquarters: Client) -> None:
    said = text(headquarters.get(RULES))
    for part in (
        *("Proposed, not law", "From memory, not checked", "Partly checked"),
        *("Fall from height", "高处坠落", "Custom of the trade"),
    ):
        assert part in said
    assert Category.objects.filter(scheme="gb6441").count() == 20
    marks = set(Criterion.objects.values_list("mark", flat=True))
    assert marks == {"V~", "M"}


@pytest.mark.parametrize(
    ("noun", "form", "model"),
    [
        ("policy", things.POLICY, Policy),
        ("criterion", things.CRITERION, Criterion),
        ("category", things.CATEGORY, Category),
    ],
)
def test_a_rule_is_added_once_and_changed_with_its_history(
    headquarters: Client, noun: str, form: dict[str, str], model: Any
) -> None:
    before = model.objects.count()
    for _ in range(2):
        answer = headquarters.post(f"{RULES}{noun}/add/", form)
        assert answer.status_code == 302
    assert model.objects.count() == before + 1
    made = model.objects.latest("pk")
    page = f"{RULES}{noun}/{made.pk}/change/"
    shown = fields(headquarters.get(page))
    name = "source" if noun == "policy" else "name"
    assert headquarters.post(page, {**shown, name: "Newer"}).status_code == 302
    made.refresh_from_db()
    assert getattr(made, name) == "Newer"
    changes = Change.objects.filter(label=model._meta.label_lower, key=made.pk)
    assert [change.verb for change in changes.order_by("pk")] == ["add", "change"]


def test_one_policy_for_a_level_and_day(headquarters: Client) -> None:
    headquarters.post(f"{RULES}policy/add/", things.POLICY)
    other = {**things.POLICY, "days_to_rectify": "9"}
    page = headquarters.post(f"{RULES}policy/add/", other)
    assert "There is a policy for this level from that day already" in text(page)
