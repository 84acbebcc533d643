"""Checklists in files: out and in again the same, forms in use, and every fault."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from inspections.models import Checklist, ChecklistVersion, Item
from inspections.paper import excel_file, yaml_file
from inspections.paper.draft import Draft, understand
from inspections.paper.raw import Fault, Unreadable
from inspections.services.library import LIBRARY
from safety.accounts.models import User
from safety.org.models import Unit
from tests import make, pages

UPLOAD = "/inspections/checklists/upload/"
EVERYTHING = """
code: ALL
name: Everything
name_zh: 全部题型
programme: qhse
scoring: points
names_mark: P
scores_mark: V~
source: Ours
note: "Two lines:\\n= 1"
sections:
  - name: First
    items:
      - {code: a, text: Rails, text_zh: 栏杆, photo_on_fail: yes, raises_hazard: true,
         hazard_category: 高处坠落, hazard_level: major, days_to_rectify: 3, most: 2.5}
      - {code: b, topic: Lifting, text: "=SUM(A1)", answering: deduction, part: bonus,
         most: 5, guidance: Look up, clause: "5.2.1"}
      - {code: c, text: Width, answering: number, measured_in: m, low: -1, high: 2.25}
      - code: d
        text: State
        answering: choice
        options: |
          good | Good | 好
          bad | Bad | 差 | fail
        note_on_fail: yes
      - {code: e, text: Why, answering: text, asked_if: d, asked_when: bad}
      - {code: f, text_zh: 日期, answering: date}
      - {code: "007", text: Picture, answering: photo}
  - name_zh: 空
    items: []
  - name: First
    items: [{code: z, text: Last}]
"""


def read(text: str) -> tuple[Draft, list[Fault]]:
    return understand(yaml_file.read(text.encode())[0])


def told(faults: Sequence[Fault]) -> list[tuple[int, str, str]]:
    return [(fault.where.row, fault.where.column, fault.value) for fault in faults]


def in_excel(draft: Draft, folder: Path) -> tuple[Draft, list[Fault]]:
    path = folder / "list.xlsx"
    path.write_bytes(excel_file.write(draft))
    return understand(excel_file.read(path))


# --- the same again ---------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_everything_comes_back_from_both_formats(tmp_path: Path, language: str) -> None:
    draft, faults = read(EVERYTHING)
    assert faults == []
    written = yaml_file.write([draft])
    assert yaml_file.write([read(written)[0]]) == written
    with override(language):
        again, faults = in_excel(draft, tmp_path)
    assert faults == []
    assert yaml_file.write([again]) == written
    rails, *_others = draft.outline[0][1]
    assert (rails.most, rails.days_to_rectify) == (Decimal("2.5"), 3)


def test_the_library_comes_back_from_both_formats(tmp_path: Path) -> None:
    for path in LIBRARY.glob("*.yaml"):
        for raw in yaml_file.read(path.read_bytes()):
            draft, faults = understand(raw)
            assert faults == []
            again, faults = in_excel(draft, tmp_path)
            assert faults == []
            assert yaml_file.write([again]) == yaml_file.write([draft])


TEXTS = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" \n:#|'\"-&*!%@`"),
    min_size=1,
    max_size=40,
).filter(str.strip)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=25,
    deadline=None,
)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
@example(texts=["Total", "小计", "检查项目", "检查人："])
def test_any_text_comes_back(tmp_path: Path, texts: list[str]) -> None:
    draft, _faults = read("code: X\nname: X\nsections: [{name: S, items: []}]")
    section = draft.outline[0][0]
    made = [
        Item(code=str(n), text=" ".join(text.split()), guidance=text.strip())
        for n, text in enumerate(texts)
    ]
    draft.outline = [(section, made)]
    written = yaml_file.write([draft])
    assert yaml_file.write([read(written)[0]]) == written
    assert yaml_file.write([in_excel(draft, tmp_path)[0]]) == written


# --- every fault of a file --------------------------------------------------
def test_every_fault_of_yaml_is_said_with_its_place() -> None:
    _draft, faults = read(
        """code: a b
name: ""
scoring: jgj59
surprise: 1
sections:
  - name: S
    items:
      - {code: a, text: A, answering: guess, most: ten}
      - {code: a, text: B, answering: deduction, days_to_rectify: 1000}
      - {code: c, answering: choice, options: [1]}
      - {code: d, text: D, asked_if: z, asked_when: fail, photo_on_fail: maybe}
"""
    )
    assert sorted(told(faults)) == [
        (1, "category", ""),
        (1, "code", "a b"),
        (2, "name", ""),
        (4, "surprise", "1"),
        (8, "answering", "guess"),
        (8, "most", "ten"),
        (9, "code", "a"),
        (9, "days_to_rectify", "1000"),
        (9, "most", ""),
        (10, "options", ""),
        (10, "options", ""),
        (10, "text", ""),
        (11, "asked_if", "z"),
        (11, "photo_on_fail", "maybe"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just a text",
        b"- a list",
        b"\xff\xfe\x00",
        b"code: a\ncode: b",
        b"a: [" * 3000,
        b"[" * 100_000,
        b"x: &a [1]\ny: *a",
        b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]",
        b"code: !!python/object/apply:os.system [ls]",
        b"? [1, 2]\n: 3",
        b"code: 'open",
        b"x" * (yaml_file.MOST_BYTES + 1),
        b"sections:\n - 1\n - {items: x}",
    ],
)
def test_hostile_yaml_is_refused_in_words(content: bytes) -> None:
    try:
        faults = [f for raw in yaml_file.read(content) for f in understand(raw)[1]]
    except Unreadable as refusal:
        faults = refusal.faults
    assert faults
    assert all(fault.message for fault in faults)


# --- forms in use -----------------------------------------------------------
def form_in_use(path: Path, *, bad: bool = False) -> None:
    """A title, merged categories and processes, points, and a line to sign."""
    with Workbook(path) as book:
        sheet = book.add_worksheet("现场检查")
        sheet.merge_range(0, 0, 0, 5, "安全检查评分表")
        sheet.write_row(1, 0, ["受检单位：", "", "", "检查日期："])
        heads = ["序号", "类别", "工作过程", "检查内容", "标准分", "检查结果"]
        sheet.write_row(2, 0, heads)
        sheet.merge_range(3, 1, 5, 1, "脚手架")
        sheet.merge_range(3, 2, 4, 2, "搭设")
        for row, content in enumerate(["立杆基础", "连墙件", "验收记录"], 3):
            sheet.write_row(row, 0, [row - 2])
            sheet.write(row, 3, content)
            sheet.write(row, 4, "十分" if bad and row == 4 else 10)
        sheet.write(5, 2, "验收")
        sheet.write_row(6, 0, [4, "临时用电", "配电", "漏电保护器", 20])
        sheet.merge_range(7, 0, 7, 5, "检查人：        负责人：")


def test_a_form_in_use_becomes_three_levels(tmp_path: Path) -> None:
    form_in_use(tmp_path / "form.xlsx")
    raw = excel_file.read(tmp_path / "form.xlsx")
    assert raw.left_out == ["序号", "检查结果"]
    draft, faults = understand(raw)
    assert [fault.where.column for fault in faults] == ["code"]  # it has none
    assert draft.checklist.name_zh == "安全检查评分表"
    found = [
        (section.name_zh, item.topic_zh, item.text_zh, item.most, item.answering)
        for section, items in draft.outline
        for item in items
    ]
    assert found == [
        ("脚手架", "搭设", "立杆基础", 10, "deduction"),
        ("脚手架", "搭设", "连墙件", 10, "deduction"),
        ("脚手架", "验收", "验收记录", 10, "deduction"),
        ("临时用电", "配电", "漏电保护器", 20, "deduction"),
    ]
    assert len(draft.outline) == 2


def test_the_form_of_jgj_59_becomes_guarantee_and_general_items(
    tmp_path: Path,
) -> None:
    with Workbook(tmp_path / "table.xlsx") as book:
        sheet = book.add_worksheet("B.1")
        sheet.merge_range(0, 0, 0, 6, "安全管理检查评分表")
        sheet.write(1, 0, "序号")
        sheet.merge_range(1, 1, 1, 2, "检查项目")
        sheet.write_row(1, 3, ["扣分标准", "应得分数", "扣减分数", "实得分数"])
        parts = (("保证项目", ["安全教育", "应急救援"]), ("一般项目", ["安全标志"]))
        row = 2
        for part, items in parts:
            sheet.merge_range(row, 1, row + len(items), 1, part)
            for item in items:
                sheet.write_row(row, 2, [item, "未建立的扣10分", 10])
                row += 1
            sheet.write_row(row, 2, ["小计", "", 10 * len(items)])
            row += 1
        sheet.merge_range(row, 0, row, 3, "检查项目合计")
        sheet.write(row, 4, 30)
        sheet.merge_range(row + 1, 0, row + 1, 6, "检查人：        日期：")
    draft, faults = understand(excel_file.read(tmp_path / "table.xlsx"))
    assert [fault.where.column for fault in faults] == ["code"]
    assert [
        (section.name_zh, item.text_zh, item.part, item.most, item.answering)
        for section, items in draft.outline
        for item in items
    ] == [
        ("保证项目", "安全教育", "guarantee", 10, "deduction"),
        ("保证项目", "应急救援", "guarantee", 10, "deduction"),
        ("一般项目", "安全标志", "general", 10, "deduction"),
    ]


# --- through the page -------------------------------------------------------
pytestmark = [pytest.mark.django_db]


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture
def manager(client: Client, company: Unit) -> User:
    user = make.user("company_safety", company)
    client.force_login(user)
    return user


def send(client: Client, unit: Unit, name: str, content: bytes, code: str = "") -> Any:
    file = SimpleUploadedFile(name, content)
    said = {"unit": unit.code, "file": file, "code": code}
    return client.post(f"{UPLOAD}?unit={unit.code}", said)


@pytest.mark.both
def test_a_file_is_shown_first_and_stored_once(
    client: Client, manager: User, company: Unit, tmp_path: Path
) -> None:
    form_in_use(tmp_path / "form.xlsx")
    content = (tmp_path / "form.xlsx").read_bytes()
    page = send(client, company, "form.xlsx", content, "SITE-1")
    assert not Checklist.objects.exists()
    assert "漏电保护器" in page.context["content"]
    form = pages.fields(page) | {"publish": "yes"}
    for _again in range(2):
        client.post(UPLOAD, {n: form[n] for n in ("content", "owner", "publish")})
    version = ChecklistVersion.objects.get()
    assert (version.status, version.scoring) == ("published", "points")
    assert [item.text_zh for item in version.items][-1] == "漏电保护器"


def test_all_faults_of_a_workbook_stand_in_one_list(
    client: Client, manager: User, company: Unit, tmp_path: Path
) -> None:
    form_in_use(tmp_path / "form.xlsx", bad=True)
    page = send(client, company, "form.xlsx", (tmp_path / "form.xlsx").read_bytes())
    said = [(w.sheet, w.row, w.column, value) for w, value, _ in page.context["faults"]]
    assert ("现场检查", 5, "E", "十分") in said
    assert any(column == "code" for _sheet, _row, column, _value in said)
    assert not Checklist.objects.exists()


FOOT = [
    ["检查人签字：", "", "", "", "日期："],
    ["", "检查人员：", "", "受检单位负责人：", ""],
    ["", "", "", "备注："],
    ["", "", "备注：", "本表一式两份"],
    ["", "", "项目经理：____", "安全员：____    年  月  日"],
    ["", "检查人员签名", "", "张三", "2019-05-03"],
    ["", "", "Inspected by: ", "Date: "],
]
ASKED = [
    "检查人员是否持证",
    "签字是否齐全",
    "日期",
    "现场人员：正确佩戴安全帽",
    "备注栏填写完整",
]


def test_who_signs_and_remarks_are_no_items(
    client: Client, manager: User, company: Unit, tmp_path: Path
) -> None:
    with Workbook(tmp_path / "form.xlsx") as book:
        sheet = book.add_worksheet("现场检查")
        sheet.write(0, 0, "日常检查表")
        sheet.write_row(1, 0, ["序号", "类别", "工作过程", "检查内容", "检查结果"])
        for row, text in enumerate(ASKED, 2):
            sheet.write_row(row, 0, [row, "资料", "现场", text])
        for row, line in enumerate(FOOT, len(ASKED) + 2):
            sheet.write_row(row, 0, line)
        last = len(ASKED) + len(FOOT) + 2
        sheet.merge_range(last, 0, last, 4, "检查人：        日期：    年  月  日")
    content = (tmp_path / "form.xlsx").read_bytes()
    page = send(client, company, "form.xlsx", content, "SITE-1")
    draft, _faults = read(page.context["content"])
    assert [
        (section.name_zh, [item.text_zh for item in items])
        for section, items in draft.outline
    ] == [("资料", ASKED)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"no workbook"),
        ("a.xlsx", b"PK\x03\x04 nor this"),
        ("a.yaml", b"a: *b"),
        ("a.pdf", b"%PDF"),
    ],
)
def test_what_is_no_checklist_is_refused_in_words(
    client: Client, manager: User, company: Unit, name: str, content: bytes
) -> None:
    page = send(client, company, name, content)
    assert page.status_code == 200
    assert page.context["faults"] or page.context["form"].errors


def test_what_comes_back_changed_is_checked_again(
    client: Client, manager: User, company: Unit
) -> None:
    said = {"owner": company.code, "content": "code: X\nsections: [{items: [{}]}]"}
    page = client.post(UPLOAD, said, follow=True)
    assert not Checklist.objects.exists()
    assert "Write it in one language" in pages.text(page)
