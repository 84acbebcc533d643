"""The library of checklists: whose they are, how they are written, that they stay."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from inspections.models import Checklist, ChecklistVersion, Item, Section
from inspections.models.checklist import OUTLINES
from inspections.services import checklists
from safety.accounts.models import User
from safety.org.models import Unit
from tests import make, pages

pytestmark = pytest.mark.django_db
LIST = "/inspections/checklists/"
ITEM = {"code": "a", "text": "Rails", "answering": "check", "part": "general"}
TWO = """sections:
  - name: Edges
    items: [{code: a, text: Rails}, {code: b, text: Toe boards}]
  - name: Power
    items: [{code: c, text: Boxes}]
"""


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture
def manager(client: Client, company: Unit) -> User:
    user = make.user("company_safety", company)
    client.force_login(user)
    return user


@pytest.fixture
def edges(company: Unit) -> Checklist:
    return make.checklist(company, TWO, name="Edges and power", code="EDGES")


def post(client: Client, checklist: Checklist, verb: str, **said: str) -> Any:
    return client.post(f"{LIST}{checklist.pk}/{verb}/", said, follow=True)


def codes(version: ChecklistVersion) -> list[str]:
    fresh = ChecklistVersion.objects.get(pk=version.pk)
    return [item.code for item in fresh.items]


def draft_of(checklist: Checklist) -> ChecklistVersion:
    return ChecklistVersion.objects.get(checklist=checklist, status="draft")


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_what_is_published_stays_in_mind_and_what_is_taken_back_does_not(
    django_assert_num_queries: Any,
) -> None:
    kept = make.checklist(make.company(), TWO).latest
    assert kept
    with django_assert_num_queries(2):
        read = codes_of(kept.pk)
    with django_assert_num_queries(0):
        assert codes_of(kept.pk) == read == ["a", "b", "c"]
    with transaction.atomic():
        lost = make.checklist(make.company(), TWO).latest
        assert lost
        assert lost.outline
        transaction.set_rollback(True)
    assert OUTLINES.keys() == {kept.pk}


def codes_of(version: int) -> list[str]:
    """The codes of a published version, as another request reads them."""
    fresh = ChecklistVersion(pk=version, status=ChecklistVersion.Status.PUBLISHED)
    return [item.code for item in fresh.items]


# --- whose they are ---------------------------------------------------------
def test_a_unit_uses_its_own_and_those_above_and_no_others(
    client: Client, company: Unit, edges: Checklist
) -> None:
    project = make.project(parent=company)
    own, group = make.checklist(project), make.checklist(make.group())
    foreign = make.checklist(make.company(name="Far"))
    client.force_login(make.user("safety_officer", project))
    listed = client.get(LIST, {"unit": project.code}).context["list"].page.rows
    assert {row["pk"] for row in listed} == {edges.pk, own.pk, group.pk}
    assert client.get(edges.get_absolute_url()).status_code == 200
    assert client.get(foreign.get_absolute_url()).status_code == 404


def test_who_is_below_uses_it_and_changes_nothing(
    client: Client, company: Unit, edges: Checklist
) -> None:
    client.force_login(make.user("safety_officer", make.project(parent=company)))
    assert "New version" not in pages.text(client.get(edges.get_absolute_url()))
    assert post(client, edges, "begin-version").status_code == 403
    assert post(client, edges, "withdraw-checklist").status_code == 403
    item = edges.latest.items[0]
    assert client.get(item.get_absolute_url()).status_code == 403


def test_who_is_above_sees_what_units_below_have(
    client: Client, manager: User, company: Unit
) -> None:
    below = make.checklist(make.project(parent=company), name="Of the project")
    rows = client.get(LIST, {"which": "below"}).context["list"].page.rows
    assert [row["pk"] for row in rows] == [below.pk]


# --- the starter library ----------------------------------------------------
def test_the_library_is_added_once_and_says_how_sure_it_is(client: Client) -> None:
    group = make.group()
    client.force_login(make.user("hq_safety", group))
    for _again in range(2):
        client.post(f"{LIST}starters/?unit={group.code}")
    assert Checklist.objects.filter(unit=group).count() == 26
    tables = ChecklistVersion.objects.filter(scoring="jgj59")
    for version in tables:
        items = version.items
        assert sum(item.most for item in items) == 100
        guaranteed = [item.most for item in items if item.part == "guarantee"]
        assert sum(guaranteed) in (0, 60)
    assert tables.count() == 19
    memory = Checklist.objects.get(code="B.4")
    page = pages.text(client.get(memory.get_absolute_url()))
    assert "Names of the items: From memory, not checked" in page


def test_rule_sets_without_rules_wait_for_headquarters(client: Client) -> None:
    group = make.group()
    client.force_login(make.user("hq_safety", group))
    client.post(f"{LIST}starters/?unit={group.code}")
    for code in ("EIGHT-PROHIBITIONS", "TEN-PROHIBITIONS", "SEVEN-MUSTS"):
        checklist = Checklist.objects.get(code=code)
        assert checklist.latest is None
        assert checklist.draft.items == []
        page = pages.text(client.get(checklist.get_absolute_url()))
        assert "Empty: its text is still to be entered." in page
        refused = pages.text(post(client, checklist, "publish-checklist"))
        assert "It has no items yet." in refused


# --- writing ----------------------------------------------------------------
def test_a_new_checklist_is_written_and_published(
    client: Client, manager: User, company: Unit
) -> None:
    said = {"unit": company.code, "code": "NEW", "name": "New one"}
    for _again in range(2):
        client.post(f"{LIST}add/?unit={company.code}", said)
    checklist = Checklist.objects.get()
    post(client, checklist, "add-section", name="Edges")
    section = Section.objects.get()
    item = ITEM | {"answering": "deduction"}
    page = client.post(f"{section.get_absolute_url()}add/", item)
    assert "Say from how many points" in pages.text(page)
    for _again in range(2):
        client.post(f"{section.get_absolute_url()}add/", item | {"most": "5"})
    post(client, checklist, "publish-checklist")
    assert checklist.latest.items == [Item.objects.get()]
    assert checklist.latest.published_on


def test_parts_move_are_doubled_and_go(
    client: Client, manager: User, edges: Checklist
) -> None:
    post(client, edges, "begin-version")
    draft = draft_of(edges)
    rails, boards, boxes = draft.items
    power = draft.outline[1][0]

    def act(verb: str, part: Item | Section) -> list[str]:
        said = f"{verb} {type(part).__name__.lower()} {part.pk}"
        post(client, edges, "arrange-checklist", act=said)
        return codes(draft)

    assert act("down", rails) == ["b", "a", "c"]
    assert act("up", rails) == ["a", "b", "c"]
    assert act("up", rails) == ["a", "b", "c"]
    assert act("down", boards) == ["a", "b", "c"]
    assert Item.objects.get(pk=boards.pk).section == power
    assert act("up", power) == ["b", "c", "a"]
    assert act("copy", boxes) == ["b", "c", "1", "a"]
    assert act("remove", boxes) == ["b", "1", "a"]
    assert act("remove", power) == ["a"]
    gone = post(client, edges, "arrange-checklist", act=f"up item {boxes.pk}")
    assert "not there any more" in pages.text(gone)


def test_a_part_of_another_checklist_is_not_arranged(
    client: Client, manager: User, company: Unit, edges: Checklist
) -> None:
    post(client, edges, "begin-version")
    theirs = make.checklist(make.company(name="Far"), TWO)
    foreign = checklists.begin(theirs, by=None)
    for item in (*foreign.items, *edges.latest.items):
        post(client, edges, "arrange-checklist", act=f"remove item {item.pk}")
    assert codes(foreign) == codes(edges.latest) == ["a", "b", "c"]


def test_a_new_version_says_what_changed_and_the_old_one_stays(
    client: Client, manager: User, edges: Checklist
) -> None:
    first = edges.latest
    for _again in range(2):
        post(client, edges, "begin-version")
    draft = draft_of(edges)
    rails, boards, boxes = draft.items
    client.post(rails.get_absolute_url(), ITEM | {"text": "Rails at 1.2 m"})
    post(client, edges, "arrange-checklist", act=f"remove item {boxes.pk}")
    post(client, edges, "arrange-checklist", act=f"copy item {boards.pk}")
    asked = client.get(f"{LIST}{edges.pk}/publish-checklist/").context["differences"]
    assert [(d.item.code, d.is_new, d.is_gone) for d in asked] == [
        ("a", False, False),
        ("1", True, False),
        ("c", False, True),
    ]
    assert asked[0].fields == [("what to check", "Rails", "Rails at 1.2 m")]
    post(client, edges, "publish-checklist")
    page = pages.text(client.get(edges.get_absolute_url()))
    assert "Changed since version 1" in page
    assert "Rails at 1.2 m" in page
    old = pages.text(client.get(edges.get_absolute_url(), {"version": "1"}))
    assert "Boxes" in old
    assert codes(first) == ["a", "b", "c"]


def test_a_draft_is_thrown_away_and_the_only_one_is_not(
    client: Client, manager: User, company: Unit, edges: Checklist
) -> None:
    post(client, edges, "begin-version")
    post(client, edges, "discard-draft")
    assert edges.versions.count() == 1
    new = checklists.add(Checklist(unit=company, code="N", name="N"), by=None)
    refused = post(client, new, "discard-draft")
    assert "It is the only version." in pages.text(refused)


def test_a_condition_asks_an_item_above(
    client: Client, manager: User, edges: Checklist
) -> None:
    post(client, edges, "begin-version")
    rails, *_others = draft_of(edges).items
    said = {"asked_if": "c", "asked_when": "fail"}
    client.post(rails.get_absolute_url(), ITEM | said)
    refused = pages.text(post(client, edges, "publish-checklist"))
    assert "There is no item c before this one." in refused
    assert edges.versions.published().count() == 1


def test_a_withdrawn_checklist_is_in_no_list(
    client: Client, manager: User, edges: Checklist
) -> None:
    post(client, edges, "withdraw-checklist")
    assert client.get(LIST).context["list"].page.rows == []
    assert "Withdrawn" in pages.text(client.get(edges.get_absolute_url()))


# --- what is published stays ------------------------------------------------
def test_nothing_of_a_published_version_is_changed_by_a_page(
    client: Client, manager: User, edges: Checklist
) -> None:
    item = edges.latest.items[0]
    section = edges.latest.outline[0][0]
    form = ITEM | {"text": "Other"}
    assert client.post(item.get_absolute_url(), form).status_code == 404
    assert client.post(section.get_absolute_url(), {"name": "O"}).status_code == 404
    assert client.post(f"{section.get_absolute_url()}add/", form).status_code == 404
    for verb in (
        "edit-checklist",
        "add-section",
        "publish-checklist",
        "change-version",
    ):
        assert client.get(f"{LIST}{edges.pk}/{verb}/").status_code == 404
    with pytest.raises(ValidationError):
        checklists.take_out(item, by=None)
    assert codes(edges.latest) == ["a", "b", "c"]


@pytest.mark.parametrize("model", [ChecklistVersion, Section, Item])
def test_nor_by_a_statement(edges: Checklist, model: Any) -> None:
    """The triggers are there, also after later migrations."""
    change = {"note": "x"} if model is ChecklistVersion else {"name": "x"}
    change = {"text": "x"} if model is Item else change
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)
    checklists.begin(edges, by=None)
    drafts = {ChecklistVersion: "", Section: "version__", Item: "section__version__"}
    model.objects.filter(**{f"{drafts[model]}status": "draft"}).update(**change)
