"""A desk with a folder, and the tree that files of records name."""

from pathlib import Path

import pytest

from tests.records.files import Desk

UNITS = """
    code,name,name_zh,kind,parent,project_type,opened_on,closed_on
    T1,Team,班组,team,P1,,,
    P1,Line 3,三号线,project,C1,construction,2019-01-01,
    P2,Tower,,project,C1,design,2019-01-01,2019-12-31
    C1,North,北方公司,company,G,,,
    C2,South,,company,G,,,
    G,Group,集团,group,,,,
"""
PEOPLE = """
    employee_no,name,phone,email,gender,category,contractor
    E1,Wang Li,,,m,worker,
    E2,Zhao Min,138,zhao@example.com,f,technical,
    E3,Chen Bo,,,,,
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def tree(desk: Desk) -> Desk:
    assert desk.load("units", UNITS).counts == (6, 0, 0, 0)
    return desk


@pytest.fixture
def staffed(tree: Desk) -> Desk:
    assert tree.load("people", PEOPLE).counts == (3, 0, 0, 0)
    return tree
