"""A report as PDF, Excel and page: the engine's numbers, in both languages."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from safety.closing.services import months, restating
from safety.core.access import Viewer
from safety.core.months import Period
from safety.indicators import drain, show, targets
from safety.indicators import registry as indicators
from safety.org.models import Unit
from safety.reports import document, registry, render
from safety.reports.blocks import FiguresBlock, MissingBlock, TableBlock
from safety.reports.document import Document, Everyone, NotSeen
from safety.reports.structure import (
    Field,
    Figures,
    Listing,
    Number,
    Records,
    Report,
    Slices,
    Table,
)
from tests import make
from tests.indicators.scene import JUNE, Scene, figure

pytestmark = pytest.mark.django_db
MONTHLY = registry.find("monthly")
YEAR = Period.parse("2019")


def built(
    unit: Unit,
    name: str = "monthly",
    *,
    viewer: Viewer | None = None,
    language: str = "en",
    period: Period = JUNE,
) -> Document:
    with translation.override(language):
        report = registry.find(name)
        return document.build(report, unit, period, viewer or Everyone())


def paper(made: Document) -> str:
    """What the PDF says."""
    reader = PdfReader(BytesIO(render.pdf(made)))
    return "\n".join(page.extract_text() for page in reader.pages)


def sheets(made: Document) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(render.xlsx(made)))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_pdf_excel_and_page_say_the_engines_numbers(scene: Scene) -> None:
    made = built(scene.site)
    said, page = paper(made), render.html(made).decode()
    lines = {line[0]: line[1] for line in sheets(made)[1][1:]}
    block = made.blocks[0]
    assert isinstance(block, FiguresBlock)
    kept = {"training.hours", "training.coverage", "hazards.overdue", "hazards.found"}
    for code in kept:
        of = figure(scene.site, code)
        assert show.value(of) in said
        assert show.value(of) in page
        assert of.value is not None
        assert lines[str(of.indicator.name)] == float(of.value)
    assert figure(scene.site, "hazards.overdue").value == 7
    assert "7 hazards overdue on 30 Jun 2019" in said


def test_a_report_reads_like_one_from_here_in_chinese(scene: Scene) -> None:
    said = paper(built(scene.site, language="zh-hans")).replace("\n", "")
    parts = ["安全生产月报", "2019 年 6 月", "期末逾期未整改隐患", "编制：安全统计"]
    for part in [*parts, "截至 2019-06-30 有 7 项隐患逾期未整改"]:
        assert part in said, part
    assert "Monthly" not in said


def test_every_report_is_made_of_every_unit_that_it_is_for(scene: Scene) -> None:
    for report in registry.every():
        for unit in Unit.objects.all():
            assert report.is_for(unit)
            for language in ("en", "zh-hans"):
                made = built(unit, report.name, language=language)
                broken = [b for b in made.blocks if isinstance(b, MissingBlock)]
                assert not [b for b in broken if "administrator" in b.why]
                assert not [b for b in broken if "管理员" in b.why]
                assert render.html(made)
                assert render.xlsx(made)


@pytest.mark.parametrize(
    ("name", "title", "chinese"),
    [
        ("monthly", "Monthly safety report, June 2019", "2019 年 6 月安全生产月报"),
        ("annual", "Annual safety report, 2019", "2019 年年度安全报告"),
        ("esg", "ESG disclosure", "ESG 披露"),
        ("rectification", "Rectification summary, June", "隐患整改情况汇总"),
        ("coverage", "Training coverage report, June", "安全培训覆盖情况表"),
        ("settlement", "Prize-card settlement report", "行为安全表彰卡结算表"),
    ],
)
def test_each_shipped_report_becomes_a_pdf_in_both_languages(
    scene: Scene, name: str, title: str, chinese: str
) -> None:
    assert title in paper(built(scene.near, name))
    assert chinese in paper(built(scene.near, name, language="zh-hans"))


def test_the_same_document_is_the_same_bytes(scene: Scene) -> None:
    for write, _type in render.FORMS.values():
        first, again = (write(built(scene.near)) for _ in range(2))
        assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()


def test_a_reader_gets_units_and_records_of_his_own_scope_only(scene: Scene) -> None:
    theirs = make.hazard(scene.yard, date(2019, 6, 4), due_on=date(2019, 6, 5))
    ours = make.hazard(scene.site, date(2019, 6, 4), due_on=date(2019, 6, 5))
    drain.drain()
    hq, near = scene.hq, scene.reader("company_safety", scene.near)
    whole = render.html(built(scene.group, viewer=hq)).decode()
    assert str(scene.near) in whole
    assert str(scene.far) in whole
    with pytest.raises(NotSeen):
        built(scene.group, viewer=near)
    with pytest.raises(NotSeen):
        built(scene.far, viewer=near)
    listed = render.html(built(scene.near, "rectification", viewer=near)).decode()
    assert ours.number in listed
    assert theirs.number not in listed


def test_records_are_for_roles_that_see_them(scene: Scene) -> None:
    leader = scene.reader("company_leader", scene.near)

    class Reader:
        """Numbers, and no records."""

        def unit_ids_for(self, permission: str) -> frozenset[int]:
            held = permission == "indicators.view"
            return frozenset({scene.near.pk} if held else ())

        def unit_kinds_for(self, permission: str) -> frozenset[str]:
            return frozenset({"company"} if self.unit_ids_for(permission) else ())

    for viewer, is_listed in ((leader, True), (Reader(), False)):
        blocks = built(scene.near, "rectification", viewer=viewer).blocks
        listed = next(b for b in blocks if b.title == "Overdue on the last day")
        assert isinstance(listed, TableBlock) is is_listed


@pytest.fixture
def broken() -> Iterator[Report]:
    """A report of which one part fails in the database."""

    def rows(_viewer: Viewer, unit: Unit, _period: Period) -> list[Any]:
        return list(Unit.objects.extra(where=["no_such_column = 1"]).filter(pk=unit.pk))

    records = Listing("made.broken", "org.view", (Field("x"),), rows)
    found = Number("hazards.found")
    yield_report = Report(
        name="made-broken",
        title="Broken",
        leads=("hazards.found",),
        sections=(
            Records(title="Lost", listing="made.broken", empty=""),
            Figures(numbers=(found, Number("made.up"))),
            Table(title="All", numbers=(found, Number("made.up"))),
            Slices(title="Cut", by="risk", numbers=(found,), shared=(found,)),
        ),
    )
    registry.register(records, yield_report)
    yield yield_report
    del registry._reports["made-broken"], registry._listings["made.broken"]


def test_a_broken_part_is_stated_and_spoils_no_other(
    scene: Scene, broken: Report
) -> None:
    made = document.build(broken, scene.site, JUNE, Everyone())
    assert made.blocks[0] == MissingBlock(
        "Lost", why="This part could not be made. The administrator can see why."
    )
    said = paper(made)
    assert "This part could not be made" in said
    assert "made.up is not kept in this system." in said
    cut = made.blocks[3]
    assert isinstance(cut, TableBlock)
    shares = [row[-1].amount for row in cut.rows]
    assert sum(filter(None, shares)) == 1
    assert [row[1].amount for row in cut.rows] == [2, 2, 2, 1]


def test_what_differs_from_what_was_published_is_listed(scene: Scene) -> None:
    may = Period.parse("2019-05")
    found = figure(scene.site, "hazards.found", may)
    assert "Open: figures may still move." in paper(built(scene.site, period=may))
    months.close(scene.group, may.last_month, by=None, why="No hours yet")
    made = built(scene.site, period=may)
    assert made.state == "Closed: figures as published."
    assert "Restated" not in paper(made)
    make.hazard(scene.site, date(2019, 5, 20), due_on=date(2019, 7, 1))
    drain.drain()
    made = built(scene.site, period=may)
    listed = next(block for block in made.blocks if "Restated" in block.title)
    assert isinstance(listed, TableBlock)
    lines = {row[0].text: [cell.amount for cell in row[1:3]] for row in listed.rows}
    assert lines["Hazards found"] == [found.value, found.numerator + 1]
    assert "differ from the records" in " ".join(made.sentences)
    assert "按现有记录" in paper(built(scene.site, period=may, language="zh-hans"))


def test_who_approved_a_restatement_and_why_stands_beside_it(scene: Scene) -> None:
    may = Period.parse("2019-05")
    months.close(scene.group, may.last_month, by=None, why="No hours yet")
    make.hazard(scene.site, date(2019, 5, 20), due_on=date(2019, 7, 1))
    make.inspection(scene.site, date(2019, 5, 21))
    drain.drain()
    chosen = [(indicators.indicators()["hazards.found"], scene.site, may)]
    restating.approve(chosen, by=scene.hq, why="Found in a drawer")
    made = built(scene.site, period=may)
    listed = next(block for block in made.blocks if "Restated" in block.title)
    assert isinstance(listed, TableBlock)
    said = {row[0].text: [cell.text for cell in row[3:]] for row in listed.rows}
    assert said["Hazards found"] == ["restated", f"{scene.hq}: Found in a drawer"]
    inspections = indicators.indicators()["inspections.count"].name
    assert said[str(inspections)] == ["not approved", ""]
    assert "批准人及原因" in paper(built(scene.site, period=may, language="zh-hans"))


def test_a_target_that_was_missed_is_told(scene: Scene) -> None:
    assert "Target" not in " ".join(built(scene.site).sentences)
    chosen = indicators.indicators()["training.coverage"]
    row = targets.proposed(chosen, scene.near, 2019)
    row.target = Decimal(96)
    targets.put(row, by=scene.hq.pk)
    assert "Target missed: Training coverage" in " ".join(built(scene.site).sentences)


def test_a_report_asks_the_same_whatever_there_is(scene: Scene) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            built(scene.group)
        return len(queries)

    before = asked()
    for _ in range(3):
        project = make.project(parent=make.company())
        make.hazard(project, date(2019, 6, 4), risk="1")
    drain.drain()
    assert asked() == before


def command(*flags: str, **options: str) -> None:
    said = (f"--{name}={value}" for name, value in options.items())
    call_command("report", *said, *flags)


def test_the_command_writes_each_kind_of_file(
    scene: Scene, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    begins = {"pdf": b"%PDF", "xlsx": b"PK", "html": b"<!DOCTYPE html>"}
    for kind, start in begins.items():
        target = tmp_path / f"a.{kind}"
        command(unit="SITE", month="2019-06", to=str(target))
        assert target.read_bytes().startswith(start)
        assert "Monthly safety report, June 2019, Site" in capsys.readouterr().out
    target = tmp_path / "b.html"
    options = {"name": "annual", "lang": "zh-hans", "to": str(target)}
    command("--json", unit="NEAR", month="2019-06", **options)
    assert '"period": "2019"' in capsys.readouterr().out
    assert "年度安全报告" in target.read_text()


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"unit": "NONE", "month": "2019-06"}, 1),
        ({"unit": "SITE", "month": "1999-06"}, 1),
        ({"unit": "SITE", "month": "2019-06", "to": "/no/such/folder/a.pdf"}, 1),
        ({"unit": "SITE", "month": "2019-13"}, 2),
        ({"unit": "SITE", "month": "2019-06", "to": "a.doc"}, 2),
    ],
)
def test_the_command_refuses_in_a_sentence(
    scene: Scene, tmp_path: Any, options: dict[str, str], status: int
) -> None:
    given = {"to": str(tmp_path / "a.html"), **options}
    with pytest.raises(CommandError) as refused:
        command(**given)
    assert str(refused.value)
    # What is wrong usage the parser refuses, which leaves a shell with status 2.
    assert ("argument" in str(refused.value)) is (status == 2)
