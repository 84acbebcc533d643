"""Rows of journalled models change only through the journal: the type check says so."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.machine import ROOT

pytestmark = pytest.mark.slow

SNIPPET = """
from safety.journal.models import Mark
from safety.people.models import Person, Posting

def change(posting: Posting, person: Person) -> None:
    posting.delete()  # guarded
    Posting.objects.update(status="voided")  # guarded
    Posting.objects.filter(pk=1).order_by("pk").delete()  # guarded
    Posting._base_manager.filter(pk=1).update(status="voided")  # guarded
    person.postings.all().bulk_update([posting], ["status"])  # guarded
    Mark.objects.all().delete()
    {"status": "counted"}.update(status="voided")
"""


def test_what_bypasses_the_journal_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "snippet.py"
    file.write_text(SNIPPET)
    mypy = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache")]
    said = subprocess.run(
        [*mypy, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    guarded = [
        number
        for number, line in enumerate(SNIPPET.splitlines(), 1)
        if "# guarded" in line
    ]
    assert [line for line in said.splitlines() if "snippet.py" in line] == [
        f"{file}:{number}: error: journalled records change only through"
        " safety.journal.write  [misc]"
        for number in guarded
    ]
